import { closeSync, openSync, writeSync } from 'node:fs';
import { seededRandom } from '../../../core/cli/demo/seeded-random.js';

/** What a generated file holds, so that a run over it can be accounted for. */
export interface Generated {
  readonly lines: number;
  readonly bytes: number;
  /** Every secret that was written, each once. None of them may be in any output. */
  readonly secrets: readonly string[];
  /** Lines without a secret. */
  readonly clean: number;
}

const START = Date.UTC(2026, 0, 1);
const FLUSH = 1 << 20;

/**
 * JSON lines of 12 fields and about 410 bytes: 40 % debug; 3 % hold an e-mail address in the message, 1 % a card, 1 % a bearer
 * token, 1 % a password. The same seed gives the same bytes.
 */
export function generateJson(file: string, lines: number, seed: number): Generated {
  const random = seededRandom(seed);
  const secrets = new Set<string>();
  let clean = 0;
  const written = writeLines(file, lines, (at) => {
    const secret = secretOf(random, at);
    if (secret === undefined) clean++;
    else secrets.add(secret.value);
    return JSON.stringify({
      time: new Date(START + at * 10).toISOString(),
      level: pick(random, ['debug', 'debug', 'info', 'info', 'warn']),
      logger: pick(random, ['shop.orders', 'shop.cart', 'db.pool', 'http.server']),
      message: `order ${at} of customer ${Math.floor(random() * 1e5)} was ${pick(random, ['placed', 'paid', 'packed', 'shipped'])} in region eu-west-1${secret === undefined ? '' : ` ${secret.text}`}`,
      service: 'shop',
      host: `web-${Math.floor(random() * 20)}`,
      trace_id: id(random, 4),
      span_id: id(random, 2),
      dur_ms: Math.round(random() * 1e5) / 100,
      http: { method: pick(random, ['GET', 'POST']), path: `/v1/orders/${at}`, status: pick(random, [200, 200, 201, 404, 500]) },
      build: `2026.1.${Math.floor(random() * 30)}`,
      bytes: Math.floor(random() * 1e6),
    });
  });
  return { lines, bytes: written, secrets: [...secrets], clean };
}

/** Lines of an access log in Apache's combined format. */
export function generateAccessLog(file: string, lines: number, seed: number): number {
  const random = seededRandom(seed);
  return writeLines(file, lines, (at) => {
    const time = new Date(START + at * 50);
    const clock = `${String(time.getUTCDate()).padStart(2, '0')}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${time.toISOString().slice(11, 19)} +0000`;
    const address = [0, 0, 0, 0].map(() => 1 + Math.floor(random() * 254)).join('.');
    const status = pick(random, [200, 200, 200, 301, 404, 500]);
    return `${address} - ${pick(random, ['-', '-', 'frank'])} [${clock}] "${pick(random, ['GET', 'POST'])} /v1/items/${at}?page=${Math.floor(random() * 9)} HTTP/1.1" ${status} ${Math.floor(random() * 1e5)} "https://shop.example/${at % 97}" "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"`;
  });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function secretOf(random: () => number, at: number): { readonly value: string; readonly text: string } | undefined {
  const draw = random();
  if (draw < 0.03) {
    const value = `person.${at}@mail.example`;
    return { value, text: `for ${value}` };
  }
  if (draw < 0.04) {
    const value = cardNumber(random);
    return { value, text: `with card ${value}` };
  }
  if (draw < 0.05) {
    const value = `${hex(random, 24)}${at.toString(36)}Zz`;
    return { value, text: `header Authorization: Bearer ${value}` };
  }
  if (draw < 0.06) {
    const value = `${hex(random, 10)}X${at.toString(36)}`;
    return { value, text: `login password=${value}` };
  }
  return undefined;
}

/** Sixteen digits that begin as a Visa card does and pass Luhn's check. */
function cardNumber(random: () => number): string {
  const digits = [4, ...Array.from({ length: 14 }, () => Math.floor(random() * 10))];
  const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
  return [...digits, (10 - (sum % 10)) % 10].join('');
}

function hex(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0');
  return text.slice(0, length);
}

/** An id of so many groups of eight; a letter in each keeps it from looking like a card's number. */
function id(random: () => number, groups: number): string {
  return Array.from({ length: groups }, () => `${hex(random, 7)}f`).join('');
}

function pick<T>(random: () => number, values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

function writeLines(file: string, lines: number, line: (at: number) => string): number {
  const out = openSync(file, 'w');
  let text = '';
  let bytes = 0;
  for (let at = 0; at < lines; at++) {
    text += `${line(at)}\n`;
    if (text.length >= FLUSH || at === lines - 1) {
      bytes += writeSync(out, text);
      text = '';
    }
  }
  closeSync(out);
  return bytes;
}
