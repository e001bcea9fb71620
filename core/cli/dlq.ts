import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../config/closest.js';
import { formatDiagnostics } from '../config/format-diagnostics.js';
import { systemClock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { readDeadLetters, type DeadLetter } from '../pipeline/dead-letters.js';
import type { Command, Output } from './command.js';
import { dataDirOverride, findDataDir, needConfigFile } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { counted, formatTable, grouped } from './table.js';

const DEFAULT_LIMIT = 20;

/** Reads the dead letters of a data directory; hushpipe may run meanwhile, or not. */
export const dlq: Command = async ({ flags, args, output }) => {
  const [word = 'list', name] = args;
  const folder = join(await findDataDir(flags), 'dead-letters');
  const json = flags.is('json');
  if (word === 'list' && args.length <= 1) return list(folder, output, json);
  if (word === 'show' && name !== undefined && args.length === 2) return show(folder, name, flags.whole('limit', 1) ?? DEFAULT_LIMIT, output, json);
  if (word === 'replay' && name !== undefined && args.length === 2) return replay(flags, name, output, json);
  throw usage('dlq takes `list`, or `show` or `replay` and the name of a sink', didYouMean(word, ['list', 'show', 'replay']) ?? 'See hushpipe dlq --help.');
};

async function list(folder: string, output: Output, json: boolean): Promise<number> {
  const rows = await Promise.all((await instancesIn(folder)).map(async (instance) => summaryOf(instance, join(folder, `${instance}.jsonl`))));
  const filled = rows.filter(({ letters }) => letters > 0);
  const interrupted = await instancesIn(join(folder, 'replay'));
  if (interrupted.length > 0) output.err(`a replay was interrupted: \`hushpipe dlq replay\` repeats that of ${interrupted.join(', ')}\n`);
  if (json) output.out(`${JSON.stringify(filled, undefined, 2)}\n`);
  else if (filled.length === 0) output.err(`no dead letters in ${folder}\n`);
  else {
    output.out(formatTable(
      [{ title: 'instance' }, { title: 'letters', align: 'right' }, { title: 'oldest' }, { title: 'latest' }, { title: 'latest reason' }],
      filled.map(({ instance, letters, oldest, latest, reason }) => [instance, grouped(letters), oldest, latest, reason]),
    ));
  }
  return EXIT.ok;
}

interface Summary {
  readonly instance: string;
  readonly letters: number;
  readonly oldest: string;
  readonly latest: string;
  readonly reason: string;
}

async function summaryOf(instance: string, file: string): Promise<Summary> {
  let letters = 0;
  let oldest = '';
  let last: DeadLetter | undefined;
  for await (const letter of readDeadLetters(file)) {
    if (letters++ === 0) oldest = letter.time;
    last = letter;
  }
  return { instance, letters, oldest, latest: last?.time ?? '', reason: last?.reason ?? '' };
}

async function show(folder: string, name: string, limit: number, output: Output, json: boolean): Promise<number> {
  const all = await instancesIn(folder);
  const instance = all.find((id) => id === name || id === `sinks.${name}`) ?? all.find((id) => id === `actions.${name}`);
  if (instance === undefined) throw usage(`${JSON.stringify(name)} has no dead letters`, didYouMean(name, all) ?? '`hushpipe dlq list` names who has.');
  let total = 0;
  const latest: DeadLetter[] = [];
  for await (const letter of readDeadLetters(join(folder, `${instance}.jsonl`))) {
    total++;
    latest.push(letter);
    if (latest.length > limit) latest.shift();
  }
  if (json) {
    output.out(latest.map((letter) => `${JSON.stringify(letter)}\n`).join(''));
    return EXIT.ok;
  }
  output.out(latest.map(({ time, code, reason, attempts, line }) => `${time}  ${code}  ${counted(attempts, 'attempt')}\n  ${printable(reason)}\n  ${printable(line)}\n`).join('\n'));
  output.err(`\n${grouped(latest.length)} of ${counted(total, 'letter')} of ${instance}, the latest last\n`);
  return EXIT.ok;
}

async function replay(flags: Flags, name: string, output: Output, json: boolean): Promise<number> {
  const [{ ConfigKeeper }, { replayDeadLetters }, { ControlSocket }] = await Promise.all([import('./config-keeper.js'), import('./replay.js'), import('../server/control-socket.js')]);
  const { config, diagnostics } = await new ConfigKeeper({ file: await needConfigFile(flags), overrides: dataDirOverride(flags) }).load();
  if (config === undefined) {
    output.err(`${formatDiagnostics(diagnostics)}hushpipe: the config is not valid, nothing was replayed\n`);
    return EXIT.config;
  }
  const sink = config.sinks.find((of) => of.name === name || of.id === name);
  if (sink === undefined) throw usage(`the config has no sink ${JSON.stringify(name)}`, didYouMean(name, config.sinks.map((of) => of.name)) ?? 'Events are replayed into sinks; what an action was sent is not.');
  // Who runs with these files would write to them meanwhile.
  const lock = await ControlSocket.open({ dataDir: config.dataDir, handlers: {}, guard: (text) => text, clock: systemClock }).catch((error: unknown) => {
    if (!(error instanceof HushpipeError)) throw error;
    throw new HushpipeError(error.code, error.message, { cause: error, hint: 'Stop it, replay, and start it again.' });
  });
  try {
    const replayed = await replayDeadLetters(config, sink);
    if (json) output.out(`${JSON.stringify({ instance: sink.id, ...replayed }, undefined, 2)}\n`);
    else output.out(`${sink.id}: ${counted(replayed.letters, 'letter')}, ${grouped(replayed.delivered)} delivered, ${grouped(replayed.refused)} refused again\n`);
    return replayed.delivered >= replayed.letters ? EXIT.ok : EXIT.failed;
  } finally {
    await lock.close();
  }
}

/** Instance ids that have a file of dead letters. */
async function instancesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length)).toSorted();
}

/** What stands in an event must not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
