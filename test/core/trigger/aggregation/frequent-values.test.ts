import * as assert from 'uvu/assert';
import { FrequentValues } from '../../../../core/trigger/aggregation/frequent-values.js';
import { suite } from '../../../support/suite.js';

const test = suite('FrequentValues');

function counted(...texts: readonly string[]): FrequentValues {
  const values = new FrequentValues();
  for (const text of texts) values.add(text);
  return values;
}

test('counts exactly while there are few, the most frequent first, and of equal ones the earlier', () => {
  assert.equal(counted('a', 'b', 'c', 'b', 'c', 'd').top(3), [['b', 2], ['c', 2], ['a', 1]]);
  assert.equal(counted().top(3), []);
});

test('whoever is more than a 16th of all is there, whatever else came; no count is too high', () => {
  const values = new FrequentValues();
  const came = { a: 0, b: 0, c: 0 };
  for (let index = 0; index < 30_000; index++) {
    const text = index % 5 === 0 ? 'a' : index % 7 === 0 ? 'b' : index % 11 === 0 ? 'c' : `rare ${index}`;
    if (text in came) came[text as keyof typeof came]++;
    values.add(text);
  }
  const top = values.top(3);
  assert.equal(top.map(([text]) => text), ['a', 'b', 'c']);
  for (const [text, count] of top) assert.ok(count > 0 && count <= came[text as keyof typeof came], `${text}: ${count}`);
});

test('who takes the place of another is not said to have come as often', () => {
  const many = Array.from({ length: 80 }, (_, index) => `t${index % 16}`);
  assert.equal(counted(...many, 'late').top(16).at(-1), ['late', 1]);
});

test('takes no more memory the more come, and none when it is empty again', () => {
  const values = counted(...Array.from({ length: 16 }, (_, index) => `text ${index + 10}`));
  const { size } = values;
  for (let index = 0; index < 1000; index++) values.add(`more ${index % 90 + 10}`);
  assert.is(values.size, size);
  values.clear();
  assert.equal([values.size, values.top(3)], [0, []]);
});

test('goes on from what it saved', () => {
  const values = counted(...Array.from({ length: 40 }, (_, index) => `t${index % 19}`));
  const other = new FrequentValues();
  other.load(JSON.parse(JSON.stringify(values)));
  for (const each of [values, other]) for (const text of ['t3', 't3', 'new']) each.add(text);
  assert.equal([other.top(16), other.size], [values.top(16), values.size]);
  assert.throws(() => new FrequentValues().load([['a', 'b', 0]]), /expected a number/);
});

test.run();
