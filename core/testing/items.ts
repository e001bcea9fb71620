import type { Alert, AlertDelivery } from '../contract/alert.js';
import type { LogEvent } from '../contract/event.js';
import { fail } from './check.js';
import { makeAlertDelivery } from './make-alert.js';
import { makeEvents, type EventInput } from './make-events.js';
import { deepFreeze } from './rig.js';

/** How the kit makes the items of a receiver's batches, and finds them again on the other side. */
export interface Items<T> {
  readonly noun: string;
  /** Items that cannot be altered, each with its mark in its text. */
  make(marks: readonly string[]): readonly T[];
  /** Items that are valid and unusual, with what is odd about them. `mark` gives a new mark. */
  odd(mark: () => string): readonly (readonly [what: string, item: T])[];
  /** The marks in what the other side took, in order. */
  marksIn(received: readonly string[]): readonly string[];
  /** Changes when the item is changed. */
  snapshot(item: T): string;
}

/** Marks are plain letters and digits, so that no target escapes them. */
export class Marks {
  #count = 0;

  readonly next = (): string => `kit${String(++this.#count).padStart(5, '0')}x`;

  take(count: number): readonly string[] {
    return Array.from({ length: count }, this.next);
  }
}

/** Fails, after it has made good, where a field of an odd item came to be a property of every object. */
export function expectUnpolluted(what: string): void {
  if (Reflect.has({}, 'polluted') && Reflect.deleteProperty(Object.prototype, 'polluted')) fail(`${what} reached Object.prototype`);
}

const MARK = /kit\d{5}x/g;

const MEBIBYTE = 1 << 20;

export const eventItems: Items<LogEvent> = {
  noun: 'event',
  make: (marks) => sealedEvents(marks.map((mark) => ({ time: '2025-01-01T00:00:00.000Z', level: 'info', message: mark, logger: 'kit' }))),
  odd(mark) {
    const lines: readonly (readonly [string, EventInput])[] = [
      ['an empty object', '{}'],
      ['an empty message', { message: '', note: mark() }],
      ['a text line', mark()],
      ['an empty text line', ''],
      ['1 MB of message', { message: `${mark()} ${'x'.repeat(MEBIBYTE)}` }],
      ['control characters', { message: `${mark()} \u0000\u0007\u001b[31m\r\n\u2028\u0085` }],
      ['a lone surrogate', `{"message":"${mark()} \\ud800"}`],
      ['bytes that are no UTF-8', Buffer.concat([Buffer.from(mark()), Uint8Array.of(0xff, 0xc3)])],
      ['the key __proto__', `{"message":"${mark()}","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}`],
      ['duplicate keys', `{"message":"${mark()}","a":1,"a":2}`],
      ['numbers beyond doubles', `{"message":"${mark()}","a":1e400,"b":12345678901234567890}`],
      ['200 levels of nesting', `{"message":"${mark()}","a":${'['.repeat(200)}${']'.repeat(200)}}`],
    ];
    const events = sealedEvents(lines.map(([, line]) => line));
    return lines.map(([what], index) => [what, events[index] as LogEvent]);
  },
  marksIn: (received) => received.flatMap((text) => text.match(MARK) ?? []),
  snapshot: (event) => `${event.id} ${event.line()} ${JSON.stringify(event.toJSON())}`,
};

/** A view writes to its own fields while it is read, so it is not frozen; its accessors cannot be written to anyway. */
function sealedEvents(inputs: readonly EventInput[]): readonly LogEvent[] {
  return makeEvents(inputs).map((event) => Object.preventExtensions(event));
}

export const alertItems: Items<AlertDelivery> = {
  noun: 'alert',
  make: (marks) => marks.map((mark) => deepFreeze(makeAlertDelivery({ id: mark, title: [{ text: 'Failed logins ' }, { data: mark }] }))),
  odd(mark) {
    const odd = (fields: Partial<Alert>): AlertDelivery => makeAlertDelivery({ id: mark(), ...fields });
    const withTitle = (data: string): AlertDelivery => odd({ title: [{ data }], text: [{ data }] });
    const items: readonly (readonly [string, AlertDelivery])[] = [
      ['nothing but a name', odd({ title: [], text: [], why: '', key: {}, samples: [], runbook: undefined })],
      ['1 MB of title and text', withTitle(`${mark()} ${'x'.repeat(MEBIBYTE)}`)],
      ['control characters', withTitle(`${mark()} \u0000\u0007\u001b[31m\r\n\u2028\u0085`)],
      ['a lone surrogate', withTitle(`${mark()} \ud800`)],
      ['markup and mentions', withTitle(`${mark()} <!channel> @everyone <@U1> \`\`\` */ [a](b) &amp; {{x}} \${y}`)],
      ['the key __proto__', odd({ key: JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, never> })],
      ['1,000 keys', odd({ key: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, index])) })],
      ['samples of 1 MB', odd({ samples: makeEvents([`{"message":"${'y'.repeat(MEBIBYTE)}"}`, '', '{}']) })],
    ];
    return items.map(([what, item]) => [what, deepFreeze(item)]);
  },
  // A message may say a title twice: as the notice that a phone shows, and in the message itself.
  marksIn: (received) => received.flatMap((text) => [...new Set(text.match(MARK))]),
  snapshot: (delivery) => `${delivery.id} ${JSON.stringify(delivery.content)}`,
};
