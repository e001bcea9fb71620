import type { JsonValue } from '../../../core/contract/json.js';

/** What `get` and `with` mean, on parsed values and as plainly as possible: the views over bytes are held against it. */
type Fields = Record<string, JsonValue>;

const isObject = (value: JsonValue | undefined): value is Fields & JsonValue => typeof value === 'object' && value !== null && !Array.isArray(value);
const isIndex = (name: string): boolean => /^(?:0|[1-9]\d{0,8})$/.test(name);

/** Every way to cut a name at a dot, shortest head first. */
const cutsOf = (path: string): readonly (readonly [head: string, rest: string])[] => [...path.matchAll(/\./g)].map(({ index }) => [path.slice(0, index), path.slice(index + 1)] as const);

/** A literal key comes first, then a path. */
export function referenceGet(value: JsonValue, path: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    if (isIndex(path)) return value[Number(path)] as JsonValue | undefined;
    const [head = '', rest = ''] = cutsOf(path)[0] ?? [];
    const element = isIndex(head) && path.includes('.') ? (value[Number(head)] as JsonValue | undefined) : undefined;
    return element === undefined ? undefined : referenceGet(element, rest);
  }
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  for (const [head, rest] of cutsOf(path)) {
    const found = Object.hasOwn(value, head) ? referenceGet(value[head] as JsonValue, rest) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const define = (fields: Fields, name: string, value: JsonValue): void => void Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });

/** Sets where `referenceGet` finds the name, else in the first object that the beginning of the name leads to. In place. */
export function referenceSet(fields: Fields, path: string, value: JsonValue): void {
  const cuts = cutsOf(path).filter(([head]) => Object.hasOwn(fields, head));
  if (Object.hasOwn(fields, path)) return define(fields, path, value);
  const into = cuts.find(([head, rest]) => referenceGet(fields[head] as JsonValue, rest) !== undefined) ?? cuts.find(([head]) => isObject(fields[head]));
  if (into === undefined || !setInside(fields[into[0]], into[1], value)) define(fields, path, value);
}

function setInside(inner: JsonValue | undefined, rest: string, value: JsonValue): boolean {
  if (isObject(inner)) {
    referenceSet(inner, rest, value);
    return true;
  }
  if (!Array.isArray(inner)) return false;
  const elements = inner as JsonValue[];
  if (isIndex(rest) && Number(rest) < elements.length) {
    elements[Number(rest)] = value;
    return true;
  }
  const [index = '', below = ''] = cutsOf(rest)[0] ?? [];
  return isIndex(index) && setInside(elements[Number(index)], below, value);
}

/** Takes the name out wherever it could be found; an element of an array becomes null. In place. */
export function referenceRemove(value: JsonValue | undefined, path: string): void {
  if (Array.isArray(value)) {
    const elements = value as JsonValue[];
    if (isIndex(path) && Number(path) < elements.length) elements[Number(path)] = null;
    const [head = '', rest] = cutsOf(path)[0] ?? [];
    if (isIndex(head) && rest !== undefined) referenceRemove(elements[Number(head)], rest);
  } else if (isObject(value)) {
    Reflect.deleteProperty(value, path);
    for (const [head, rest] of cutsOf(path)) if (Object.hasOwn(value, head)) referenceRemove(value[head], rest);
  }
}
