import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../core/contract/json.js';
import { CorrelationRun, type RunOptions } from '../../../core/sigma/correlation-run.js';
import { suite } from '../../support/suite.js';
import { load, reading, ruleText } from './sigma-text.js';

const test = suite('CorrelationRun');

const OPTIONS: RunOptions = { maxGroups: 10, maxOccurrences: 10, maxUnits: 100, suppress: 0, onMatch: 'keep', notesChanges: true };

interface TestRun {
  readonly run: CorrelationRun;
  readonly reasons: readonly string[];
  /** How often it fires for an event of this user at this second. */
  add(second: number, user: string): number;
  /** Users and how many occurrences each has. */
  groups(): readonly string[];
}

function testRun(options: Partial<RunOptions> = {}, before?: CorrelationRun, gte = 3): TestRun {
  const { correlations: [correlation], problems } = load([
    JSON.stringify({ title: 'C', id: 'c', correlation: { type: 'event_count', rules: ['fail'], 'group-by': ['user'], timespan: '1m', condition: { gte } } }),
    ruleText({ sel: { event: 'fail' }, condition: 'sel' }, { id: 'fail' }),
  ]);
  if (correlation === undefined) throw new Error(JSON.stringify(problems));
  const reasons: string[] = [];
  const run = new CorrelationRun(correlation, { ...OPTIONS, onReason: (reason) => reasons.push(reason), ...options }, before);
  return {
    run,
    reasons,
    add: (second, user) => run.process(second * 1000, `${second} ${user}`, new Map([['fail', reading({ user })]])).length,
    groups: () => [...run.groups()].map(({ key, count }) => `${JSON.stringify(key['user'])} ${count}`),
  };
}

const throughJson = (value: JsonObject | undefined): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

test('bounds its groups, and says so', () => {
  const { run, add, reasons } = testRun({ maxGroups: 2, maxOccurrences: 2 }, undefined, 2);
  add(0, 'a');
  add(1, 'b');
  add(2, 'a');
  add(3, 'c');
  assert.is(run.size, 2);
  assert.equal(reasons, ['state_full']);
  assert.is(add(4, 'a'), 1, 'the one that was quiet longest was let go, which is b');
  assert.equal(reasons, ['state_full', 'state_full'], 'a third occurrence is one too many');
  add(200, 'a');
  add(100, 'a');
  assert.is(reasons.at(-1), 'late');
  run.expire(300_000);
  assert.is(run.size, 0);
});

test('bounds the occurrences of all groups together', () => {
  const { add, groups, reasons } = testRun({ maxUnits: 5 });
  for (const [at, user] of ['a', 'a', 'b', 'b', 'b', 'c'].entries()) add(at, user);
  assert.equal([groups(), reasons], [['"b" 3', '"c" 1'], ['state_full']]);
  for (let at = 6; at < 12; at++) add(at, 'c');
  assert.equal(groups(), ['"c" 7'], 'one group may have more: it is bounded by itself');
});

test('goes on where it was saved', () => {
  const { run, add } = testRun({ suppress: 20_000 });
  const users: readonly (readonly [number, string])[] = [[0, 'eve'], [1, 'bob'], [2, 'eve'], [3, 'eve'], [4, 'eve']];
  assert.equal(users.map(([second, user]) => add(second, user)), [0, 0, 0, 1, 0]);
  const again = testRun({ suppress: 20_000 });
  again.run.load(throughJson(run.save()));
  assert.equal(again.groups(), ['"bob" 1', '"eve" 4']);
  assert.is(again.add(5, 'eve'), 0, 'it still has to wait');
  assert.is(again.add(23, 'eve'), 1);
  assert.is(again.add(24, 'bob'), 0);
  assert.is(again.add(3, 'eve'), 0);
  assert.equal(again.reasons, ['throttled', 'duplicate']);
});

test('saves neither what is over by its own events, nor loads it', () => {
  const { run, add } = testRun();
  add(0, 'eve');
  add(80, 'bob');
  const before = throughJson(run.save());
  add(100, 'bob');
  const groups = (state: JsonObject): number => (state['groups'] as readonly unknown[]).length;
  assert.equal([groups(before), groups(run.save())], [2, 1], 'a window of a minute is kept half a minute longer, for what comes late');
});

test('tells what changed, and which groups are gone', () => {
  const { run, add } = testRun({ maxGroups: 2 });
  add(0, 'a');
  add(1, 'b');
  assert.is((run.changes()?.['groups'] as readonly unknown[]).length, 2);
  assert.is(run.changes(), undefined);
  add(2, 'c');
  assert.equal(run.changes(), { groups: [{ key: 'sc', heldBack: 0, latest: 2000, occurrences: [[2000, 0]] }], gone: ['sa'] });
  const silent = testRun({ notesChanges: false });
  silent.add(0, 'a');
  assert.is(silent.run.changes(), undefined);
});

test('takes the windows of another that looks for the same, under its own bounds', () => {
  const before = testRun({}, undefined, 5);
  before.add(0, 'eve');
  before.add(1, 'eve');
  const after = testRun({}, before.run, 3);
  assert.is(after.add(2, 'eve'), 1);
});

test('reads no damaged state', () => {
  for (const state of [{}, { groups: [{}] }, { groups: [{ key: 'sa', heldBack: 0 }] }, { groups: [{ key: 'sa', occurrences: [] }] }]) assert.throws(() => testRun().run.load(state), TypeError);
});

test.run();
