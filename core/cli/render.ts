import { askAlerts } from './ask-alerts.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';

/** Prints exactly what an action of the running hushpipe would send of an alert, in any state. Nothing is sent. */
export const render: Command = async ({ flags, args, output }) => {
  const [target, ...rest] = args;
  const alert = flags.text('alert');
  if (target === undefined || rest.length > 0) throw usage('render takes one action, or the word text');
  if (alert === undefined) throw usage('render needs --alert ID: `hushpipe alerts list` names them, and `hushpipe drill TRIGGER` makes one');
  const rendered = await askAlerts(flags, 'render', { target, alert, state: flags.text('state') ?? 'firing' });
  if (rendered === null) {
    output.err(`the action ${target} does not say how its messages look\n`);
    return EXIT.failed;
  }
  output.out(typeof rendered === 'string' ? `${rendered}\n` : `${JSON.stringify(rendered, undefined, 2)}\n`);
  return EXIT.ok;
};
