import { KeyedState } from '../../core/trigger/keyed-state.js';
import { planTriggers } from '../../core/trigger/plan.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { bytesInUse } from './bytes-in-use.js';
import { START, triggerConfig } from './trigger-fixtures.js';

/** Bytes that a trigger takes for so many groups, each with `events` events. */
export async function bytesFor(trigger: Partial<TriggerConfig>, groups: number, events: number): Promise<number> {
  const [plan] = planTriggers([triggerConfig(trigger)]);
  if (plan === undefined) throw new Error('no plan');
  const before = await bytesInUse();
  const state = new KeyedState({ plan, count: () => {}, hold: () => undefined, notesChanges: false, isWatched: false });
  for (let event = 0; event < events; event++) {
    for (let group = 0; group < groups; group++) {
      const time = START + event * 1000 + group / groups;
      state.match({ id: `${group}.${event}`, time, arrival: time, fields: { get: (path) => (path === 'user' ? `user-${group}` : (group * 7919 + event) % 1000) }, sampleBytes: 0, sample: () => undefined }, []);
    }
  }
  const after = await bytesInUse();
  if ([...state.groups()].length !== groups) throw new Error('a group was let go of');
  return after - before;
}
