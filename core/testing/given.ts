import type { GivenConfig } from '../../schemas/test.js';
import type { JsonValue } from '../contract/json.js';
import type { EventInput } from './make-events.js';

/** Events that come at one time, from one source. */
export interface Moment {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly source: string | undefined;
  readonly inputs: readonly EventInput[];
}

type Values = Readonly<Record<string, unknown>>;

/** The events of `given:` in the order in which they come; of those that come at once, the order of the file. */
export function momentsOf(given: readonly GivenConfig[], start: number): readonly Moment[] {
  const single = given.flatMap(({ event, at, times, every, each, source }) => {
    const combinations = combinationsOf(each ?? {});
    return Array.from({ length: times }, (_, index) => index).flatMap((index) => combinations.map((values) => {
      const time = at + index * every;
      const input = filled(event, { n: index + 1, at: new Date(start + time).toISOString(), ...values }) as EventInput;
      return { at: time, source, input };
    }));
  });
  const moments: { at: number; source: string | undefined; inputs: EventInput[] }[] = [];
  for (const { at, source, input } of single.toSorted((a, b) => a.at - b.at)) {
    const last = moments.at(-1);
    if (last?.at === at && last.source === source) last.inputs.push(input);
    else moments.push({ at, source, inputs: [input] });
  }
  return moments;
}

function combinationsOf(each: Readonly<Record<string, readonly unknown[]>>): readonly Values[] {
  let combinations: readonly Values[] = [{}];
  for (const [name, values] of Object.entries(each)) combinations = combinations.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  return combinations;
}

/** The value with `${name}` replaced in its texts, keys included; a text that is nothing else becomes the value itself. */
function filled(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return filledText(value, values);
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [replaced(key, values), filled(item, values)]));
}

function filledText(text: string, values: Values): JsonValue {
  const whole = /^\$\{([\w.-]+)\}$/.exec(text)?.[1];
  if (whole !== undefined && Object.hasOwn(values, whole)) return values[whole] as JsonValue;
  return replaced(text, values);
}

function replaced(text: string, values: Values): string {
  return text.replace(/\$\{([\w.-]+)\}/g, (written, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : written));
}
