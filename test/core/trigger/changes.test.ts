import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { withChanges } from '../../../core/trigger/changes.js';
import { createTriggerEngine, type TriggerEngine } from '../../../core/trigger/engine.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { eventsAt, inWords, SECOND, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('withChanges');

const TRIGGERS: readonly TriggerConfig[] = [
  triggerConfig({ name: 'three', count: { gte: 3, within: 10 * SECOND, by: 'user' } }),
  triggerConfig({ name: 'lost', absent: { for: 20 * SECOND, lt: 1, by: 'user', expect: ['db'] } }),
];
const engineOf = (clock: VirtualClock, notesChanges = true): TriggerEngine => createTriggerEngine({ triggers: TRIGGERS, clock, onReason: () => {}, notesChanges });
const throughJson = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

test('a snapshot with the changes since is the snapshot of later', () => {
  const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('eve', 'bob', 'kim')), { maxLength: 40 });
  fc.assert(fc.property(events, fc.nat(40), (steps, cut) => {
    const clock = new VirtualClock(START);
    const engine = engineOf(clock);
    let snapshot: JsonValue | undefined;
    const changes: JsonValue[] = [];
    let at = 0;
    for (const [index, [pause, user]] of steps.entries()) {
      at += pause;
      clock.step(pause * SECOND);
      engine.advance(clock.now());
      engine.process(eventsAt([at, { user }]));
      const changed = engine.changes();
      if (index === cut) snapshot = throughJson(engine.snapshot());
      else if (changed !== undefined && (snapshot === undefined || index > cut)) changes.push(throughJson(changed));
      if (index === cut) changes.length = 0;
    }
    const merged = withChanges(snapshot, changes);
    if (merged === undefined) return;
    const restored = engineOf(clock, false);
    restored.restore(merged);
    for (const { name } of TRIGGERS) assert.equal([...restored.groups(name) ?? []].toSorted(byKey), [...engine.groups(name) ?? []].toSorted(byKey));
    const ends = (of: TriggerEngine): readonly string[] => of.advance(START + 1e6).map((one) => `${one.id} ${inWords(one)}`);
    assert.equal(ends(restored), ends(engine));
  }), { seed: 4, numRuns: runs(200) });
});

const byKey = ({ key: a }: { readonly key: object }, { key: b }: { readonly key: object }): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

test('there is nothing where nothing changed, or nobody asked for it', () => {
  const engine = engineOf(new VirtualClock(START));
  assert.is.not(engine.changes(), undefined, 'the group that is expected');
  assert.is(engine.changes(), undefined);
  const silent = engineOf(new VirtualClock(START), false);
  silent.process(eventsAt([0, { user: 'eve' }]));
  assert.is(silent.changes(), undefined);
  assert.is(withChanges(undefined, []), undefined);
});

test('a trigger that was changed meanwhile begins with its changes', () => {
  const group = { key: 'seve', lag: 0, windows: 1 };
  const before = { version: 2, at: 1, triggers: [{ name: 'a', shape: 'old', state: { groups: [group, { ...group, key: 'sbob' }] } }] };
  const after = withChanges(before, [{ version: 2, at: 5, triggers: [{ name: 'a', shape: 'new', state: { groups: [group], gone: ['sbob'] } }] }]);
  assert.equal(after, { version: 2, at: 5, triggers: [{ name: 'a', shape: 'new', state: { groups: [group] } }] });
});

test.run();
