import * as fc from 'fast-check';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openSpool, type Spool } from '../../../core/pipeline/spool.js';
import { suite } from '../../support/suite.js';

const test = suite('openSpool against a model');

type Step =
  | { readonly do: 'append'; readonly sizes: readonly number[] }
  | { readonly do: 'read' | 'reopen' }
  | { readonly do: 'release'; readonly share: number }
  | { readonly do: 'tear'; readonly bytes: number }
  | { readonly do: 'flip'; readonly segment: number; readonly place: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), sizes: fc.array(fc.nat(120), { minLength: 1, maxLength: 6 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tear' as const), bytes: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flip' as const), segment: fc.nat(), place: fc.nat() }) },
);

test('returns every acknowledged record in order unless its segment was damaged', async () => {
  let damaged = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 40 }), async (plan) => {
      const dir = await mkdtemp(join(tmpdir(), 'spool-model-'));
      const run = new ModelRun(dir);
      try {
        await run.follow(plan);
        damaged += run.damaged;
      } finally {
        await run.end();
        await rm(dir, { recursive: true });
      }
    }),
    { seed: 11, numRuns: 60 },
  );
  assert.ok(damaged > 10, `only ${damaged} records were ever at stake`);
}, { limit: 60_000 });

test.run();

interface Read {
  readonly id: string;
  readonly position: number;
}

/** A spool beside the list of what it owes: each record as its id, padded with its own text to its size. */
class ModelRun {
  damaged = 0;
  readonly #dir: string;
  readonly #mayBeLost = new Set<string>();
  #spool: Spool | undefined;
  /** Acknowledged and not released, in order. */
  #owed: string[] = [];
  #read: Read[] = [];
  #ids = 0;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async follow(plan: readonly Step[]): Promise<void> {
    for (const step of plan) await this.#take(step);
    await this.#reopen();
    for (let more = true; more; ) more = await this.#readOne();
    assert.equal(this.#owed.slice(this.#read.length).filter((id) => !this.#mayBeLost.has(id)), []);
    if (this.#mayBeLost.size === 0) assert.is((await this.#open()).records, this.#owed.length);
  }

  async end(): Promise<void> {
    await this.#spool?.close();
  }

  async #open(): Promise<Spool> {
    return (this.#spool ??= await openSpool({ dir: this.#dir, maxBytes: 2000, segmentBytes: 300, onCorrupt: () => {} }));
  }

  async #take(step: Step): Promise<void> {
    const spool = await this.#open();
    switch (step.do) {
      case 'append': {
        const ids = step.sizes.map(() => `#${this.#ids++};`);
        const taken = await Promise.all(ids.map((id, index) => spool.append(Buffer.from(id.repeat(1 + (step.sizes[index] ?? 0) / 5)))));
        this.#owed.push(...ids.filter((_id, index) => taken[index]));
        assert.ok(spool.bytes <= 2000 + 16 * 8, `${spool.bytes} bytes`);
        break;
      }
      case 'read': await this.#readOne(); break;
      case 'release': {
        const last = this.#read[Math.floor(this.#read.length * step.share)];
        if (last === undefined) break;
        await spool.release(last.position);
        const index = this.#owed.indexOf(last.id);
        this.#owed.splice(0, index + 1);
        this.#read = this.#read.filter(({ position }) => position > last.position);
        break;
      }
      case 'reopen': await this.#reopen(); break;
      case 'tear': {
        // What a crash leaves of a write that was not acknowledged.
        await spool.close();
        const name = (await this.#segments()).at(-1);
        const header = Buffer.from('ffffff00aaaaaaaa', 'hex');
        if (name !== undefined) await appendFile(join(this.#dir, name), header.subarray(0, Math.min(step.bytes, 8)));
        await this.#reopen();
        break;
      }
      case 'flip': {
        await spool.close();
        const names = await this.#segments();
        const path = join(this.#dir, names[step.segment % names.length] ?? '');
        if (names.length > 0) {
          const bytes = await readFile(path);
          for (const [id] of bytes.toString('latin1').matchAll(/#\d+;/g)) {
            if (this.#owed.includes(id)) this.#mayBeLost.add(id);
          }
          const place = step.place % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ 0x10;
          await writeFile(path, bytes);
          this.damaged += this.#mayBeLost.size;
        }
        await this.#reopen();
        break;
      }
    }
  }

  async #segments(): Promise<readonly string[]> {
    return (await readdir(this.#dir)).filter((name) => name.endsWith('.spool')).sort();
  }

  async #reopen(): Promise<void> {
    await this.#spool?.close();
    this.#spool = undefined;
    this.#read = [];
    await this.#open();
  }

  /** Reads a record and holds it against the model: the next one owed, but for those that damage may have taken. */
  async #readOne(): Promise<boolean> {
    const found = await (await this.#open()).read();
    if (found === undefined) return false;
    const text = Buffer.from(found.record).toString();
    const id = /^#\d+;/.exec(text)?.[0] ?? '';
    assert.ok(id !== '' && text === id.repeat(text.length / id.length), `altered: ${text}`);
    while (this.#owed[this.#read.length] !== id) {
      const skipped = this.#owed[this.#read.length];
      assert.ok(skipped !== undefined && this.#mayBeLost.has(skipped), `${id} came instead of ${skipped}`);
      this.#owed.splice(this.#read.length, 1);
    }
    this.#read.push({ id, position: found.position });
    return true;
  }
}
