import type { TriggerConfig } from '../../schemas/trigger.js';
import { correlationFor } from './compiled.js';
import { listOf } from './key-reader.js';
import { isAboutTriggers } from './transition-match.js';

/**
 * The triggers with all that decide about what they do: those that they are about, the rules of a correlation, and those that keep
 * them quiet. In the order of `all`, of which those that are not enabled are left out.
 */
export function neededFor(wanted: readonly TriggerConfig[], all: readonly TriggerConfig[]): readonly TriggerConfig[] {
  const enabled = all.filter((trigger) => trigger.enabled);
  const needed = new Set<TriggerConfig>(wanted);
  // What is added while it is gone through is gone through too.
  for (const trigger of needed) {
    const rules = correlationFor(trigger)?.rules ?? [];
    // Which triggers such a one is about hangs on more than names, such as tags: so all may be.
    const isAboutAny = isAboutTriggers(trigger.when);
    for (const other of enabled) {
      if (isAboutAny || rules.includes(other.name) || listOf(other.suppress?.triggers).includes(trigger.name)) needed.add(other);
    }
  }
  return all.filter((trigger) => needed.has(trigger));
}
