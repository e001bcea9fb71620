import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { linesOf } from './lines.js';

/** The number of an event in a line that begins as `{"n":12,` and is whole; undefined for any other. */
export function numberOf(line: string): number | undefined {
  const n = /^\{"n":(\d+),.*\}$/.exec(line)?.[1];
  return n === undefined ? undefined : Number(n);
}

/** The numbers of the whole lines in a file, in their order, and how many other lines there are: a kill within a write may leave one. */
export function numbersIn(file: string): { readonly numbers: readonly number[]; readonly torn: number } {
  const all = existsSync(file) ? [...linesOf(file)].map(numberOf) : [];
  const numbers = all.filter((n) => n !== undefined);
  return { numbers, torn: all.length - numbers.length };
}

/** The number of the last line in a file; looks at its end alone. */
export function lastNumberIn(file: string): number | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const tail = Buffer.alloc(1000);
    const read = readSync(descriptor, tail, 0, tail.length, Math.max(0, fstatSync(descriptor).size - tail.length));
    return numberOf(tail.toString('latin1', 0, read).trimEnd().split('\n').at(-1) ?? '');
  } finally {
    closeSync(descriptor);
  }
}

/** Fails, saying where, unless these are the numbers from 0 to `count`, each once and in order. */
export function assertEachOnce(numbers: readonly (number | undefined)[], count: number, where = 'the output'): void {
  const wrong = numbers.findIndex((n, at) => n !== at);
  assert.is(wrong, -1, `${where}: at ${wrong} stands ${numbers.slice(wrong, wrong + 3).join(', ')}`);
  assert.is(numbers.length, count, where);
}

/** Appends events from one number up to another to a file. */
export function appendEvents(file: string, from: number, to: number, rest: object = { message: 'order placed' }): void {
  const end = `,${JSON.stringify(rest).slice(1)}\n`;
  for (let first = from; first < to; first += 1000) {
    let text = '';
    for (let n = first; n < Math.min(first + 1000, to); n++) text += `{"n":${n}${end}`;
    appendFileSync(file, text);
  }
}

/** A program that goes on logging, until it is stopped. */
export class LogWriter {
  /** Events that it has written. */
  count = 0;
  readonly #file: string;
  readonly #random: () => number;
  #isStopped = false;
  readonly #ended: Promise<void>;

  constructor(file: string, random: () => number) {
    this.#file = file;
    this.#random = random;
    this.#ended = this.#write();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  async #write(): Promise<void> {
    while (!this.#isStopped) {
      const next = this.count + 1 + Math.floor(this.#random() * 12);
      appendEvents(this.#file, this.count, next, { message: 'order placed', padding: 'x'.repeat(40) });
      this.count = next;
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  }
}
