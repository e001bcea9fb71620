import * as assert from 'uvu/assert';
import { checkExamples } from '../../../core/trigger/check-examples.js';
import { suite } from '../../support/suite.js';

const test = suite('checkExamples');

const found = (trigger: Readonly<Record<string, unknown>>): readonly string[] => [...checkExamples(trigger)].map(({ at, code, message }) => `${at.join('/')} ${code}: ${message}`);
const WHEN = { level: 'error', 'http.status|gte': 500 };

test('examples that do what they say are passed over', () => {
  assert.equal(found({ when: WHEN, examples: { match: [{ severity: 'ERROR', http: { status: 503 } }], no_match: [{ level: 'error', http: { status: 404 } }, {}] } }), []);
  assert.equal(found({ when: WHEN }), []);
});

test('names each that does not', () => {
  assert.equal(found({ when: WHEN, examples: { match: [{ level: 'error', http: { status: 500 } }, { level: 'info' }], no_match: [{ level: 'error', 'http.status': 500 }] } }), [
    'examples/match/1 TRIGGER_EXAMPLE: the example does not meet the condition',
    'examples/no_match/0 TRIGGER_EXAMPLE: the example meets the condition',
  ]);
});

test('of a sequence, any of its steps will do', () => {
  const sequence = { steps: [{ a: { kind: 'a' }, times: 2 }, { b: { kind: 'b' } }] };
  assert.equal(found({ sequence, examples: { match: [{ kind: 'b' }, { kind: 'a' }], no_match: [{ kind: 'c' }] } }), []);
  assert.equal(found({ sequence, when: { shop: 1 }, examples: { match: [{ kind: 'b' }] } }).length, 1, 'besides what all of them have to be');
});

test('what cannot be read, or is about triggers, is left alone', () => {
  assert.equal(found({ when: { 'a|wat': 1 }, examples: { match: [{}] } }), []);
  assert.equal(found({ when: { trigger: 'x' }, examples: { match: [{}] } }), []);
  assert.equal(found({ when: WHEN, examples: { match: 'x', no_match: [3] } }), []);
});

test.run();
