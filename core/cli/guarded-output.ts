import type { LoadedConfig } from '../config/loaded-config.js';
import { createEgressGuard } from '../redact/egress.js';
import type { Redactor } from '../redact/redactor.js';
import { compileRedaction } from '../redact/rules.js';
import type { Output } from './command.js';

/** Writes results without anything that the default rules redact, and without the secrets of a config: stored events may hold what nobody redacted. */
export function guardedOutput({ out }: Output, { secrets }: Pick<LoadedConfig, 'secrets'>): (text: string) => void {
  const { redactor } = compileRedaction({});
  const guard = createEgressGuard(redactor as Redactor, secrets);
  return (text) => out(guard.text(text));
}
