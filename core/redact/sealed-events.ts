import type { JsonValue } from '../contract/json.js';
import type { SubjectKey } from '../audit/seal.js';
import type { EventRedactor } from './event-redactor.js';
import type { RedactionReport, Redactor } from './redactor.js';
import type { RedactionScope } from './rules.js';
import { subjectIn, type KeyRing } from './sealing.js';

export interface SealedEventsOptions {
  /** The rules for all, and those of scopes, which see what the former have left. */
  readonly rules: Redactor | undefined;
  readonly scopes: readonly RedactionScope[];
  /** Undefined where nobody has keys: then what would be sealed is masked. */
  readonly keys: KeyRing | undefined;
  /** Fields of which the first that is there names the person. */
  readonly subject: readonly string[];
  readonly report: RedactionReport;
}

/** Tells the rules whom each event is about, by its fields as they came in. The redactor itself where none of them asks. */
export function sealedEvents(redactor: EventRedactor | undefined, { rules, scopes, keys, subject, report }: SealedEventsOptions): EventRedactor | undefined {
  const late = scopes.flatMap((scope) => scope.redactor.sealing ?? []);
  const sealings = [...(rules?.sealing === undefined ? [] : [rules.sealing]), ...late];
  if (redactor === undefined || sealings.length === 0) return redactor;
  const { names, look } = redactor;
  return {
    names,
    look,
    redact(event) {
      const keyOf = once(() => keyIn((path) => event.get(path), subject, keys));
      // By their turn the name may be gone.
      if (late.length > 0) keyOf();
      for (const sealing of sealings) sealing.begin(keyOf);
      try {
        return redactor.redact(event);
      } finally {
        for (const sealing of sealings) for (let missed = sealing.end(); missed > 0; missed--) report.count('unsealed');
      }
    },
  };
}

function keyIn(read: (path: string) => JsonValue | undefined, subject: readonly string[], keys: KeyRing | undefined): SubjectKey | undefined {
  for (const path of subject) {
    const id = subjectIn(read(path));
    if (id !== undefined) return keys?.of(id);
  }
  return undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
