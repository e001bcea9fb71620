import { rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext } from '../../../core/testing/test-context.js';
import { FileWriter } from '../../../plugins/file-sink/file-writer.js';

/** Runs where files can hold only 8,192 bytes: one batch fits, the next is cut short, and fits again once there is room. */
const path = process.argv[2] as string;
const signal = new AbortController().signal;
const context = testContext();
const sink = new FileWriter({ path, encoding: 'line', append: true, fsync: 'batch', mode: '0640' }, context);
const batch = (letter: string, lines: number) => makeEvents(Array.from({ length: lines }, () => letter.repeat(99)));

const failures: string[] = [];
const sizes: number[] = [];
const note = async (error: unknown): Promise<void> => {
  failures.push(`${(error as Error).name} ${((error as Error).cause as NodeJS.ErrnoException).code}`);
  sizes.push((await stat(path)).size);
};

await sink.start();
await sink.deliver(batch('a', 50), signal);
sizes.push((await stat(path)).size);
const second = batch('b', 60);
await sink.deliver(second, signal).catch(note);
await sink.deliver(second, signal).catch(note);
try {
  sink.deliverSync(second);
} catch (error) {
  await note(error);
}
await rename(path, join(dirname(path), 'moved.log'));
await context.clock.advance(1000);
await sink.deliver(second, signal);
await sink.stop(signal);
process.stdout.write(JSON.stringify({ failures, sizes }));
