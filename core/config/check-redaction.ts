import type { RedactSettings } from '../../schemas/redact.js';
import { foreignSyntax } from '../condition/regex-dialect.js';
import { DETECTOR_GROUPS } from '../redact/detector.js';
import { checkPath } from './check-path.js';
import { didYouMean } from './closest.js';
import type { Problem } from './schema-problems.js';
import { isMap, type Path } from './value.js';

/**
 * Compiles the rules of a `redact` section that passed its schema, to find what is wrong with them. `value` is the section as stated;
 * `hasKeys`, whether somebody keeps the keys of persons.
 */
export async function checkRedaction(settings: RedactSettings, value: unknown, hasKeys: boolean): Promise<readonly Problem[]> {
  const { compileRedaction, compileScopes } = await import('../redact/rules.js');
  const problems = [...compileRedaction(settings).problems, ...compileScopes(settings).problems];
  const keyless = hasKeys ? [] : pathsOf(value, 'encrypt').slice(0, 1).map((path): Problem => ({ path: ['redact', ...path], part: 'value', code: 'REDACT_NO_AUDIT', message: 'encrypt needs the audit log, which keeps the keys of persons' }));
  const found = await Promise.all(problems.map(async ({ code, path, message }): Promise<Problem> => {
    const at = ['redact', ...checkPath(value, path)];
    const name = /^detectors\.(.*)$/.exec(path)?.[1];
    if (code === 'REDACT_BAD_RULE' && name !== undefined && !(await detectorNames()).includes(name)) {
      return { path: at, part: Array.isArray((value as { detectors?: unknown }).detectors) ? 'value' : 'key', code, message: `there is no detector or group "${name}"`, hint: await detectorHint(name) };
    }
    return { path: at, part: 'value', code, message };
  }));
  return [...keyless, ...found, ...foreignPatterns(value, ['redact'])];
}

/** Patterns that would be plain letters here, and so would hide nothing. */
function foreignPatterns(section: unknown, path: Path): readonly Problem[] {
  if (!isMap(section)) return [];
  const { patterns, scopes } = section;
  const own = (Array.isArray(patterns) ? patterns : []).flatMap((stated, at): readonly Problem[] => {
    const foreign = isMap(stated) && typeof stated['pattern'] === 'string' ? foreignSyntax(stated['pattern']) : undefined;
    return foreign === undefined ? [] : [{ path: [...path, 'patterns', at, 'pattern'], part: 'value', code: 'REDACT_BAD_RULE', message: `the pattern means something else here: ${foreign}` }];
  });
  return [...own, ...(Array.isArray(scopes) ? scopes.flatMap((scope, at) => foreignPatterns(scope, [...path, 'scopes', at])) : [])];
}

/** Where an action is stated. A list of names states none. */
function pathsOf(section: unknown, action: string): readonly Path[] {
  if (!isMap(section)) return [];
  const { patterns, scopes, ...maps } = section;
  const stated = ['detectors', 'keys', 'paths'].flatMap((kind) => {
    const rules = maps[kind];
    return isMap(rules) ? Object.keys(rules).filter((name) => rules[name] === action).map((name): Path => [kind, name]) : [];
  });
  const own = Array.isArray(patterns) ? patterns.flatMap((pattern, at): Path[] => (isMap(pattern) && pattern['action'] === action ? [['patterns', at, 'action']] : [])) : [];
  const scoped = Array.isArray(scopes) ? scopes.flatMap((scope, at) => pathsOf(scope, action).map((path): Path => ['scopes', at, ...path])) : [];
  return [...stated, ...own, ...scoped];
}

async function detectorHint(name: string): Promise<string> {
  return didYouMean(name, await detectorNames()) ?? `The groups are ${DETECTOR_GROUPS.join(', ')}; docs/reference/detectors.md lists the detectors.`;
}

async function detectorNames(): Promise<readonly string[]> {
  const [{ DETECTORS }, { ASSIGNMENTS, ENCODED }] = await Promise.all([import('../redact/detectors/catalog.js'), import('../redact/rules.js')]);
  return [...DETECTOR_GROUPS, ASSIGNMENTS, ENCODED, ...DETECTORS.map((detector) => detector.name)];
}
