import type { JsonValue } from '../contract/json.js';
import type { ChangeGuard } from '../event/provenance.js';
import type { Redactor } from '../redact/redactor.js';

/** Redacts what is written into events later, as if it had come in with them: by the rules for all, then by further ones. */
export function changeGuard(redactor: Redactor | undefined, further: readonly Redactor[] = []): ChangeGuard {
  const all = redactor === undefined ? further : [redactor, ...further];
  if (all.length === 0) return (_path, value) => value;
  return (path, value): JsonValue | undefined => {
    const steps = path.split('.');
    let result: JsonValue | undefined = value;
    for (const rules of all) {
      if (result === undefined) return undefined;
      const rule = rules.path(steps) ?? rules.key(path) ?? rules.key(steps.at(-1) as string);
      result = rule === undefined ? rules.value(result) : rules.replace(rule, result);
    }
    return result;
  };
}
