import * as assert from 'uvu/assert';
import { compileCondition } from '../../../core/condition/condition.js';
import type { LogEvent } from '../../../core/contract/event.js';
import type { Transform } from '../../../core/contract/plugin.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { applyTransforms, type TransformStage } from '../../../core/pipeline/transform-chain.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('applyTransforms');

let context: TestContext;
test.before.each(() => {
  context = testContext();
});

const stage = (apply: Transform['apply'], when?: unknown, type = 'mine'): TransformStage =>
  ({ id: `transforms.${type}`, type, transform: { apply }, when: when === undefined ? undefined : compileCondition(when).condition, tally: new Tally(`transforms.${type}`) });

const numbered = (count: number): readonly LogEvent[] => makeEvents(Array.from({ length: count }, (_, n) => ({ n, even: n % 2 === 0 })));
const run = (stages: readonly TransformStage[], events: readonly LogEvent[]): string => applyTransforms(stages, events, context.log).map(shownAs).join(' ');

const markOf = (event: LogEvent): string => (event.get('mark') ?? '') as string;
const shownAs = (event: LogEvent): string => `${event.get('n') as number}${markOf(event)}`;
const mark = (text: string): Transform['apply'] => (batch) => batch.map((event) => event.with({ mark: `${markOf(event)}${text}` }));
const EVEN = { even: true };

test('goes through all stages in order', () => {
  assert.is(run([stage(mark('a')), stage(mark('b'))], numbered(3)), '0ab 1ab 2ab');
});

test('counts what a stage leaves out, by the reason of its kind', () => {
  const drop = stage((batch) => batch.slice(1), undefined, 'sample');
  const custom = stage(() => [], undefined, 'mine');
  const after = stage(() => assert.unreachable() as never);
  assert.is(run([drop, custom, after], numbered(3)), '');
  assert.equal([drop.tally.read().eventsIn, drop.tally.eventsOut, drop.tally.read().reasons], [3, 2, { transform_sample: 1 }]);
  assert.equal(custom.tally.read().reasons, { transform_custom: 2 });
});

test('leaves a batch as it was whose stage throws, or gives no list', () => {
  const bad: readonly Transform['apply'][] = [
    () => {
      throw new Error('broken');
    },
    (batch) => {
      (batch as LogEvent[]).reverse();
      return batch;
    },
    (() => undefined) as unknown as Transform['apply'],
    (async (batch: readonly LogEvent[]) => batch) as unknown as Transform['apply'],
  ];
  for (const apply of bad) {
    const broken = stage(apply);
    assert.is(run([broken, stage(mark('x'))], numbered(3)), '0x 1x 2x');
    assert.equal([broken.tally.read().counters, broken.tally.read().reasons], [{ failures: 1 }, {}]);
  }
  assert.is(context.logs.length, bad.length);
});

test('sends through a stage only what meets its condition, and puts the results where it was', () => {
  assert.is(run([stage(mark('x'), EVEN)], numbered(5)), '0x 1 2x 3 4x');
  assert.is(run([stage((batch) => batch.slice(1), EVEN)], numbered(5)), '1 2 3 4');
  assert.is(run([stage((batch) => batch.slice(0, 1), EVEN)], numbered(5)), '0 1 3');
  assert.is(run([stage(() => [], EVEN)], numbered(5)), '1 3');
});

test('calls no stage that nothing is for', () => {
  assert.is(run([stage(() => assert.unreachable() as never, { n: 99 })], numbered(3)), '0 1 2');
});

test('loses nothing where a stage gives its events in another order', () => {
  assert.is(run([stage((batch) => mark('x')(batch.toReversed()), EVEN)], numbered(5)), '1 3 4x 2x 0x');
});

test('loses nothing where a conditional stage throws', () => {
  const broken = stage(() => {
    throw new Error('broken');
  }, EVEN);
  assert.is(run([broken], numbered(4)), '0 1 2 3');
});

test.run();
