import type { RedactSettings } from '../../schemas/redact.js';
import { DETECTOR_GROUPS } from '../redact/detector.js';
import { checkPath } from './check-path.js';
import { didYouMean } from './closest.js';
import type { Problem } from './schema-problems.js';

/** Compiles the rules of a `redact` section that passed its schema, to find what is wrong with them. `value` is the section as stated. */
export async function checkRedaction(settings: RedactSettings, value: unknown): Promise<readonly Problem[]> {
  const { compileRedaction, compileScopes } = await import('../redact/rules.js');
  const problems = [...compileRedaction(settings).problems, ...compileScopes(settings).problems];
  return Promise.all(problems.map(async ({ code, path, message }): Promise<Problem> => {
    const at = ['redact', ...checkPath(value, path)];
    const name = /^detectors\.(.*)$/.exec(path)?.[1];
    if (code === 'REDACT_BAD_RULE' && name !== undefined) {
      return { path: at, part: Array.isArray((value as { detectors?: unknown }).detectors) ? 'value' : 'key', code, message: `there is no detector or group "${name}"`, hint: await detectorHint(name) };
    }
    return { path: at, part: 'value', code, message };
  }));
}

async function detectorHint(name: string): Promise<string> {
  const { DETECTORS } = await import('../redact/detectors/catalog.js');
  return didYouMean(name, [...DETECTOR_GROUPS, ...DETECTORS.map((detector) => detector.name)]) ?? `The groups are ${DETECTOR_GROUPS.join(', ')}; docs/reference/detectors.md lists the detectors.`;
}
