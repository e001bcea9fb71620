import * as assert from 'uvu/assert';
import { checkTests } from '../../../core/config/check-tests.js';
import { dotted, type Value } from '../../../core/config/value.js';
import { suite } from '../../support/suite.js';

const test = suite('checkTests');

function problems(expect: Value[], rest: Record<string, Value> = {}): readonly string[] {
  const root = { triggers: [{ name: 'many' }], actions: { ops: { type: 'slack' } }, sinks: { out: { type: 'file' } }, sources: { app: {} }, tests: [{ given: [], expect, ...rest }] };
  return checkTests(root).map(({ path, message, hint }) => `${dotted(path.slice(2))}: ${message}${hint === undefined ? '' : ` ${hint}`}`);
}

test('takes what names a trigger, an action, a sink or a type', () => {
  assert.equal(problems([{ fired: 'many', by: {}, at: '1s' }, { never: 'many' }, { sink: 'ops', posts: 1 }, { sink: 'slack' }, { sink: 'out', events: 1 }, { absent_everywhere: 'x' }]), []);
});

test('names what stands for nothing', () => {
  assert.equal(problems([{ fired: 'mny' }, { resolved: 'x' }, { sink: 'teams' }], { given: [{ source: 'ap', event: 'x' }], start: '2026-99-01T00:00:00Z' }), [
    'start: "2026-99-01T00:00:00Z" is no time such as 2025-01-01T00:00:00Z',
    'given[0].source: there is no source "ap" Did you mean "app"?',
    'expect[0].fired: there is no trigger "mny" Did you mean "many"?',
    'expect[1].resolved: there is no trigger "x"',
    'expect[2].sink: there is no action or sink "teams", and none of this type',
  ]);
});

test('wants an expectation to be about one thing, and nothing beside it that says nothing of it', () => {
  assert.equal(problems([{ at: '1s' }, { fired: 'many', never: 'many' }, { never: 'many', at: '1s' }]), [
    'expect[0]: an expectation names one of fired, resolved, never, sink, absent_everywhere',
    'expect[1].never: an expectation is about one thing: "fired" stands there too',
    'expect[2].at: "at" says nothing of "never"',
  ]);
});

test.run();
