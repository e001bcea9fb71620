import type { RedactSettings } from '../../schemas/redact.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { FieldReader } from '../condition/compile.js';
import type { Redactor } from '../redact/redactor.js';
import { compileRedaction } from '../redact/rules.js';
import { conditionsOf } from '../trigger/outline.js';
import { alternativesOf, type Term } from '../trigger/terms.js';
import { isAboutTriggers } from '../trigger/transition-match.js';
import type { Problem } from './schema-problems.js';
import { isMap } from './value.js';

/** What core says of every event, beside its line. */
const NEVER_REDACTED: ReadonlySet<string> = new Set(['', 'level', 'time']);

/**
 * Warns of conditions that redaction leaves nothing to: whatever value of those that they ask for an event had, it is another one
 * when triggers look. They are tried on made-up events; rules of `scopes`, which are for some events only, are left out.
 */
export function lintRedacted(triggers: unknown, settings: Partial<RedactSettings> | undefined): readonly Problem[] {
  const { redactor } = Array.isArray(triggers) && triggers.length > 0 ? compileRedaction(settings) : {};
  if (redactor === undefined) return [];
  return placedTerms(triggers as readonly unknown[], redactor).filter(({ term, samples }) => isLost(term, samples, redactor)).map(({ path, term: { fields: [field] } }): Problem => ({
    path, part: 'key', severity: 'warning', code: 'TRIGGER_REDACTED', message: `redaction changes every such value of "${field}" before triggers look at it, so this never holds`, hint: 'Ask for another field, or count by a pseudonym.',
  }));
}

interface PlacedTerm {
  readonly term: Term;
  readonly path: Problem['path'];
  readonly samples: readonly JsonValue[];
}

/** What asks one field for a value. What stands in a `not` may well never hold. */
function placedTerms(triggers: readonly unknown[], redactor: Redactor): readonly PlacedTerm[] {
  const isRedacted = redactedValues(redactor);
  return triggers.flatMap((trigger, at) => conditionsOf(isMap(trigger) ? trigger : {}).flatMap(({ path, condition }) => {
    // Taking a condition apart costs more than a look at what stands in it, in which there is nearly always nothing.
    if (isAboutTriggers(condition) || !holdsRedacted(condition, '', isRedacted)) return [];
    return alternativesOf(condition, path).flat().flatMap((term): readonly PlacedTerm[] => {
      const [field = '', ...others] = term.fields;
      if (others.length > 0 || NEVER_REDACTED.has(field) || term.path.at(-1) === 'not') return [];
      const samples = [valueAt(trigger, term.path)].flat().flatMap(samplesOf);
      return samples.length === 0 ? [] : [{ term, path: ['triggers', at, ...term.path], samples }];
    });
  }));
}

type IsRedacted = (field: string, value: JsonValue) => boolean;

/** Whether redaction changes a value of a field; asked for the same one again and again, as triggers ask for the same things. */
function redactedValues(redactor: Redactor): IsRedacted {
  const known = new Map<string, boolean>();
  return (field, value) => {
    const name = JSON.stringify([field, value]);
    let answer = known.get(name);
    if (answer === undefined) {
      const event = eventWith(field, value);
      answer = redactor.value(event) !== event;
      known.set(name, answer);
    }
    return answer;
  };
}

/** Whether redaction changes any value in a condition, in the field that stands nearest above it. */
function holdsRedacted(condition: unknown, field: string, isRedacted: IsRedacted): boolean {
  if (Array.isArray(condition)) return condition.some((item) => holdsRedacted(item, field, isRedacted));
  if (isMap(condition)) return Object.entries(condition).some(([key, value]) => holdsRedacted(value, key.split('|')[0] ?? '', isRedacted));
  return samplesOf(condition).some((sample) => isRedacted(field, sample));
}

/** Values that a condition with this one may be about; whether it is shows when it is tried on them. */
function samplesOf(value: unknown): readonly JsonValue[] {
  if (typeof value === 'number') return [value, value + 1, value - 1];
  if (typeof value !== 'string') return [];
  // A wildcard stands for some text, a range of addresses for one of them.
  return [...new Set([value.replace(/[*?]/g, 'x'), value.replace(/\/\d+$/, '')])].filter((text) => !/[*?]/.test(text));
}

function isLost(term: Term, samples: readonly JsonValue[], redactor: Redactor): boolean {
  const [field = ''] = term.fields;
  const met = samples.map((sample) => eventWith(field, sample)).filter((event) => term.matches(readerOf(event)));
  return met.length > 0 && !met.some((event) => term.matches(readerOf(redactor.value(event) as JsonObject)));
}

function eventWith(field: string, value: JsonValue): JsonObject {
  return field.split('.').reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value) as JsonObject;
}

function readerOf(event: JsonObject): FieldReader {
  return { get: (path) => path.split('.').reduce<JsonValue | undefined>((at, name) => (isMap(at) ? at[name] : undefined), event) };
}

function valueAt(value: unknown, path: Term['path']): unknown {
  return path.reduce((at: unknown, key) => (at as Readonly<Record<string | number, unknown>>)[key], value);
}
