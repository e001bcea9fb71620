import type { Condition } from '../condition/condition.js';
import type { FieldReader } from '../condition/compile.js';

/** A way from an alert to actions. What a node does not state it has from the node above. */
export interface RouteNode<T> {
  /** Without it, every alert goes this way. */
  readonly match: Condition | undefined;
  readonly settings: Partial<T>;
  /** Its siblings after it are asked as well. */
  readonly goesOn: boolean;
  readonly routes: readonly RouteNode<T>[];
}

/**
 * The settings of all ways that an alert takes, as in Alertmanager's routing tree: of the first node that matches (and of more
 * where it says `continue`) the deepest that match below it. Empty where none matches at all.
 */
export function findRoutes<T>(nodes: readonly RouteNode<T>[], fields: FieldReader, above: Partial<T> = {}): readonly Partial<T>[] {
  const found: Partial<T>[] = [];
  for (const { match, settings, goesOn, routes } of nodes) {
    if (match !== undefined && !match.matches(fields)) continue;
    const here = { ...above, ...settings };
    const below = findRoutes(routes, fields, here);
    found.push(...(below.length === 0 ? [here] : below));
    if (!goesOn) break;
  }
  return found;
}
