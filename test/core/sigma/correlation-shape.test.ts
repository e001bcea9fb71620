import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { load, ruleText } from './sigma-text.js';

const test = suite('withShapes');

interface Stated {
  readonly detection?: object;
  readonly rule?: object;
  readonly inner?: object;
  readonly outer?: object;
  readonly besides?: readonly string[];
  readonly head?: object;
}

/** The shapes of a correlation, and of one that refers to it. */
function shapes({ detection = { sel: { event: 'fail' }, condition: 'sel' }, rule = {}, inner = {}, outer = {}, head = {}, besides = [] }: Stated = {}): readonly string[] {
  const { correlations, problems } = load([
    ruleText(detection, { id: 'fail', ...rule }),
    JSON.stringify({ title: 'Inner', id: 'inner', ...head, correlation: { type: 'event_count', rules: ['fail'], 'group-by': ['user'], timespan: '1m', condition: { gte: 2 }, ...inner } }),
    JSON.stringify({ title: 'Outer', id: 'outer', correlation: { type: 'event_count', rules: ['inner'], 'group-by': ['user'], timespan: '1h', condition: { gte: 2 }, ...outer } }),
    ...besides,
  ]);
  assert.equal(problems, []);
  return correlations.map(({ shape }) => shape);
}

/** Which of the two stay the same. */
const kept = (stated: Stated): readonly boolean[] => {
  const before = shapes();
  return shapes(stated).map((shape, at) => shape === before[at]);
};

test('stay where nothing changed that windows depend on', () => {
  assert.equal(kept({}), [true, true]);
  assert.equal(kept({ head: { level: 'high', description: 'More often than it should.' }, rule: { title: 'Renamed', level: 'low' } }), [true, true]);
  assert.equal(kept({ outer: { condition: { gte: 5 } } }), [true, true], 'its own bounds are held against what is in the window');
});

test('change with what it looks at, and with what its rules look for', () => {
  assert.equal(kept({ outer: { timespan: '2h' } }), [true, false]);
  assert.equal(kept({ outer: { 'group-by': ['host'] } }), [true, false]);
  assert.equal(kept({ inner: { condition: { gte: 3 } } }), [true, false], 'what comes into the outer one is another thing then');
  assert.equal(kept({ detection: { sel: { event: 'failed' }, condition: 'sel' } }), [false, false]);
  const filter = JSON.stringify({ title: 'F', logsource: { product: 'windows' }, filter: { rules: 'any', sel: { user: 'eve' }, condition: 'not sel' } });
  assert.equal(kept({ besides: [filter] }), [false, false]);
});

test.run();
