import type { FieldReader } from '../condition/compile.js';
import type { JsonObject, JsonValue } from '../contract/json.js';

/** Reads each field of an event once, however many conditions ask for it. One is used for all events, one after another. */
export class FieldCache implements FieldReader {
  readonly #slots = new Map<string, number>();
  readonly #values: (JsonValue | undefined)[] = [];
  readonly #readAt: number[] = [];
  #event: FieldReader | undefined;
  #turn = 0;

  /** Only these fields are kept: they come from the config, so their number is bounded. */
  constructor(fields: Iterable<string>) {
    for (const field of new Set(fields)) this.#slots.set(field, this.#slots.size);
  }

  /** Turns to another event, or to none, so that none is held on to. */
  turnTo(event: FieldReader | undefined): void {
    this.#event = event;
    this.#turn++;
    if (event === undefined) this.#values.length = 0;
  }

  get(path: string): JsonValue | undefined {
    const slot = this.#slots.get(path);
    if (slot === undefined) return this.#event?.get(path);
    if (this.#readAt[slot] !== this.#turn) {
      this.#values[slot] = this.#event?.get(path);
      this.#readAt[slot] = this.#turn;
    }
    return this.#values[slot];
  }

  names(): readonly string[] | undefined {
    return this.#event?.names?.();
  }

  toJSON(): JsonObject {
    return this.#event?.toJSON?.() ?? {};
  }
}
