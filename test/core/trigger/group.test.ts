import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { loadGroup, newGroup, saveGroup } from '../../../core/trigger/group.js';
import { suite } from '../../support/suite.js';
import { eventsAt } from '../../support/trigger-fixtures.js';

const test = suite('loadGroup');

test('gives back what was saved, but for the early event', () => {
  const group = newGroup('seve', 3);
  group.ring.add(5, 'a');
  group.lag = 7;
  group.firing = { id: 't/1', since: 5, count: 9, notices: 2 };
  group.throttle.lastSent = 6;
  const [event] = eventsAt([0]);
  group.early = event && { event, time: 5 };
  const loaded = loadGroup(JSON.parse(JSON.stringify(saveGroup(group))) as JsonValue, 3, 0);
  assert.equal(saveGroup(loaded), saveGroup(group));
  assert.is(loaded.early, undefined);
});

test('moves the end of its window by the time that it lay unused', () => {
  assert.is(loadGroup(saveGroup(newGroup('', 1)), 1, 500).lag, 500);
});

test('refuses what it does not understand', () => {
  const saved = saveGroup(newGroup('', 1));
  for (const wrong of [null, [], {}, { ...saved, key: 5 }, { ...saved, lag: 'x' }, { ...saved, ring: { times: ['x'], ids: [] } }, { ...saved, firing: { id: 1 } }] as readonly JsonValue[]) {
    assert.throws(() => loadGroup(wrong, 1, 0), /expected/);
  }
});

test.run();
