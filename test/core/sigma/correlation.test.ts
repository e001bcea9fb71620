import * as assert from 'uvu/assert';
import { namesIn, readCorrelation } from '../../../core/sigma/correlation.js';
import { parseExpression, type Expression } from '../../../core/sigma/expression.js';
import { suite } from '../../support/suite.js';
import { documentOf } from './sigma-text.js';

const test = suite('readCorrelation');

const read = (correlation: unknown) => {
  const problems: string[] = [];
  const data = readCorrelation(documentOf({ title: 'C', id: 'c', correlation }), (path, code, message) => problems.push(`${path.join('.')} ${code}: ${message}`));
  return { data, problems };
};
const PLAIN = { type: 'event_count', rules: ['a'], 'group-by': ['user'], timespan: '5m', condition: { gte: 3 } };

test('makes plain data of it', () => {
  const { data, problems } = read({ ...PLAIN, condition: { gt: 1, lte: 5 }, aliases: { user: { a: 'src_user' } }, generate: true });
  assert.equal(problems, []);
  assert.equal(JSON.parse(JSON.stringify(data)), {
    id: 'c', title: 'C', tags: [], file: 'rules.yml', line: 1,
    type: 'event_count', rules: ['a'], groupBy: ['user'], timespan: 300_000, window: { kind: 'sliding' }, condition: { gt: 1, lte: 5 }, field: [], percentile: 50,
    aliases: { user: { a: 'src_user' } }, generate: true,
  });
});

test('a temporal correlation asks for all of its rules where it does not say otherwise', () => {
  assert.equal(read({ type: 'temporal', rules: ['a', 'b'], timespan: '1h' }).data.condition, { gte: 2 });
  assert.equal(read({ type: 'temporal_ordered', rules: ['a', 'b', 'c'], timespan: '1h', condition: { gte: 2 } }).data.condition, { gte: 2 });
});

test('a temporal correlation may name its rules in an expression', () => {
  const { data, problems } = read({ type: 'temporal', timespan: '1h', condition: 'a and (b or not c)' });
  assert.equal(problems, []);
  assert.equal(data.rules, ['a', 'b', 'c']);
  assert.equal(namesIn(parseExpression('a and (b or not c) and 1 of x') as Expression), ['a', 'b', 'c']);
});

test('reads windows and values', () => {
  assert.equal(read({ ...PLAIN, window: 'session', gap: '10s' }).data.window, { kind: 'session', gap: 10_000 });
  assert.equal(read({ ...PLAIN, timespan: undefined, timeframe: '1d' }).data.timespan, 86_400_000);
  assert.is(read({ ...PLAIN, type: 'value_percentile', condition: { field: 'ms', gt: 800 } }).data.percentile, 50);
  const percentile = read({ ...PLAIN, type: 'value_percentile', condition: { field: 'ms', percentile: 95, gt: 800 } });
  assert.equal([percentile.problems, percentile.data.field, percentile.data.percentile, percentile.data.condition], [[], ['ms'], 95, { gt: 800 }]);
});

const WRONG: readonly (readonly [correlation: unknown, problem: RegExp])[] = [
  [{ ...PLAIN, type: 'moon' }, /^correlation\.type SIGMA_BAD_CORRELATION: the type "moon" is not one of/],
  [{ ...PLAIN, rules: [] }, /^correlation\.rules SIGMA_BAD_CORRELATION: a correlation needs rules/],
  [{ ...PLAIN, timespan: '5 minutes' }, /^correlation\.timespan SIGMA_BAD_CORRELATION: "timespan" must be a number with a unit/],
  [{ ...PLAIN, timespan: '0s' }, /timespan/],
  [{ ...PLAIN, condition: undefined }, /^correlation\.condition SIGMA_BAD_CORRELATION: a condition needs one of gt, gte/],
  [{ ...PLAIN, condition: { atleast: 3 } }, /"atleast" is no bound with a number/],
  [{ ...PLAIN, condition: { gte: 'many' } }, /"gte" is no bound with a number/],
  [{ ...PLAIN, type: 'value_count' }, /value_count needs the field/],
  [{ ...PLAIN, type: 'value_percentile', condition: { field: 'x', gt: 1, percentile: 101 } }, /needs a percentile/],
  [{ ...PLAIN, window: 'round' }, /the window "round" is not one of/],
  [{ ...PLAIN, window: 'session' }, /"gap" must be/],
  [{ ...PLAIN, aliases: { a: 'x' } }, /an alias is a map of rules to fields/],
  [{ ...PLAIN, type: 'temporal', condition: 'a and' }, /^correlation\.condition SIGMA_BAD_CONDITION: something is missing/],
];

for (const [correlation, problem] of WRONG) {
  test(`says what is wrong with ${JSON.stringify(correlation)}`, () => {
    const { problems } = read(correlation);
    assert.is(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', problem);
  });
}

test.run();
