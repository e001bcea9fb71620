/** What a config holds before its formats are converted: JSON, in objects that the loader owns and may still change. */
export type Value = null | boolean | number | string | Value[] | ValueMap;
export interface ValueMap { [key: string]: Value }

/** Steps from the root: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets an own property, also where the key is `__proto__`. */
export function setOwn<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

/** An own property of a map or an item of a list, else undefined. */
export function childOf(container: unknown, key: string | number): unknown {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key)) return undefined;
  return (container as Record<string | number, unknown>)[key];
}

/** The value at a path, else undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) value = childOf(value, key);
  return value;
}

/** A path as people write it: `retry.max`, `paths[0]`, `modules."db.*".level`. */
export function dotted(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += (text === '' ? '' : '.') + (/^[^.\s"'[\]]+$/.test(key) ? key : JSON.stringify(key));
  }
  return text;
}
