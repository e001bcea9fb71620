import { BUILT_IN } from '../../../plugins/index.js';
import { createRegistry } from '../../plugin-host/registry.js';
import { loadOrThrow } from '../../runtime/start.js';
import { rehearse, type TestPipeline } from '../../testing/test-pipeline.js';
import type { Command } from '../command.js';
import { needConfigFile } from '../config-file.js';
import { EXIT } from '../exit-code.js';
import { usage } from '../flags.js';
import { counted } from '../table.js';
import { holds, makeCanaries } from './canaries.js';

/** Long enough for what triggers and summaries do later, on a clock of its own. */
const LATER = '25h';
const START = Date.UTC(2026, 0, 1);

/**
 * Sends made-up credentials through the whole pipeline of a config, as each of its sources reads, and looks for them at every
 * exit: what sinks and actions would get, the process log, figures, what triggers remember. Nothing is sent or written.
 */
export const canaryCheck: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('redact check --canary takes no files', 'It makes up what it looks for.');
  const config = await loadOrThrow({ file: await needConfigFile(flags), plugins: createRegistry(BUILT_IN), standIns: true });
  const pipeline = await rehearse(config, { start: START });
  const canaries = makeCanaries();
  const sources = config.sources.length > 0 ? config.sources.map(({ name }) => name) : [undefined];
  try {
    for (const source of sources) await pipeline.emit(canaries.map(({ line }) => line), source === undefined ? {} : { source });
    await pipeline.advance(LATER);
  } finally {
    await pipeline.close();
  }
  const exits = exitsOf(pipeline);
  const leaks = [...exits].flatMap(([exit, text]) => canaries.filter(({ secret }) => holds(text, secret)).map(({ place }) => ({ exit, place })));
  if (flags.is('json')) output.out(`${JSON.stringify({ canaries: canaries.length, sources: sources.length, exits: exits.size, leaks }, undefined, 2)}\n`);
  else {
    for (const { exit, place } of leaks) output.out(`${place}: in ${exit}\n`);
    output.out(`${counted(leaks.length, 'leak')}: ${counted(canaries.length, 'secret')} through ${counted(sources.length, 'source')}, looked for at ${counted(exits.size, 'exit')}\n`);
  }
  return leaks.length > 0 ? EXIT.failed : EXIT.ok;
};

/** Everything that anybody could have seen, by where. */
function exitsOf({ events, messages, log, transitions, status }: TestPipeline): ReadonlyMap<string, string> {
  const exits = new Map<string, string>([['the process log', log.join('\n')], ['figures', JSON.stringify(status())], ['what triggers did', JSON.stringify(transitions)]]);
  for (const { sink, line } of events) exits.set(`sinks.${sink}`, `${exits.get(`sinks.${sink}`) ?? ''}${line}\n`);
  for (const { action, text, alert } of messages) exits.set(`actions.${action}`, `${exits.get(`actions.${action}`) ?? ''}${text}\n${JSON.stringify(alert)}\n`);
  return exits;
}
