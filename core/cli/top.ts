import { sleep, systemClock } from '../contract/clock.js';
import { askControl } from '../server/control-client.js';
import type { Command } from './command.js';
import { findDataDir } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import type { Status } from './status.js';
import { styleFor } from './style.js';
import { topScreen } from './top-screen.js';

/** Milliseconds. */
const EVERY = 1_000;
const TIMEOUT = 10_000;
/** Go to the first column of the first line, and erase what follows (ECMA-48). */
const HOME = '\u001b[H\u001b[J';

/** Shows the figures of the running hushpipe, on a terminal again and again. */
export const top: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('top takes no argument');
  const dataDir = await findDataDir(flags);
  const ask = async (): Promise<Status> => await askControl(dataDir, 'status', {}, { clock: systemClock, timeout: TIMEOUT }) as unknown as Status;
  const style = styleFor(output.color);
  if (flags.is('json')) {
    output.out(`${JSON.stringify(await ask(), undefined, 2)}\n`);
    return EXIT.ok;
  }
  if (flags.is('once') || !output.isTerminal) {
    output.out(topScreen(await ask(), undefined, style));
    return EXIT.ok;
  }
  for (let before: Status | undefined; ; ) {
    const now = await ask();
    output.out(`${HOME}${topScreen(now, before, style)}\n${style.faint('every second; end with Ctrl-C')}\n`);
    before = now;
    await sleep(systemClock, EVERY);
  }
};
