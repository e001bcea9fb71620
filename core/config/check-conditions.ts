import { parseCondition } from '../condition/parse.js';
import type { Problem } from './schema-problems.js';
import { childOf, isMap, type Path, type ValueMap } from './value.js';

/** The sections whose items may hold a `when`; triggers have a check of their own. */
const SECTIONS = ['transforms', 'classify', 'routes'] as const;

/** Reads every condition of a config, so that a mistake in one is found before anything runs. */
export function checkConditions(root: ValueMap): readonly Problem[] {
  return SECTIONS.flatMap((section) => {
    const items = root[section];
    return Array.isArray(items) ? items.flatMap((item, index) => checkCondition(childOf(item, 'when'), [section, index, 'when'])) : [];
  });
}

function checkCondition(when: unknown, at: Path): readonly Problem[] {
  if (!isMap(when) && !Array.isArray(when)) return [];
  return parseCondition(when).problems.map(({ path, code, message, hint }) => ({
    path: [...at, ...path], part: code === 'CONDITION_UNKNOWN_MODIFIER' ? 'key' : 'value', code, message, hint,
  }));
}
