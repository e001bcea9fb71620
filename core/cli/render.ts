import { askAlerts } from './ask-alerts.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';

/**
 * Prints exactly what an action would send of an alert, in any state: of one of the running hushpipe, or of the one that some lines
 * raise. Nothing is sent.
 */
export const render: Command = async ({ flags, args, output }) => {
  const [target, ...rest] = args;
  const [alert, trigger, sample] = [flags.text('alert'), flags.text('trigger'), flags.text('sample')];
  const state = flags.text('state') ?? 'firing';
  if (rest.length > 0) throw usage('render takes one action, or the word text');
  if (alert !== undefined && (trigger !== undefined || sample !== undefined)) throw usage('render takes either --alert, or --trigger and --sample');
  if ((trigger === undefined) !== (sample === undefined)) throw usage('--trigger and --sample go together: the alert of which trigger is meant, and the lines that raise it');
  if (trigger === undefined && alert === undefined) throw usage('render needs --alert ID, or --trigger NAME and --sample FILE', '`hushpipe alerts list` names alerts, and `hushpipe drill TRIGGER` makes one.');
  if (alert !== undefined && target === undefined) throw usage('render takes one action, or the word text');

  let rendered;
  if (trigger !== undefined && sample !== undefined) {
    const { renderSample } = await import('./render-sample.js');
    rendered = await renderSample({ trigger, sample, target, state }, flags, output);
    if (rendered === undefined) return EXIT.failed;
  } else rendered = await askAlerts(flags, 'render', { target: target ?? '', alert: alert ?? '', state });
  if (rendered === null) {
    output.err(`the action ${target} does not say how its messages look\n`);
    return EXIT.failed;
  }
  output.out(typeof rendered === 'string' ? `${rendered}\n` : `${JSON.stringify(rendered, undefined, 2)}\n`);
  return EXIT.ok;
};
