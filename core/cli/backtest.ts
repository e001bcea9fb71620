import { once } from 'node:events';
import { systemClock, type Clock } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { parseDuration } from '../config/units.js';
import { createEgressGuard } from '../redact/egress.js';
import { compileRedaction } from '../redact/rules.js';
import type { Redactor } from '../redact/redactor.js';
import { readStored, sizeOf, STDIN, type StoredBatch } from '../runtime/stored-events.js';
import { EventMatcher } from '../trigger/event-matcher.js';
import { figure } from '../trigger/funnel-text.js';
import { backtestJson, backtestText, type TriggerReport } from './backtest-report.js';
import { BacktestRun } from './backtest-run.js';
import type { Command, Output } from './command.js';
import { dataFiles } from './data-files.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { gitReader } from './git-reader.js';
import { Progress } from './progress.js';
import { replayTriggers, type ReplayTriggers } from './replay-subject.js';
import { styleFor } from './style.js';
import { parseSweep, withValue, type Sweep } from './sweep.js';

/** Runs triggers over stored events, on the clock of the events, and says how often they would have spoken. */
export const backtest: Command = async ({ flags, args, output }) => {
  const files = await dataFiles('data', flags.texts('data'));
  if (files.length === 0) throw usage('there are no events to run over', 'Name files with --data, such as --data "logs/*.jsonl.gz", or - for standard input.');
  const subject = await replayTriggers(flags, args);
  if (subject.triggers.length === 0) throw usage('there are no triggers', 'Name files of triggers, or the config with --config FILE.');
  const limits = limitsOf(flags);
  return flags.is('each') ? printEach(subject, files, flags, limits) : printReport(subject, files, flags, limits, output);
};

interface Limits {
  readonly from: number;
  readonly to: number;
  readonly alerts: number;
}

function limitsOf(flags: Flags): Limits {
  return { from: timeOf('from', flags.text('from')) ?? Number.NEGATIVE_INFINITY, to: timeOf('to', flags.text('to')) ?? Number.POSITIVE_INFINITY, alerts: flags.whole('max-alerts', 1) ?? Number.POSITIVE_INFINITY };
}

/** An ISO 8601 time, `now`, or a duration before now. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'now') return systemClock.now();
  const ago = parseDuration(text);
  const time = ago === undefined ? Date.parse(text) : systemClock.now() - ago;
  if (Number.isNaN(time)) throw usage(`--${name} takes a time such as 2026-09-21T14:00:00Z, a duration before now such as 7d, or now`);
  return time;
}

async function printReport(subject: ReplayTriggers, files: readonly string[], flags: Flags, limits: Limits, output: Output): Promise<number> {
  const started = systemClock.monotonic();
  const compare = flags.text('compare');
  const reference = compare === undefined ? undefined : await comparedWith(subject, flags, compare);
  const sweep = flags.text('sweep') === undefined ? undefined : parseSweep(flags.text('sweep') ?? '');
  const main = new BacktestRun(subject.triggers.map(({ config }) => config));
  const other = reference === undefined ? undefined : new BacktestRun(reference.triggers.map(({ config }) => config));
  const tries = sweep === undefined ? [] : sweepRuns(subject, sweep);
  const runs = [main, ...(other === undefined ? [] : [other]), ...tries.map(({ run }) => run)];
  const reading = new Reading(files, subject.config, flags, limits);
  let partial: string | undefined;
  for await (const events of reading.batches(() => `${figure(reading.read)} events, ${figure(main.fired)} firings`)) {
    for (const run of runs) run.take(events);
    if (main.fired < limits.alerts) continue;
    partial = `stopped at ${figure(main.fired)} firings (--max-alerts ${figure(limits.alerts)}): what follows is of the events up to then`;
    break;
  }
  if (reading.interrupted) partial = 'interrupted: what follows is of the events up to then';
  const triggers = subject.triggers.map(({ config: { name, severity }, place }): TriggerReport => ({
    ...(main.read(name) as NonNullable<ReturnType<BacktestRun['read']>>),
    name,
    severity,
    place,
    ...(other === undefined ? {} : { compared: { with: (compare ?? '').replace(/^git:/, ''), fired: other.read(name)?.reading.fired } }),
    ...(sweep === undefined ? {} : { sweep: { key: sweep.path.join('.'), tries: tries.flatMap(({ value, run }) => triesOf(sweep, value, run, name)) } }),
  }));
  const report = { files: files.length, read: reading.read, span: reading.span, took: systemClock.monotonic() - started, partial, triggers };
  const { redactor } = compileRedaction({});
  const guard = createEgressGuard(redactor as Redactor, subject.config.secrets);
  output.out(flags.is('json') ? guard.text(backtestJson(report)) : guard.text(backtestText(report, styleFor(output.color))));
  return reading.interrupted ? 130 : partial === undefined ? EXIT.ok : EXIT.partial;
}

function triesOf(sweep: Sweep, value: number, run: BacktestRun, name: string): readonly { readonly value: string; readonly fired: number; readonly notices: number }[] {
  const read = run.read(name);
  return read === undefined ? [] : [{ value: sweep.show(value), fired: read.reading.fired, notices: read.reading.notices }];
}

function sweepRuns({ triggers }: ReplayTriggers, sweep: Sweep): readonly { readonly value: number; readonly run: BacktestRun }[] {
  return sweep.values.map((value) => {
    const changed = triggers.flatMap(({ config }) => withValue(config, sweep.path, value) ?? []);
    if (changed.length === 0) throw usage(`--sweep: none of the triggers has ${sweep.path.join('.')}`);
    return { value, run: new BacktestRun(changed) };
  });
}

async function comparedWith({ triggers }: ReplayTriggers, flags: Flags, compare: string): Promise<ReplayTriggers> {
  const [, revision] = /^git:(.+)$/.exec(compare) ?? [];
  if (revision === undefined) throw usage(`--compare takes git:REVISION, such as git:main, not ${JSON.stringify(compare)}`);
  const files = [...new Set(triggers.map(({ place }) => place.file))];
  return replayTriggers(flags, flags.text('config') === undefined ? files : [], gitReader(revision));
}

/** One line an event: `{"line":3,"match":["payment-errors"]}`, with `file` where there are several. */
async function printEach({ triggers, config }: ReplayTriggers, files: readonly string[], flags: Flags, limits: Limits): Promise<number> {
  const matcher = new EventMatcher(triggers.map((trigger) => trigger.config));
  const names = matcher.names.map((name) => JSON.stringify(name));
  const reading = new Reading(files, config, flags, limits);
  for await (const { file, events, lines } of reading.numbered()) {
    const from = files.length > 1 ? `"file":${JSON.stringify(file)},` : '';
    let text = '';
    for (const [at, event] of events.entries()) text += `{${from}"line":${lines?.[at] ?? 0},"match":[${matcher.match(event).map((index) => names[index]).join(',')}]}\n`;
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  return reading.interrupted ? 130 : EXIT.ok;
}

/** The events of the files, within the times that are asked for. */
class Reading {
  readonly #files: readonly string[];
  readonly #config: LoadedConfig;
  readonly #source: string | undefined;
  readonly #limits: Limits;
  readonly #stop = new AbortController();
  #bytes = 0;
  #latest = Number.NEGATIVE_INFINITY;
  #earliest = Number.POSITIVE_INFINITY;
  read = 0;

  constructor(files: readonly string[], config: LoadedConfig, flags: Flags, limits: Limits) {
    this.#files = files;
    this.#config = config;
    this.#source = flags.text('source');
    this.#limits = limits;
  }

  get interrupted(): boolean {
    return this.#stop.signal.aborted;
  }

  get span(): { readonly from: number; readonly to: number } | undefined {
    return this.read === 0 ? undefined : { from: this.#earliest, to: this.#latest };
  }

  async* batches(words: () => string): AsyncGenerator<readonly LogEvent[]> {
    const total = this.#files.includes(STDIN) ? undefined : sizeOf(this.#files);
    const progress = new Progress(process.stderr, () => ({ done: total === undefined || total === 0 ? undefined : Math.min(1, this.#bytes / total), words: words() }));
    try {
      for await (const { events } of this.#stored(false)) if (events.length > 0) yield events;
    } finally {
      progress.stop(process.stderr);
    }
  }

  numbered(): AsyncGenerator<StoredBatch> {
    return this.#stored(true);
  }

  async* #stored(numbered: boolean): AsyncGenerator<StoredBatch> {
    const source = this.#source === undefined ? undefined : this.#config.sources.find(({ name }) => name === this.#source);
    if (this.#source !== undefined && source === undefined) throw usage(`there is no source ${JSON.stringify(this.#source)} in the config`);
    const { parse = 'auto', multiline = 'none' } = source?.settings ?? {};
    const clock: Clock = { ...systemClock, now: () => (this.#latest === Number.NEGATIVE_INFINITY ? systemClock.now() : this.#latest) };
    const onSignal = (): void => this.#stop.abort();
    process.once('SIGINT', onSignal);
    try {
      for await (const batch of readStored({ files: this.#files, parse, multiline, clock, numbered, signal: this.#stop.signal, onRead: (bytes) => void (this.#bytes += bytes) })) yield this.#within(batch);
    } finally {
      process.off('SIGINT', onSignal);
    }
  }

  #within(batch: StoredBatch): StoredBatch {
    const { from, to } = this.#limits;
    const isOpen = from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY;
    const kept = isOpen ? undefined : batch.events.map(({ time }) => time >= from && time <= to);
    const events = kept === undefined ? batch.events : batch.events.filter((_, at) => kept[at]);
    // The ends of a batch are near enough: it is a few hundred lines.
    for (const event of [events[0], events.at(-1)]) {
      if (event === undefined) continue;
      this.#earliest = Math.min(this.#earliest, event.time);
      this.#latest = Math.max(this.#latest, event.time);
    }
    this.read += events.length;
    return kept === undefined || batch.lines === undefined ? { ...batch, events } : { ...batch, events, lines: batch.lines.filter((_, at) => kept[at]) };
  }
}
