import type { Origin, Resource } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';

/** What keeps secrets out of values that are written into events after redaction. Gives `undefined` for "leave it out". */
export type ChangeGuard = (path: string, value: JsonValue) => JsonValue | undefined;

/** What all events of one raw batch share. */
export interface Provenance {
  /** Instance id of the source. */
  readonly source: string;
  readonly resource: Resource;
  /** Epoch milliseconds at which the batch came in. */
  readonly arrival: number;
  readonly origin: Origin | undefined;
  /** Beginning of the ids of its events: the same for the same bytes of the same stream. */
  readonly idPrefix: string;
  readonly guard: ChangeGuard;
  /** Records may hold line breaks. */
  readonly multiline: boolean;
}
