import type { LogEvent, Resource } from '../contract/event.js';
import { loneEvents, type EventInput } from '../event/lone-events.js';

export type { EventInput };

export interface MakeEventsOptions {
  /** Instance id of the source they are said to come from; `sources.test` where it is not given. */
  readonly source?: string;
  readonly resource?: Resource;
  /** Time of events that state none, in epoch milliseconds; 2025-01-01T00:00:00Z where it is not given. */
  readonly arrival?: number;
}

/**
 * Events as a sink gets them, each a view over its line. They are taken as redacted: what is given must hold no secret.
 * The same inputs have the same ids, other inputs other ones.
 */
export function makeEvents(inputs: readonly EventInput[], options: MakeEventsOptions = {}): readonly LogEvent[] {
  return loneEvents(inputs, { source: 'sources.test', arrival: Date.UTC(2025, 0, 1), ...options });
}
