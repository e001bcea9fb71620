import type { JsonValue } from '../contract/json.js';
import { inRange, parseAddress, type AddressRange } from './cidr.js';
import type { ConditionNode, FieldTest } from './node.js';
import { compilePatterns, type TextTest } from './pattern.js';

/** What a condition reads: an event, or what stands in for one. */
export interface FieldReader {
  get(path: string): JsonValue | undefined;
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
      return onNumber(COMPARE[test.operator](test.bound));
    case 'between':
      return onNumber((value) => value >= test.low && value <= test.high);
    case 'cidr':
      return onText(inRanges(test.ranges));
  }
}

const COMPARE: Readonly<Record<'gt' | 'gte' | 'lt' | 'lte', (bound: number) => (value: number) => boolean>> = {
  gt: (bound) => (value) => value > bound,
  gte: (bound) => (value) => value >= bound,
  lt: (bound) => (value) => value < bound,
  lte: (bound) => (value) => value <= bound,
};

/** Text as it is, numbers and booleans as JSON writes them; of an array, any element; null, objects and what is missing never. */
function onText(test: TextTest): ValueTest {
  const onValue: ValueTest = (value) => {
    if (typeof value === 'string') return test(value);
    if (typeof value === 'number' || typeof value === 'boolean') return test(String(value));
    return Array.isArray(value) && value.some(onValue);
  };
  return onValue;
}

function onNumber(test: (value: number) => boolean): ValueTest {
  const onValue: ValueTest = (value) => {
    if (typeof value === 'number') return test(value);
    // Text formats such as access logs give numbers as text; what states none is NaN, which no comparison holds for.
    if (typeof value === 'string') return test(value.trim() === '' ? Number.NaN : Number(value));
    return Array.isArray(value) && value.some(onValue);
  };
  return onValue;
}

function inRanges(ranges: readonly AddressRange[]): TextTest {
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && ranges.some((range) => inRange(address, range));
  };
}
