import type { JsonObject } from '../contract/json.js';
import { askAlerts, shown } from './ask-alerts.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';

/** Has the running hushpipe send a marked alert of a trigger, end to end. */
export const drill: Command = async ({ flags, args, output }) => {
  const [trigger, ...rest] = args;
  if (trigger === undefined || rest.length > 0) throw usage('drill takes one trigger');
  const to = flags.text('to');
  const answer = await askAlerts(flags, 'drill', { trigger, ...(to === undefined ? {} : { to }) }) as JsonObject;
  if (flags.is('json')) output.out(`${JSON.stringify(answer, undefined, 2)}\n`);
  else output.out(`[DRILL] ${shown(answer['trigger'])}: alert ${shown(answer['short_id'])} is on its way\n`);
  return EXIT.ok;
};
