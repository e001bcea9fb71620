import { fieldNode, type ConditionOptions } from '../condition/field-node.js';
import { parseFieldKey } from '../condition/modifiers.js';
import { join, type ConditionNode } from '../condition/node.js';
import { isMap } from './documents.js';
import type { Path, Report } from './problem.js';

/** A field with its modifiers, and what it is compared with; no field means any value of the event. */
export interface DetectionItem {
  readonly kind: 'item';
  readonly field: string;
  readonly modifiers: readonly string[];
  readonly value: unknown;
  readonly path: Path;
}

/** A search identifier as a tree, which pipelines change before it becomes a condition. */
export type Detection = DetectionItem | { readonly kind: 'all' | 'any'; readonly parts: readonly Detection[] };

/** A search of which a pipeline dropped everything: conditions leave it out. */
export const NOTHING: Detection = { kind: 'all', parts: [] };

/** Reads what stands under a search identifier: a map, a list of maps, keywords, or a list of any of these. */
export function readDetection(definition: unknown, path: Path, report: Report): Detection {
  if (isMap(definition)) {
    const entries = Object.entries(definition);
    if (entries.length === 0) report(path, 'SIGMA_BAD_RULE', 'an empty detection');
    return together('all', entries.map(([key, value]) => {
      const [field = '', ...modifiers] = key.split('|');
      return { kind: 'item', field, modifiers, value, path: [...path, key] };
    }));
  }
  if (!Array.isArray(definition)) return keyword(definition, path, report);
  if (definition.length === 0) report(path, 'SIGMA_BAD_RULE', 'an empty detection');
  return together('any', definition.map((item: unknown, index) => (isMap(item) || Array.isArray(item) ? readDetection(item, [...path, index], report) : keyword(item, [...path, index], report))));
}

function keyword(value: unknown, path: Path, report: Report): DetectionItem {
  if (value === null || value === undefined) report(path, 'SIGMA_BAD_RULE', 'a search for nothing needs a field');
  return { kind: 'item', field: '', modifiers: [], value, path };
}

/** Parts of which all or one must hold; one part stands for itself. */
export function together(kind: 'all' | 'any', parts: readonly Detection[]): Detection {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

/** Makes nodes of a detection. */
export function compileDetection(detection: Detection, report: Report, options: ConditionOptions): ConditionNode {
  if (detection.kind !== 'item') return join(detection.kind === 'all' ? 'and' : 'or', detection.parts.map((part) => compileDetection(part, report, options)));
  const { field, modifiers, value, path } = detection;
  // A keyword is a key without a name and without modifiers, which only a search identifier can state.
  const key = parseFieldKey(field === '' && modifiers.length === 0 ? '|contains' : [field, ...modifiers].join('|'));
  if (!('code' in key)) return fieldNode(key, value, path, report, options);
  report(path, key.code, key.message, key.hint);
  return join('and', []);
}

/** The detection with each item as `change` gives it; what it leaves out is left out. */
export function mapItems(detection: Detection, change: (item: DetectionItem) => Detection | undefined): Detection | undefined {
  if (detection.kind === 'item') return change(detection);
  const parts = detection.parts.map((part) => mapItems(part, change)).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : together(detection.kind, parts);
}

/** All items of a detection. */
export function itemsOf(detection: Detection): readonly DetectionItem[] {
  return detection.kind === 'item' ? [detection] : detection.parts.flatMap(itemsOf);
}
