import { once } from 'node:events';
import { systemClock } from '../contract/clock.js';
import { isCompiled } from '../trigger/compiled.js';
import { EventMatcher } from '../trigger/event-matcher.js';
import { figure } from '../trigger/funnel-text.js';
import { backtestJson, backtestText, type TriggerReport } from './backtest-report.js';
import { BacktestRun } from './backtest-run.js';
import type { Command, Output } from './command.js';
import { dataFiles } from './data-files.js';
import { EventReading } from './event-reading.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { gitReader } from './git-reader.js';
import { guardedOutput } from './guarded-output.js';
import { replayTriggers, type ReplayTriggers } from './replay-subject.js';
import { styleFor } from './style.js';
import { parseSweep, withValue, type Sweep } from './sweep.js';
import { shownName } from './trigger-called.js';

/** Runs triggers over stored events, on the clock of the events, and says how often they would have spoken. */
export const backtest: Command = async ({ flags, args, output }) => {
  const files = await dataFiles('data', flags.texts('data'));
  if (files.length === 0) throw usage('there are no events to run over', 'Name files with --data, such as --data "logs/*.jsonl.gz", or - for standard input.');
  const subject = await replayTriggers(flags, args);
  if (subject.triggers.length === 0) throw usage('there are no triggers', 'Name files of triggers, or the config with --config FILE.');
  return flags.is('each') ? printEach(subject, files, flags) : printReport(subject, files, flags, output);
};

async function printReport(subject: ReplayTriggers, files: readonly string[], flags: Flags, output: Output): Promise<number> {
  const started = systemClock.monotonic();
  const compare = flags.text('compare');
  const reference = compare === undefined ? undefined : await comparedWith(subject, flags, compare);
  const sweep = flags.text('sweep') === undefined ? undefined : parseSweep(flags.text('sweep') ?? '');
  const asked = new Set(subject.triggers.map(({ config }) => config.name));
  const main = new BacktestRun(subject.needed, asked);
  const other = reference === undefined ? undefined : new BacktestRun(reference.needed, asked);
  const tries = sweep === undefined ? [] : sweepRuns(subject, sweep, asked);
  const runs = [main, ...(other === undefined ? [] : [other]), ...tries.map(({ run }) => run)];
  const reading = new EventReading(files, subject.config, flags);
  const mostAlerts = flags.whole('max-alerts', 1) ?? Number.POSITIVE_INFINITY;
  let partial: string | undefined;
  // Other sets of triggers may be for events that these are not for.
  const beside = runs.length === 1 ? subject.needed : undefined;
  for await (const { events, share } of reading.batches(() => `${figure(reading.read)} events, ${figure(main.fired)} firings`, beside)) {
    for (const run of runs) run.take(events, share);
    if (main.fired < mostAlerts) continue;
    partial = `stopped at ${figure(main.fired)} firings (--max-alerts ${figure(mostAlerts)}): what follows is of the events up to then`;
    break;
  }
  if (reading.interrupted) partial = 'interrupted: what follows is of the events up to then';
  const triggers = subject.triggers.map(({ config, config: { name, severity }, place }): TriggerReport => ({
    ...(main.read(name) as NonNullable<ReturnType<BacktestRun['read']>>),
    name,
    shown: shownName(config),
    severity,
    place,
    ...(other === undefined ? {} : { compared: { with: (compare ?? '').replace(/^git:/, ''), fired: other.read(name)?.reading.fired } }),
    ...(sweep === undefined ? {} : { sweep: { key: sweep.path.join('.'), tries: tries.flatMap(({ value, run }) => triesOf(sweep, value, run, name)) } }),
  }));
  const report = { files: files.length, read: reading.read, span: reading.span, took: systemClock.monotonic() - started, partial, triggers };
  guardedOutput(output, subject.config)(flags.is('json') ? backtestJson(report) : backtestText(report, styleFor(output.color)));
  return reading.interrupted ? 130 : partial === undefined ? EXIT.ok : EXIT.partial;
}

function triesOf(sweep: Sweep, value: number, run: BacktestRun, name: string): readonly { readonly value: string; readonly fired: number; readonly notices: number }[] {
  const read = run.read(name);
  return read === undefined ? [] : [{ value: sweep.show(value), fired: read.reading.fired, notices: read.reading.notices }];
}

function sweepRuns({ needed }: ReplayTriggers, sweep: Sweep, asked: ReadonlySet<string>): readonly { readonly value: number; readonly run: BacktestRun }[] {
  return sweep.values.map((value) => {
    const changed = needed.map((config) => (asked.has(config.name) && !isCompiled(config) ? withValue(config, sweep.path, value) ?? config : config));
    const names = new Set(changed.filter((config) => !needed.includes(config)).map(({ name }) => name));
    if (names.size === 0) throw usage(`--sweep: none of the triggers has ${sweep.path.join('.')}`);
    return { value, run: new BacktestRun(changed, names) };
  });
}

async function comparedWith({ triggers }: ReplayTriggers, flags: Flags, compare: string): Promise<ReplayTriggers> {
  const [, revision] = /^git:(.+)$/.exec(compare) ?? [];
  if (revision === undefined) throw usage(`--compare takes git:REVISION, such as git:main, not ${JSON.stringify(compare)}`);
  const files = [...new Set(triggers.map(({ place }) => place.file))];
  return replayTriggers(flags, flags.text('config') === undefined ? files : [], gitReader(revision));
}

/** One line an event: `{"line":3,"match":["payment-errors"]}`, with `file` where there are several. */
async function printEach({ triggers, config }: ReplayTriggers, files: readonly string[], flags: Flags): Promise<number> {
  const matcher = new EventMatcher(triggers.map((trigger) => trigger.config));
  const names = matcher.names.map((name) => JSON.stringify(name));
  const reading = new EventReading(files, config, flags);
  for await (const { file, events, lines } of reading.numbered()) {
    const from = files.length > 1 ? `"file":${JSON.stringify(file)},` : '';
    let text = '';
    for (const [at, event] of events.entries()) text += `{${from}"line":${lines?.[at] ?? 0},"match":[${matcher.match(event).map((index) => names[index]).join(',')}]}\n`;
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  return reading.interrupted ? 130 : EXIT.ok;
}
