import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep, systemClock, type Random } from '../../contract/clock.js';
import { linesAt, TICK, TICKS, type DemoLine } from './traffic.js';

/** A line as it was written, and as it came out. */
export interface Pair {
  readonly written: string;
  readonly stored: string;
}

/** Writes the traffic of a shop into a folder, and finds its lines again where the pipeline has stored them. */
export class Shop {
  readonly #folder: string;
  readonly #random: Random;
  readonly #waiting: DemoLine[] = [];
  #written = 0;

  private constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
  }

  /** Makes its log, still empty, for who follows it from now on. */
  static async open(folder: string, random: Random): Promise<Shop> {
    const shop = new Shop(folder, random);
    await mkdir(join(folder, 'logs'), { recursive: true });
    await appendFile(shop.#log, '');
    return shop;
  }

  get #log(): string {
    return join(this.#folder, 'logs', 'app.log');
  }

  /** Lines so far. */
  get written(): number {
    return this.#written;
  }

  /** Writes until there is no more to write; calls `onStored` for each line that is worth a look once it is in the archive. */
  async work(onStored: (pair: Pair) => void): Promise<void> {
    for (let tick = 0; tick < TICKS; tick++) {
      const lines = linesAt(tick, systemClock.now(), this.#random);
      await appendFile(this.#log, lines.map(({ text }) => `${text}\n`).join(''));
      this.#written += lines.length;
      this.#waiting.push(...lines.filter(({ shown }) => shown));
      await sleep(systemClock, TICK);
      for (const pair of await this.#stored()) onStored(pair);
    }
  }

  /** Redaction keeps the time of a line, and no other line that is shown has it. */
  async #stored(): Promise<readonly Pair[]> {
    if (this.#waiting.length === 0) return [];
    const archive = (await readFile(join(this.#folder, 'archive', 'app.jsonl'), 'utf8').catch(() => '')).split('\n');
    const pairs: Pair[] = [];
    for (const line of this.#waiting.splice(0)) {
      const beginning = line.text.slice(0, line.text.indexOf('"message"'));
      const stored = archive.find((candidate) => candidate.startsWith(beginning));
      if (stored === undefined) this.#waiting.push(line);
      else pairs.push({ written: line.text, stored });
    }
    return pairs;
  }
}
