import type { JsonValue } from '../contract/json.js';
import type { ChangeGuard } from '../event/provenance.js';
import type { Redactor } from '../redact/redactor.js';

/** Redacts what is written into events later, as if it had come in with them. */
export function changeGuard(redactor: Redactor | undefined): ChangeGuard {
  if (redactor === undefined) return (_path, value) => value;
  return (path, value): JsonValue | undefined => {
    const steps = path.split('.');
    const rule = redactor.path(steps) ?? redactor.key(path) ?? redactor.key(steps.at(-1) as string);
    return rule === undefined ? redactor.value(value) : redactor.replace(rule, value);
  };
}
