import { closeSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { linesOf, SourceRun } from './source-run.js';

const test = suite('file source, whatever the order of things');

/** A log that is rotated by rename, with writers that keep the file they opened. */
class RotatingLog {
  readonly path: string;
  /** One a file, oldest first: its descriptor, and what of its last line is not written yet. */
  readonly #writers: { readonly fd: number; rest: string; lines: number }[] = [];

  constructor(path: string) {
    this.path = path;
    this.rotate();
  }

  /** All lines begun so far. */
  get lines(): string[] {
    return this.#writers.flatMap((writer, file) => Array.from({ length: writer.lines }, (_, line) => text(file, line)));
  }

  rotate(): void {
    if (this.#writers.length > 0) renameSync(this.path, `${this.path}.${this.#writers.length}`);
    this.#writers.push({ fd: openSync(this.path, 'a'), rest: '', lines: 0 });
  }

  /** Ends the line that is begun in a file, and begins the next: `cut` of its bytes are written now. `age` 0 is the newest file. */
  write(age: number, cut: number): void {
    const file = Math.max(0, this.#writers.length - 1 - age);
    const writer = this.#writers[file];
    if (writer === undefined) return;
    const line = `${text(file, writer.lines++)}\n`;
    writeSync(writer.fd, writer.rest + line.slice(0, cut));
    writer.rest = line.slice(cut);
  }

  finish(): void {
    for (const { fd, rest } of this.#writers) writeSync(fd, rest);
  }

  close(): void {
    for (const { fd } of this.#writers) closeSync(fd);
  }
}

/** Of many lengths, so that blocks end anywhere. */
function text(file: number, line: number): string {
  return `${file}:${line}:${'x'.repeat((file * 31 + line * 17) % 90)}`;
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('write' as const), age: fc.nat(2), cut: fc.nat(100) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rotate' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Takes the steps and gives the lines that were written and those that came out, of all runs. */
async function play(steps: readonly Step[], pattern: string, openFiles: number): Promise<{ written: string[]; came: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'exactly-once-'));
  const log = new RotatingLog(join(folder, 'app.log'));
  const config = { paths: [join(folder, pattern)], read_block: 128, max_open_files: openFiles, flush_after: 1e9 };
  const start = (): SourceRun => new SourceRun({ data: join(folder, 'data'), config });
  let run = start();
  const runs = [run];
  try {
    await run.settle();
    for (const one of steps) {
      if (one.do === 'write') log.write(one.age, one.cut);
      else if (one.do === 'look') await run.tick();
      else if (one.do === 'rotate') {
        log.rotate();
        // A file that is renamed before anyone has seen it can only be found by a pattern that its new name matches.
        if (!pattern.endsWith('*')) await run.tick();
      } else {
        await run.stop();
        runs.push((run = start()));
        await run.settle();
      }
    }
    log.finish();
    for (let i = 0; i < 3; i++) await run.tick();
    return { written: log.lines, came: runs.flatMap((each) => each.batches.flatMap(linesOf)) };
  } finally {
    await run.stop();
    log.close();
    rmSync(folder, { recursive: true });
  }
}

function inOrder(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(':', 2).map(Number)).map(([file = 0, line = 0]) => file * 1e6 + line).sort((a, b) => a - b).map(String);
}

for (const { pattern, openFiles } of [{ pattern: 'app.log', openFiles: 256 }, { pattern: 'app.log*', openFiles: 256 }, { pattern: 'app.log*', openFiles: 2 }]) {
  test(`every line of ${pattern} comes once, and in the order of its file, with ${openFiles} files open at most`, async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { written, came } = await play(steps, pattern, openFiles);
      assert.equal(inOrder(came), inOrder(written));
      for (let file = 0; came.some((line) => line.startsWith(`${file}:`)); file++) {
        const ofFile = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith(`${file}:`));
        assert.equal(ofFile(came), ofFile(written));
      }
    }), { numRuns: 40, seed: 20_250_101 });
  }, { limit: 60_000 });
}

test.run();
