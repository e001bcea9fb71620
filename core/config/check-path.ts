import { childOf, isMap, type Path } from './value.js';

/**
 * The path that a check means by `rotate.size`, `items[0]`, `fields.labels.tier` or `detectors.email`: in a map the longest key
 * that fits, as keys may hold dots themselves; in a list a number, or the item itself. What fits nothing ends the path there.
 */
export function checkPath(value: unknown, text: string): Path {
  const path: (string | number)[] = [];
  let rest = text;
  let at = value;
  while (rest !== '') {
    const step = Array.isArray(at) ? stepInList(at, rest) : stepInMap(at, rest);
    path.push(step.key);
    at = childOf(at, step.key);
    if (at === undefined) break;
    rest = rest.slice(step.length).replace(/^\./, '');
  }
  return path;
}

interface Step {
  readonly key: string | number;
  readonly length: number;
}

function stepInMap(at: unknown, rest: string): Step {
  const keys = isMap(at) ? Object.keys(at) : [];
  const fitting = keys.filter((key) => rest === key || rest.startsWith(`${key}.`) || rest.startsWith(`${key}[`));
  const key = fitting.toSorted((a, b) => b.length - a.length)[0] ?? /^[^.[]*/.exec(rest)?.[0] ?? rest;
  return { key, length: key.length };
}

function stepInList(list: readonly unknown[], rest: string): Step {
  const item = list.indexOf(rest);
  if (item !== -1) return { key: item, length: rest.length };
  const number = /^\[?(\d+)\]?/.exec(rest);
  return { key: Number(number?.[1]), length: number?.[0].length ?? rest.length };
}
