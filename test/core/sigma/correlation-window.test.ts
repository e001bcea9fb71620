import * as assert from 'uvu/assert';
import { readCorrelation, type SigmaCorrelation } from '../../../core/sigma/correlation.js';
import { CorrelationWindow } from '../../../core/sigma/correlation-window.js';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { suite } from '../../support/suite.js';
import { documentOf } from './sigma-text.js';

const test = suite('CorrelationWindow');

const correlation = (given: Readonly<Record<string, unknown>>): SigmaCorrelation =>
  readCorrelation(documentOf({ title: 'C', correlation: { rules: ['a', 'b', 'c'], timespan: '10s', ...given } }), (path, _code, message) => assert.unreachable(`${path.join('.')}: ${message}`));
const window = (given: Readonly<Record<string, unknown>>, most = 100): CorrelationWindow => new CorrelationWindow(correlation(given), most);

const throughJson = (value: JsonObject): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** Adds occurrences at these seconds; what is measured after each, or why it did not count. */
function run(target: CorrelationWindow, occurrences: readonly (number | readonly [time: number, rule: number, value?: number])[]): readonly unknown[] {
  return occurrences.map((given) => {
    const [time, rule, value] = typeof given === 'number' ? [given, 0] : given;
    const taken = target.add({ time: time * 1000, rule, value });
    return taken === 'taken' ? target.measure().value : taken;
  });
}

test('is half-open: what is as old as the timespan is out', () => {
  assert.equal(run(window({ type: 'event_count', condition: { gte: 2 } }), [0, 9.999, 10, 19.998, 30]), [1, 2, 2, 3, 1]);
});

test('takes late ones into a window that is still open, and no others', () => {
  assert.equal(run(window({ type: 'event_count', condition: { gte: 2 } }), [20, 15, 10.001, 10, 5]), [1, 2, 3, 'late', 'late']);
});

test('tumbling windows begin at multiples of the timespan', () => {
  assert.equal(run(window({ type: 'event_count', window: 'tumbling', condition: { gte: 2 } }), [8, 9, 12, 9.5, 19.999, 20]), [1, 2, 1, 'late', 2, 1]);
});

test('a session ends with a gap, or at the timespan', () => {
  assert.equal(run(window({ type: 'event_count', window: 'session', gap: '4s', condition: { gte: 2 } }), [0, 4, 8, 10, 14.001, 12]), [1, 2, 3, 1, 1, 2]);
});

test('counts rules, in any order and in theirs', () => {
  assert.equal(run(window({ type: 'temporal' }), [[0, 2], [1, 0], [2, 0], [3, 1]]), [1, 2, 2, 3]);
  assert.equal(run(window({ type: 'temporal_ordered' }), [[0, 1], [1, 0], [2, 2], [3, 1], [4, 2]]), [1, 1, 2, 2, 3]);
});

test('holds for an expression over the rules', () => {
  const holds = (type: string, condition: string, rules: readonly number[]): boolean => {
    const target = window({ type, condition });
    for (const [time, rule] of rules.entries()) target.add({ time, rule, value: undefined });
    return target.measure().holds;
  };
  assert.ok(holds('temporal', 'a and (b or c)', [2, 0]));
  assert.not.ok(holds('temporal', 'a and not b', [0, 1]));
  assert.ok(holds('temporal_ordered', 'a and b and c', [0, 1, 2]));
  assert.not.ok(holds('temporal_ordered', 'a and b and c', [2, 1, 0]));
});

test('makes sums, means and percentiles of the values', () => {
  const values: readonly (readonly [number, number, number])[] = [[0, 0, 10], [1, 0, 20], [2, 0, 40]];
  const of = (type: string, more: Readonly<Record<string, unknown>> = {}): unknown => run(window({ type, condition: { field: 'x', gt: 0, ...more } }), values).at(-1);
  assert.is(of('value_sum'), 70);
  assert.is(of('value_avg'), 70 / 3);
  assert.is(of('value_median'), 20);
  assert.is(of('value_percentile', { percentile: 75 }), 30);
  assert.is(of('value_percentile', { percentile: 100 }), 40);
  assert.equal(run(window({ type: 'value_count', condition: { field: 'x', gt: 0 } }), [[0, 0, 17], [1, 0, 18], [2, 0, 17], [10.5, 0, 19]]), [1, 2, 2, 3]);
});

test('each bound must hold', () => {
  const target = window({ type: 'event_count', condition: { gt: 1, lte: 3, neq: 2 } });
  const holds = [0, 1, 2, 3].map((time) => (target.add({ time, rule: 0, value: undefined }), target.measure().holds));
  assert.equal(holds, [false, false, true, false]);
  target.clear();
  assert.not.ok(window({ type: 'event_count', condition: { lt: 5 } }).measure().holds, 'nothing has happened');
  assert.is(target.measure().value, 0);
});

test('keeps no more than it may', () => {
  const target = window({ type: 'event_count', condition: { gte: 2 } }, 3);
  assert.equal(run(target, [1, 2, 3, 4]), [1, 2, 3, 'full']);
  assert.is(target.measure().value, 3);
  for (let time = 5; time < 5000; time++) target.add({ time, rule: 0, value: undefined });
  assert.is(target.measure().value, 3);
});

test('measures as if it looked at all that is in the window', () => {
  for (const type of ['value_count', 'value_sum', 'value_avg', 'value_median', 'temporal'] as const) {
    const given = type === 'temporal' ? { type } : { type, condition: { field: 'x', gt: 0 } };
    const target = window(given, 20);
    let seed = 7;
    let time = 0;
    for (let n = 0; n < 500; n++) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      time += seed % 3 === 0 ? 0.4 : seed % 7 === 0 ? 11 : 0.1;
      target.add({ time: Math.round((time - (seed % 5 === 0 ? 2 : 0)) * 1000), rule: seed % 3, value: seed % 11 + 0.1 });
      if (n % 50 === 49) target.clear();
      const again = window(given, 20);
      again.load(throughJson(target.save()));
      const present = (target.save()['occurrences'] as readonly (readonly [number, number, number])[]);
      const values = present.map(([, , value]) => value);
      const sorted = values.toSorted((a, b) => a - b);
      const middle = ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
      const total = values.reduce((sum, value) => sum + value, 0);
      const expected = { value_count: new Set(values).size, value_sum: total, value_avg: total / values.length, value_median: middle, temporal: new Set(present.map(([, rule]) => rule)).size }[type];
      for (const { value } of [target.measure(), again.measure()]) assert.ok(values.length === 0 || Math.abs(value - expected) < 1e-9, `${type} at ${n}: ${value}, not ${expected}`);
    }
  }
});

test('goes on where it was saved, whole or by what came since', () => {
  const kinds = [{}, { window: 'tumbling' }, { window: 'session', gap: '4s' }] as const;
  for (const kind of kinds) {
    const given = { type: 'value_sum', condition: { field: 'x', gt: 0 }, ...kind };
    const target = window(given, 4);
    run(target, [[1, 0, 1]]);
    let saved = throughJson(target.changes());
    for (const step of [[2, 1, 2], [5, 0, 4], [3.5, 1, 8], [8, 0, 16], [9, 0, 32], [10.5, 1, 64], [16, 0, 128], [14, 1, 256]] as const) {
      const { more, ...rest } = (run(target, [step]), throughJson(target.changes()));
      saved = more === undefined ? rest : { ...rest, occurrences: [...(saved['occurrences'] as readonly JsonValue[]), ...(more as readonly JsonValue[])] };
      for (const state of [saved, throughJson(target.save())]) {
        const again = window(given, 4);
        again.load(state);
        assert.equal([again.measure(), again.latest, again.size], [target.measure(), target.latest, target.size]);
        const rest2: readonly (readonly [number, number, number])[] = [[step[0] + 3, 0, 512], [step[0] - 9.999, 0, 1024]];
        const from = window(given, 4);
        from.load(throughJson(target.save()));
        assert.equal(run(again, rest2), run(from, rest2));
      }
    }
  }
});

test('tells what came since it was last asked, not what it told', () => {
  const target = window({ type: 'event_count', condition: { gte: 2 } });
  run(target, [1, 2]);
  assert.equal(target.changes(), { latest: 2000, occurrences: [[1000, 0], [2000, 0]] });
  run(target, [3]);
  assert.equal(target.changes(), { latest: 3000, more: [[3000, 0]] });
  target.clear();
  run(target, [4]);
  assert.equal(target.changes(), { latest: 4000, occurrences: [[4000, 0]] });
});

test('reads no damaged state', () => {
  for (const state of [{}, { occurrences: [1] }, { occurrences: [['x', 0]] }, { occurrences: [], latest: 'x' }]) assert.throws(() => window({ type: 'temporal' }).load(state), TypeError);
});

test.run();
