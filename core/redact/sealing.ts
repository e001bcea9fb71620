import { randomBytes } from 'node:crypto';
import type { SubjectKey } from '../audit/seal.js';
import type { JsonValue } from '../contract/json.js';
import { sealText } from './sealed-token.js';

/** Has the keys of persons. */
export interface KeyRing {
  /** The key of a person, made where there is none; undefined where there can be none now. Never throws. */
  of(subject: string): SubjectKey | undefined;
}

/**
 * What the action encrypt goes by: whom the event is about that is being redacted. It belongs to one set of rules, as these do not say
 * of which event a text is.
 */
export class Sealing {
  #key: (() => SubjectKey | undefined) | undefined;
  #missed = 0;

  /** From here to `end`, values are those of an event about the person whose key this gives. It is asked when there is something to seal. */
  begin(key: () => SubjectKey | undefined): void {
    this.#key = key;
    this.#missed = 0;
  }

  /** How many values since `begin` had to be masked, as nobody could be found whose key would seal them. */
  end(): number {
    this.#key = undefined;
    return this.#missed;
  }

  /** A token in the place of a value; undefined outside of an event, and where there is no key: then it is to be masked. */
  of(rule: string, value: JsonValue): string | undefined {
    const key = this.#key?.();
    if (key !== undefined) return sealText(rule, JSON.stringify(value), key);
    this.#missed++;
    return undefined;
  }
}

const LONGEST_ID = 256;

/** The person that a field names; undefined where it names none. */
export function subjectIn(value: JsonValue | undefined): string | undefined {
  const id = typeof value === 'number' ? String(value) : value;
  return typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? id : undefined;
}

/** For a run for show: the same key for everybody, which nobody keeps. */
export function passingKeys(): KeyRing {
  const key = { id: randomBytes(12).toString('base64url'), secret: randomBytes(32) };
  return { of: (subject) => ({ ...key, subject }) };
}
