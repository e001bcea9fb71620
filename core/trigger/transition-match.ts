import type { FieldReader } from '../condition/compile.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Transition } from './transition.js';
import type { Match } from './trigger-state.js';

const STATES = { pending: 'pending', fired: 'firing', resolved: 'resolved' } as const;

/** Names that a condition about triggers may use, besides the fields of the trigger's key. */
export const TRANSITION_FIELDS = ['trigger', 'state', 'severity', 'tags', 'count', 'value'] as const;

/** Whether a `when` is about what other triggers do, not about events. */
export function isAboutTriggers(when: unknown): boolean {
  const maps: readonly unknown[] = Array.isArray(when) ? when : [when];
  return maps.length > 0 && maps.every((map) => typeof map === 'object' && map !== null && Object.keys(map).some((key) => key.split('|', 1)[0] === 'trigger'));
}

/** What a trigger did, as an event for the triggers that are about triggers. */
export class TransitionMatch implements Match {
  readonly id: string;
  readonly fields: FieldReader;
  readonly time: number;
  readonly arrival: number;
  readonly #transition: Transition;

  constructor(transition: Transition, config: Pick<TriggerConfig, 'severity' | 'tags'>, arrival: number) {
    this.id = `${transition.id}.${transition.kind}`;
    this.time = transition.at;
    this.arrival = arrival;
    this.#transition = transition;
    const own: Readonly<Record<(typeof TRANSITION_FIELDS)[number], JsonValue>> = {
      trigger: transition.trigger,
      state: STATES[transition.kind],
      severity: config.severity,
      tags: config.tags,
      count: transition.count,
      value: transition.measure.value,
    };
    this.fields = { get: (path) => (Object.hasOwn(own, path) ? own[path as keyof typeof own] : Object.hasOwn(transition.key, path) ? transition.key[path] : undefined) };
  }

  get sampleBytes(): number {
    return this.sample()?.byteLength ?? 0;
  }

  /** The latest event of the trigger that it is about. */
  sample(): LogEvent | undefined {
    return this.#transition.samples.at(-1);
  }
}
