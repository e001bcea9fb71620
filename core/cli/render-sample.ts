import { didYouMean } from '../config/closest.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { systemClock } from '../contract/clock.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { readRecords, storedInlet } from '../runtime/stored-events.js';
import { rehearse, type Rehearsed } from '../testing/test-pipeline.js';
import type { Output } from './command.js';
import { dataFiles } from './data-files.js';
import { usage, type Flags } from './flags.js';
import { replayTriggers } from './replay-subject.js';

/** A sample is what somebody wrote or cut out: more than this is an archive, for which `backtest` is. */
const MOST_RECORDS = 10_000;
const LF = 0x0a;

export interface SampleRequest {
  readonly trigger: string;
  /** A path, or `-`. */
  readonly sample: string;
  /** An action, or the word text; without it all actions that are told. */
  readonly target: string | undefined;
  readonly state: string;
}

/**
 * What would be sent of the alert that these lines raise, without a running hushpipe: they go through a pipeline of the config in
 * memory, each at its own time, so they are decoded and redacted as in a real run. Of several alerts it is the newest. Undefined,
 * with a word about why, where the lines raise none.
 */
export async function renderSample({ trigger, sample, target, state }: SampleRequest, flags: Flags, output: Output): Promise<JsonValue | undefined> {
  const [file = sample] = await dataFiles('sample', [sample]);
  const { config, triggers } = await replayTriggers(flags, []);
  const names = triggers.map((each) => each.config.name);
  if (!names.includes(trigger)) throw usage(`the config has no trigger ${JSON.stringify(trigger)} that is enabled`, didYouMean(trigger, names) ?? `Known: ${names.join(', ') || 'none'}.`);
  const source = flags.text('source');
  const records = await recordsOf(file, config, source);
  const pipeline = await rehearse(config, { start: records[0]?.time ?? systemClock.now() });
  try {
    await feed(pipeline, records, source);
    return rendered(pipeline, { trigger, target, state }, `${records.length} ${records.length === 1 ? 'record' : 'records'}`, output);
  } finally {
    await pipeline.close();
  }
}

/** One or more lines that are one event. */
interface SampleRecord {
  readonly bytes: Buffer;
  /** Epoch milliseconds. */
  readonly time: number;
}

async function recordsOf(file: string, config: LoadedConfig, name: string | undefined): Promise<readonly SampleRecord[]> {
  const source = config.sources.find((each) => each.name === name);
  if (name !== undefined && source === undefined) throw usage(`there is no source ${JSON.stringify(name)} in the config`);
  const { parse = 'auto', multiline = 'none' } = source?.settings ?? {};
  const inlet = storedInlet({ parse, multiline, clock: systemClock });
  const records: SampleRecord[] = [];
  for await (const { bytes, ends } of readRecords(file, { parse, multiline })) {
    let from = 0;
    for (const end of ends ?? lineEnds(bytes)) {
      const record = bytes.subarray(from, end);
      from = end;
      const [event] = inlet.admit({ bytes: record, ends: [record.length] });
      if (event !== undefined) records.push({ bytes: Buffer.from(record), time: event.time });
    }
    if (records.length > MOST_RECORDS) throw usage(`the sample holds more than ${MOST_RECORDS} events`, 'Cut out those that raise the alert; `hushpipe backtest` runs over archives.');
  }
  return records;
}

function lineEnds(bytes: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) ends.push(at + 1);
  return ends.at(-1) === bytes.length ? ends : [...ends, bytes.length];
}

/** Each at its own time, where that is not before the others. */
async function feed(pipeline: Rehearsed, records: readonly SampleRecord[], source: string | undefined): Promise<void> {
  for (const { bytes, time } of records) {
    const ahead = time - pipeline.clock.now();
    if (ahead > 0) await pipeline.advance(ahead);
    await pipeline.emit(bytes, source === undefined ? {} : { source });
  }
}

function rendered({ alerts }: Rehearsed, { trigger, target, state }: Omit<SampleRequest, 'sample'>, read: string, output: Output): JsonValue | undefined {
  const raised = (alerts.desk.list(true) as readonly (JsonObject & { readonly id: string })[]).filter((alert) => alert['trigger'] === trigger);
  const [newest] = raised;
  if (newest === undefined) {
    output.err(`${read} of the sample raise no alert of ${trigger}: hushpipe explain trigger ${trigger} --data FILE says why\n`);
    return undefined;
  }
  const { id } = newest;
  const { to, held } = alerts.desk.show(id) as JsonObject & { readonly to: readonly string[]; readonly held: string | null };
  if (raised.length > 1) output.err(`${raised.length} alerts: this is the newest\n`);
  if (held !== null) output.err(`nobody would be told: it is ${held}\n`);
  if (target !== undefined) return alerts.render(target, id, state) ?? null;
  return Object.fromEntries(to.map((action) => [action, alerts.render(action, id, state) ?? null]));
}
