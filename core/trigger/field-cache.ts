import type { FieldReader } from '../condition/compile.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { evtxFields } from '../sigma/evtx-fields.js';

/** Reads each field of an event once, however many conditions ask for it. One is used for all events, one after another. */
export class FieldCache implements FieldReader {
  readonly #slots = new Map<string, number>();
  readonly #values: (JsonValue | undefined)[] = [];
  readonly #readAt: number[] = [];
  readonly #namedBySigma: boolean;
  #event: FieldReader | undefined;
  #turn = 0;
  /** What is nested in the event by Sigma's names, and the turn in which that was looked for. */
  #nested: ReadonlyMap<string, JsonValue> | undefined;
  #nestedAt = -1;

  /**
   * Only these fields are kept: they come from the config, so their number is bounded.
   * @param namedBySigma what an event lacks is looked for in the nested form of Windows events too
   */
  constructor(fields: Iterable<string>, namedBySigma = false) {
    this.#namedBySigma = namedBySigma;
    for (const field of new Set(fields)) this.#slots.set(field, this.#slots.size);
  }

  /** Turns to another event, or to none, so that none is held on to. */
  turnTo(event: FieldReader | undefined): void {
    this.#event = event;
    this.#turn++;
    if (event !== undefined) return;
    this.#values.length = 0;
    this.#nested = undefined;
  }

  get(path: string): JsonValue | undefined {
    const slot = this.#slots.get(path);
    if (slot === undefined) return this.#read(path);
    if (this.#readAt[slot] !== this.#turn) {
      this.#values[slot] = this.#read(path);
      this.#readAt[slot] = this.#turn;
    }
    return this.#values[slot];
  }

  names(): readonly string[] | undefined {
    const names = this.#event?.names?.();
    const nested = names === undefined ? undefined : this.#inside();
    return names === undefined || nested === undefined ? names : [...names, ...nested.keys()];
  }

  toJSON(): JsonObject {
    return this.#event?.toJSON?.() ?? {};
  }

  #read(path: string): JsonValue | undefined {
    const value = this.#event?.get(path);
    return value === undefined ? this.#inside()?.get(path) : value;
  }

  #inside(): ReadonlyMap<string, JsonValue> | undefined {
    if (!this.#namedBySigma || this.#event === undefined) return undefined;
    if (this.#nestedAt !== this.#turn) {
      this.#nestedAt = this.#turn;
      this.#nested = evtxFields(this.#event);
    }
    return this.#nested;
  }
}
