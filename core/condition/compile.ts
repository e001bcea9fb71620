import type { JsonObject, JsonValue } from '../contract/json.js';
import { inRange, parseAddress, type AddressRange } from './cidr.js';
import { fold } from './fold.js';
import type { TimePart } from './modifiers.js';
import type { Comparison, ConditionNode, FieldTest } from './node.js';
import { compilePatterns, type TextTest } from './pattern.js';
import { timePart } from './time-part.js';

/** What a condition reads: an event, or what stands in for one. */
export interface FieldReader {
  get(path: string): JsonValue | undefined;
  /** Everything in the event, for conditions on any of its values. Without it, none of these holds. */
  toJSON?(): JsonObject;
  /** Every path that `get` has a value for is one of these, or begins with one and a dot. Without it, all have to be tried. */
  names?(): readonly string[] | undefined;
}

export type Matcher = (event: FieldReader) => boolean;
type ValueTest = (value: JsonValue | undefined) => boolean;

/** Makes closures of the tree. They keep nothing between calls. */
export function compileNode(node: ConditionNode): Matcher {
  switch (node.kind) {
    case 'and':
      return all(node.nodes.map(compileNode));
    case 'or':
      return any(node.nodes.map(compileNode));
    case 'not': {
      const inner = compileNode(node.node);
      return (event) => !inner(event);
    }
    case 'field': {
      const { field } = node;
      const test = compileTest(node.test);
      return (event) => test(event.get(field));
    }
    case 'fields': {
      const { field, other } = node;
      const compare = compareTexts(node.comparison, node.cased);
      return (event) => holdsForTexts(event.get(field), (text) => holdsForTexts(event.get(other), (otherText) => compare(text, otherText)));
    }
    case 'anywhere': {
      const test = compileTest(node.test);
      const inside: ValueTest = (value) => (typeof value === 'object' && value !== null ? Object.values(value).some(inside) : test(value));
      return (event) => inside(event.toJSON?.());
    }
  }
}

function all(matchers: readonly Matcher[]): Matcher {
  const [first, second, ...rest] = matchers;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  const tail = rest.length === 0 ? second : all([second, ...rest]);
  return (event) => first(event) && tail(event);
}

function any(matchers: readonly Matcher[]): Matcher {
  const [first, second, ...rest] = matchers;
  if (first === undefined) return () => false;
  if (second === undefined) return first;
  const tail = rest.length === 0 ? second : any([second, ...rest]);
  return (event) => first(event) || tail(event);
}

function compileTest(test: FieldTest): ValueTest {
  switch (test.kind) {
    case 'text':
      return onText(compilePatterns(test.patterns, test.cased));
    case 'regex':
      return onText(test.test);
    case 'null': {
      const isNull: ValueTest = (value) => value === undefined || value === null || (Array.isArray(value) && value.some(isNull));
      return isNull;
    }
    case 'exists':
      return (value) => (value !== undefined) === test.expected;
    case 'compare':
      return onNumber(COMPARE[test.operator](test.bound), test.part);
    case 'between':
      return onNumber((value) => value >= test.low && value <= test.high, test.part);
    case 'cidr':
      return onText(inRanges(test.ranges));
  }
}

const COMPARE: Readonly<Record<'eq' | 'gt' | 'gte' | 'lt' | 'lte', (bound: number) => (value: number) => boolean>> = {
  eq: (bound) => (value) => value === bound,
  gt: (bound) => (value) => value > bound,
  gte: (bound) => (value) => value >= bound,
  lt: (bound) => (value) => value < bound,
  lte: (bound) => (value) => value <= bound,
};

function onText(test: TextTest): ValueTest {
  return (value) => holdsForTexts(value, test);
}

/** Text as it is, numbers and booleans as JSON writes them; of an array, any element; null, objects and what is missing never. */
function holdsForTexts(value: JsonValue | undefined, test: TextTest): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value === 'number' || typeof value === 'boolean') return test(String(value));
  return Array.isArray(value) && value.some((item: JsonValue) => holdsForTexts(item, test));
}

function onNumber(test: (value: number) => boolean, part: TimePart | undefined): ValueTest {
  const onValue: ValueTest = (value) => {
    if (Array.isArray(value)) return value.some(onValue);
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    if (part !== undefined) return test(timePart(value, part) ?? Number.NaN);
    // Text formats such as access logs give numbers as text; what states none is NaN, which no comparison holds for.
    return test(typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value));
  };
  return onValue;
}

function compareTexts(comparison: Comparison, cased: boolean): (text: string, other: string) => boolean {
  const compare = COMPARE_TEXTS[comparison];
  return cased ? compare : (text, other) => compare(fold(text), fold(other));
}

const COMPARE_TEXTS: Readonly<Record<Comparison, (text: string, other: string) => boolean>> = {
  equals: (text, other) => text === other,
  contains: (text, other) => text.includes(other),
  startswith: (text, other) => text.startsWith(other),
  endswith: (text, other) => text.endsWith(other),
};

function inRanges(ranges: readonly AddressRange[]): TextTest {
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && ranges.some((range) => inRange(address, range));
  };
}
