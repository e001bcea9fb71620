import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedConfig, SinkInstance } from '../config/loaded-config.js';
import type { RawBatch } from '../contract/plugin.js';
import { readDeadLetters, type DeadLetter } from '../pipeline/dead-letters.js';
import { startPipeline } from '../runtime/start.js';
import type { PipelineStatus } from '../runtime/pipeline.js';

/** Letters handed over at once. */
const MOST_LETTERS = 500;
const MOST_BYTES = 1024 * 1024;

export interface Replayed {
  readonly letters: number;
  readonly delivered: number;
  /** Letters again, for the reasons that they state now. */
  readonly refused: number;
}

/**
 * Sends the dead letters of a sink to it once more, past transforms, triggers and every other sink. They are set aside first and removed
 * when all were delivered or refused again, so a replay that was interrupted is repeated from its beginning. Nobody else may
 * use the data directory meanwhile.
 */
export async function replayDeadLetters(config: LoadedConfig, sink: SinkInstance): Promise<Replayed> {
  const name = `${sink.id}.jsonl`;
  const folder = join(config.dataDir, 'dead-letters');
  const aside = join(folder, 'replay');
  await setAside(folder, aside, name);
  const pipeline = await startPipeline(onlySink(config, sink));
  let letters = 0;
  try {
    const emit = pipeline.intake('dead-letters');
    for await (const batch of batchesOf(readDeadLetters(join(aside, name)))) {
      await emit(batch);
      letters += batch.ends.length;
    }
  } finally {
    await pipeline.close();
  }
  const { eventsOut: delivered, reasons } = pipeline.status().instances.find(({ id }) => id === sink.id) as PipelineStatus['instances'][number];
  const refused = (reasons.refused ?? 0) + (reasons.expired ?? 0);
  if (delivered + refused >= letters) for (const file of [name, `${name}.1`]) await rm(join(aside, file), { force: true });
  return { letters, delivered, refused };
}

/** What an interrupted replay had set aside comes first; newer letters wait for their own. */
async function setAside(folder: string, aside: string, name: string): Promise<void> {
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const files = [name, `${name}.1`];
  const left = await readdir(aside);
  if (files.some((file) => left.includes(file))) return;
  const there = await readdir(folder);
  // The older half first: a crash in between then leaves the newer one to the next replay.
  for (const file of files.toReversed()) if (there.includes(file)) await rename(join(folder, file), join(aside, file));
}

/** The config with nothing in it but one sink, and what every event goes through. */
function onlySink(config: LoadedConfig, sink: SinkInstance): LoadedConfig {
  // What is refused again must become a letter again, also where the config keeps none any more.
  const keeping = { ...sink, settings: { ...sink.settings, dead_letters: true } };
  const reduced = { ...config, sources: [], transforms: [], actions: [], triggers: [], routes: [], modules: {}, sinks: [keeping], secrets: config.secrets };
  return Object.defineProperty(reduced, 'secrets', { enumerable: false });
}

/** One record a letter, whatever stands in it. The same letters give the same events, for sinks that know what they had. */
async function* batchesOf(letters: AsyncIterable<DeadLetter>): AsyncGenerator<RawBatch & { readonly ends: readonly number[] }> {
  let key: string | undefined;
  let offset = 0;
  let lines: Buffer[] = [];
  let ends: number[] = [];
  let size = 0;
  const take = (): RawBatch & { readonly ends: readonly number[] } => {
    const batch = { bytes: Buffer.concat(lines), ends, origin: { name: 'dead letters', key: key ?? '', offset } };
    offset += size;
    [lines, ends, size] = [[], [], 0];
    return batch;
  };
  for await (const { id, time, line } of letters) {
    key ??= `${time} ${id}`;
    const bytes = Buffer.from(`${line}\n`);
    lines.push(bytes);
    ends.push((size += bytes.length));
    if (ends.length >= MOST_LETTERS || size >= MOST_BYTES) yield take();
  }
  if (ends.length > 0) yield take();
}
