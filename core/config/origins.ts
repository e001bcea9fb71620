import type { SourceText, Span } from './source-text.js';
import { childOf, type Path } from './value.js';
import type { YamlNode } from './yaml-tree.js';

/** Where one value stands: its node, and its key where it has one. */
export interface Origin {
  readonly source: SourceText;
  readonly node: YamlNode;
  readonly keyStart?: number;
  readonly keyEnd?: number;
}

/** A scalar that was not taken as it stands in the file. */
export interface Replaced {
  /** The text that replaced it, whatever it was read as. Undefined where a variable or a file was missing and that was allowed. */
  readonly text: string | undefined;
  /** What stands in the file. */
  readonly written: string;
}

/**
 * Remembers where each value of a config came from: apart from the values, which stay plain. Values are found by their
 * container, so a container may be moved or merged into another, and its children keep their places.
 */
export class Origins {
  readonly #containers = new WeakMap<object, Origin>();
  readonly #moved = new WeakMap<object, Map<string | number, Origin>>();
  readonly #replaced = new WeakMap<object, Map<string | number, Replaced>>();

  /** States the node that a map or a list was made from. */
  made(container: object, origin: Origin): void {
    this.#containers.set(container, origin);
  }

  /** States the place of a child that does not stand in its container's own node. */
  moved(container: object, key: string | number, origin: Origin): void {
    put(this.#moved, container, key, origin);
  }

  replaced(container: object, key: string | number, how: Replaced): void {
    put(this.#replaced, container, key, how);
  }

  replacedAt(root: unknown, path: Path): Replaced | undefined {
    const key = path.at(-1);
    let container = root;
    for (const step of path.slice(0, -1)) container = childOf(container, step);
    if (key === undefined || typeof container !== 'object' || container === null) return undefined;
    return this.#replaced.get(container)?.get(key);
  }

  /** Whether something at or below this value is missing from the environment. */
  isIncomplete(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    for (const { text } of this.#replaced.get(value)?.values() ?? []) if (text === undefined) return true;
    return Object.values(value).some((child) => this.isIncomplete(child));
  }

  /** The origin of a child, undefined where it was not in any file (a default, a missing key). */
  child(container: object, key: string | number): Origin | undefined {
    const moved = this.#moved.get(container)?.get(key);
    if (moved) return moved;
    const own = this.#containers.get(container);
    if (!own) {
      const value = childOf(container, key);
      return typeof value === 'object' && value !== null ? this.#containers.get(value) : undefined;
    }
    if (own.node.kind === 'list') {
      const node = own.node.items[Number(key)];
      return node && { source: own.source, node };
    }
    if (own.node.kind !== 'map') return undefined;
    const entry = own.node.entries.find((candidate) => candidate.key === String(key));
    return entry && { source: own.source, node: entry.value, keyStart: entry.keyStart, keyEnd: entry.keyEnd };
  }

  /**
   * The stretch of text to show for a path: its value, or its key. For what is in no file it is the key of the nearest
   * thing around it that is. Undefined only where the root itself came from nowhere.
   */
  locate(root: object, path: Path, part: 'key' | 'value'): Span | undefined {
    let container: unknown = root;
    let nearest = this.#containers.get(root);
    let wanted: 'key' | 'value' = path.length === 0 ? part : 'key';
    for (const [index, key] of path.entries()) {
      const origin: Origin | undefined = typeof container === 'object' && container !== null ? this.child(container, key) : undefined;
      if (!origin) break;
      nearest = origin;
      if (index === path.length - 1) wanted = part;
      container = childOf(container, key);
    }
    return nearest && spanOf(nearest, wanted);
  }
}

function spanOf(origin: Origin, part: 'key' | 'value'): Span {
  const { source, node, keyStart, keyEnd } = origin;
  if (part === 'key' && keyStart !== undefined && keyEnd !== undefined) return { source, start: keyStart, end: keyEnd };
  const first = node.kind === 'map' ? node.entries[0] : undefined;
  if (part === 'key' && first) return { source, start: first.keyStart, end: first.keyEnd };
  if (node.end === node.start && keyStart !== undefined && keyEnd !== undefined) return { source, start: keyStart, end: keyEnd };
  return { source, start: node.start, end: node.end };
}

function put<T>(map: WeakMap<object, Map<string | number, T>>, container: object, key: string | number, value: T): void {
  const inner = map.get(container) ?? new Map<string | number, T>();
  map.set(container, inner.set(key, value));
}
