import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Reason } from '../contract/reasons.js';
import { REASONS } from '../contract/reasons.js';
import type { LogEvent } from '../contract/event.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { LoadedConfig, LoadedTrigger } from '../config/loaded-config.js';
import { rehearse } from '../testing/test-pipeline.js';
import { systemClock } from '../contract/clock.js';
import { asSigmaReads } from '../sigma/evtx-fields.js';
import { conditionFor, correlationFor } from '../trigger/compiled.js';
import { conditionsOf } from '../trigger/outline.js';
import { alternativesOf, type Term } from '../trigger/terms.js';
import { isAboutTriggers } from '../trigger/transition-match.js';
import type { Command } from './command.js';
import { dataFiles } from './data-files.js';
import { EventReading } from './event-reading.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { guardedOutput } from './guarded-output.js';
import { replayTriggers, type ReplayTriggers } from './replay-subject.js';
import { counted } from './table.js';
import { shownName } from './trigger-called.js';

/** Rules that an event is not for, up to which each has a line. */
const MOST_UNFIT = 10;

/** What becomes of one event: how triggers see it, and for each of them whether it counts, or what keeps it from counting. */
export const explainEvent: Command = async ({ flags, args: [, which = ''], output }) => {
  const subject = await replayTriggers(flags, [], undefined);
  const found = await eventOf(which, subject, flags);
  const out = guardedOutput(output, subject.config);
  if (found === undefined) {
    output.err(`hushpipe: there is no event ${JSON.stringify(which)}\nName it as FILE:LINE, give it on standard input with -, or say where its id is to be looked for with --data.\n`);
    return EXIT.failed;
  }
  const { event, lost, noted } = found;
  const verdicts = event === undefined ? [] : subject.all.map((trigger) => verdictOf(trigger, event, subject));
  if (flags.is('json')) {
    out(`${JSON.stringify({ event: event?.toJSON() ?? null, lost, noted, triggers: verdicts.map(({ config, place, counts, why }) => ({ trigger: config.name, place, counts, why })) }, undefined, 2)}\n`);
    return EXIT.ok;
  }
  if (event !== undefined) out(`as triggers see it: ${event.line()}\n`);
  for (const { at, reason, meaning } of lost) out(`it goes no further than ${at}: ${reason}, ${meaning}\n`);
  for (const text of noted) out(`${text}\n`);
  // Of a rule of Sigma that is not for it there is no more to say, and there may be thousands.
  const unfit = verdicts.filter(({ counts, why }) => !counts && why === '').length;
  const listed = verdicts.filter(({ counts, why }) => unfit <= MOST_UNFIT || counts || why !== '');
  for (const { config, place, counts, why } of listed) out(`${counts ? 'counts  ' : 'not     '}${shownName(config)}  ${place}${why === '' ? '' : `  ${why}`}\n`);
  if (unfit > MOST_UNFIT) out(`not     ${counted(unfit, 'rule')} of Sigma\n`);
  return EXIT.ok;
};

interface Found {
  /** Undefined where it does not come to the triggers. */
  readonly event: LogEvent | undefined;
  readonly lost: readonly { readonly at: string; readonly reason: string; readonly meaning: string }[];
  readonly noted: readonly string[];
}

async function eventOf(which: string, { config }: ReplayTriggers, flags: Flags): Promise<Found | undefined> {
  const [, file, number] = /^(.+):(\d+)$/.exec(which) ?? [];
  if (which === '-' || (file !== undefined && number !== undefined && flags.texts('data').length === 0)) {
    const line = which === '-' ? await firstLine(process.stdin) : await lineOf(file ?? '', Number(number));
    return line === undefined ? undefined : throughMiddle(line, config, flags.text('source'));
  }
  if (flags.texts('data').length === 0) throw usage('an event is named as FILE:LINE, as - for standard input, or by its id with --data FILES');
  const reading = new EventReading(await dataFiles('data', flags.texts('data')), config, flags);
  for await (const { events } of reading.batches(() => `${reading.read} events`)) {
    const event = events.find(({ id }) => id === which);
    if (event !== undefined) return { event, lost: [], noted: [] };
  }
  return undefined;
}

/** The line as it comes out before the triggers, through codec, redaction, classes and transforms of the config. */
async function throughMiddle(line: string, config: LoadedConfig, source: string | undefined): Promise<Found> {
  const seen: LogEvent[] = [];
  const pipeline = await rehearse(config, { start: systemClock.now(), onEvents: (events) => void seen.push(...events) });
  try {
    await pipeline.emit(line, source === undefined ? {} : { source });
    const { instances } = pipeline.status();
    const lost = instances.filter(({ id }) => id.startsWith('transforms.')).flatMap(({ id, reasons }) => (Object.keys(reasons) as readonly Reason[]).map((reason) => ({ at: id, reason, meaning: REASONS[reason] })));
    const redacted = instances.flatMap(({ counters }) => Object.entries(counters)).filter(([name]) => name.startsWith('redacted.')).map(([name, count]) => `${name.slice('redacted.'.length)} ${count}`);
    const malformed = instances.some(({ reasons }) => reasons.malformed !== undefined);
    return {
      event: seen[0], lost,
      noted: [
        ...(redacted.length === 0 ? [] : [`redacted before anything sees it: ${redacted.join(', ')}: conditions on these values see the mask`]),
        ...(malformed ? ['it is not valid in the format of its source, so it is kept as text and has no fields'] : []),
      ],
    };
  } finally {
    await pipeline.close();
  }
}

interface Verdict {
  readonly config: TriggerConfig;
  readonly place: string;
  readonly counts: boolean;
  readonly why: string;
}

function verdictOf({ config, place }: LoadedTrigger, event: LogEvent, { all, locate }: ReplayTriggers): Verdict {
  const index = all.findIndex((trigger) => trigger.config === config);
  const placeText = (path: readonly (string | number)[]): string => {
    const { file, line, column } = path.length === 0 ? place : locate(['triggers', index, ...path]);
    return `${file}:${line}:${column}`;
  };
  const base = { config, place: placeText([]) };
  if (!config.enabled) return { ...base, counts: false, why: 'it is not enabled' };
  if (isAboutTriggers(config.when)) return { ...base, counts: false, why: 'it is about what other triggers do' };
  const compiled = conditionFor(config);
  if (compiled !== undefined) return { ...base, counts: compiled.matches(asSigmaReads(event)), why: '' };
  if (correlationFor(config) !== undefined) return { ...base, counts: false, why: 'it is about what rules find' };
  const conditions = conditionsOf(config).filter(({ path }) => path[0] === 'when' || (path[0] === 'sequence' && path[1] === 'steps'));
  const failed: Term[] = [];
  for (const { path, condition } of conditions) {
    const ways = alternativesOf(condition, path).map((terms) => terms.find((term) => !term.matches(event)));
    if (ways.some((term) => term === undefined)) return { ...base, counts: true, why: path[0] === 'sequence' ? `as step ${String(path.at(-1))}` : '' };
    failed.push(...ways.filter((term) => term !== undefined));
  }
  const why = failed.map((term) => `${term.text} does not hold (${term.fields.map((field) => `${field === '' ? 'any field' : field} is ${shown(event, field)}`).join(', ')}), ${placeText(term.path)}`).join('; ');
  return { ...base, counts: false, why };
}

function shown(event: LogEvent, field: string): string {
  const value = field === '' ? undefined : event.get(field);
  if (value === undefined) return field === '' ? 'looked at' : 'missing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

async function lineOf(file: string, number: number): Promise<string | undefined> {
  let at = 0;
  const input = createReadStream(file);
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) if (++at === number) return line;
    return undefined;
  } catch (error) {
    throw usage(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? ''}`);
  } finally {
    input.destroy();
  }
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) if (line.trim() !== '') return line;
  return undefined;
}
