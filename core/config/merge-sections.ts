import { diagnosticAt, type Diagnostic } from './diagnostic.js';
import type { Origin, Origins } from './origins.js';
import { isMap, setOwn, type ValueMap } from './value.js';
import type { ParsedYaml } from './yaml-tree.js';

/**
 * Adds the sections of one file to those read before: lists are appended, maps joined. A name that is there already is an
 * error; a section whose two forms do not go together is left for the schema to report.
 */
export function mergeSections(root: ValueMap, sections: ValueMap, origins: Origins, diagnostics: Diagnostic[], from: ParsedYaml): void {
  if (from.root && !origins.locate(root, [], 'value')) origins.made(root, { source: from.source, node: from.root });
  for (const [section, value] of Object.entries(sections)) {
    // A section whose lines are all commented out is an empty one.
    if (value === null) continue;
    const present = Object.hasOwn(root, section) ? root[section] : undefined;
    if (Array.isArray(value) && Array.isArray(present)) {
      for (const [index, item] of value.entries()) {
        copyOrigin(origins, value, index, present, present.length);
        present.push(item);
      }
    } else if (isMap(value) && isMap(present)) {
      for (const [name, item] of Object.entries(value)) {
        if (Object.hasOwn(present, name)) {
          reportDuplicate(section, name, origins.child(value, name), origins.child(present, name), diagnostics);
          continue;
        }
        setOwn(present, name, item);
        copyOrigin(origins, value, name, present, name);
      }
    } else {
      setOwn(root, section, value);
      copyOrigin(origins, sections, section, root, section);
    }
  }
}

function copyOrigin(origins: Origins, from: object, key: string | number, to: object, newKey: string | number): void {
  const origin = origins.child(from, key);
  if (origin) origins.moved(to, newKey, origin);
  const replaced = origins.replacedAt(from, [key]);
  if (replaced) origins.replaced(to, newKey, replaced);
}

function reportDuplicate(section: string, name: string, here: Origin | undefined, first: Origin | undefined, diagnostics: Diagnostic[]): void {
  if (!here) return;
  const where = first?.keyStart === undefined ? undefined : first.source.placeOf(first.keyStart);
  const message = `${section}.${name} is defined twice${where ? `, first in ${where.file}:${where.line}` : ''}`;
  diagnostics.push(diagnosticAt({ source: here.source, start: here.keyStart ?? here.node.start, end: here.keyEnd ?? here.node.end }, 'CONFIG_DUPLICATE_NAME', message));
}
