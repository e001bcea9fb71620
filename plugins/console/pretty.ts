import { styleText } from 'node:util';
import type { Level, LogEvent } from '../../core/contract/event.js';
import type { JsonValue } from '../../core/contract/json.js';
import { escapeText } from '../shared/escape-text.js';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Level, Style>> = {
  trace: 'gray',
  debug: 'cyan',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  critical: ['bold', 'red'],
};

/** A value that reads unambiguously without quotes. */
const PLAIN = /^[^\s"'=\\{}[\],]+$/u;

/** Gives an event as one line for people, without a line feed: time, LEVEL, logger, message, key=value. Nothing in it can steer a terminal. */
export function prettyPrinter(colour: boolean): (event: LogEvent) => string {
  // Whether to colour is decided here, for the stream that is written to; by itself styleText would ask stdout.
  const paint = (style: Style, text: string): string => (colour ? styleText(style, text, { validateStream: false }) : text);
  const levels = Object.fromEntries(
    Object.entries(STYLES).map(([level, style]) => [level, paint(style, level.toUpperCase().padEnd(8))]),
  ) as Record<Level, string>;

  return (event) => {
    let line = `${paint('dim', new Date(event.time).toISOString())} ${levels[event.level]}`;
    if (event.logger !== undefined) line += ` ${paint('blue', escapeText(event.logger))}`;
    if (event.message !== '') line += ` ${escapeText(event.message)}`;
    return line + attributes(event, (key) => paint('dim', `${key}=`));
  };
}

function attributes(event: LogEvent, paintKey: (key: string) => string): string {
  try {
    return Object.entries(event.attributes).map(([key, value]) => ` ${paintKey(word(key))}${asText(value)}`).join('');
  } catch {
    // Nested deeper than JSON can be written: the line as it came, as one such event must not hold up all others.
    return ` ${escapeText(event.line())}`;
  }
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? word(value) : escapeText(JSON.stringify(value));
}

/** As it is where that is clear, else as JSON. */
function word(text: string): string {
  return escapeText(PLAIN.test(text) ? text : JSON.stringify(text));
}
