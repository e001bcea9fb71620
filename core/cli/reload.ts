import { systemClock } from '../contract/clock.js';
import { askControl } from '../server/control-client.js';
import type { Command } from './command.js';
import { findDataDir } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import { userName } from './user-name.js';

/** A reload may wait for a sink that is drained. Milliseconds. */
const TIMEOUT = 120_000;

/** What the running hushpipe answers. */
type Answer =
  | { readonly outcome: 'planned' | 'unchanged' | 'reloaded'; readonly changes: string; readonly generation?: number }
  | { readonly outcome: 'invalid'; readonly report: string };

/** Has the running hushpipe read its config again, and prints what changes or changed. */
export const reload: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('reload takes no argument');
  const answer = await askControl(await findDataDir(flags), 'reload', { dry_run: flags.is('dry-run'), by: userName() }, { clock: systemClock, timeout: TIMEOUT }) as unknown as Answer;
  if (flags.is('json')) output.out(`${JSON.stringify(answer, undefined, 2)}\n`);
  else output.out(answer.outcome === 'invalid' ? answer.report : answer.changes);
  if (answer.outcome === 'invalid') {
    output.err('the config is not valid: nothing was changed\n');
    return EXIT.failed;
  }
  if (answer.outcome === 'reloaded') output.err(`reloaded, generation ${answer.generation}\n`);
  return EXIT.ok;
};
