import { childOf, isMap, type Path } from './value.js';

/**
 * The path that a plugin's `check` means by `rotate.size` or `fields.labels.tier`: at each map the longest key that fits, as
 * keys may hold dots themselves. What fits nothing ends the path there.
 */
export function checkPath(value: unknown, text: string): Path {
  const path: (string | number)[] = [];
  let steps = text.replace(/\[(\d+)\]/g, '.$1').split('.').filter((step) => step !== '');
  let at = value;
  while (steps.length > 0) {
    const taken = Array.isArray(at) || !isMap(at) ? 1 : longestKey(at, steps);
    const key = steps.slice(0, taken).join('.');
    const step = Array.isArray(at) ? Number(key) : key;
    path.push(step);
    at = childOf(at, step);
    if (at === undefined) break;
    steps = steps.slice(taken);
  }
  return path;
}

function longestKey(map: Readonly<Record<string, unknown>>, steps: readonly string[]): number {
  for (let length = steps.length; length > 1; length--) if (Object.hasOwn(map, steps.slice(0, length).join('.'))) return length;
  return 1;
}
