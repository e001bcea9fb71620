import type { JsonObject } from '../contract/json.js';
import { askAlerts, shown, timeText } from './ask-alerts.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import { formatTable } from './table.js';

/** Adds, lists and ends silences of the running hushpipe. */
export const silence: Command = async ({ flags, args, output }) => {
  const [act = 'list', ...rest] = args;
  const length = flags.text('for');
  const alert = flags.text('alert');
  let request: JsonObject;
  if (act === 'add') {
    const reason = flags.text('reason');
    if (reason === undefined) throw usage('a silence needs a reason: --reason TEXT');
    request = { reason, ...(length === undefined ? {} : { for: length }), ...(alert === undefined ? { match: matchOf(rest) } : { alert }) };
  } else if (act === 'expire') {
    const [id] = rest;
    if (id === undefined) throw usage('silence expire needs the id of a silence');
    request = { id };
  } else {
    request = { all: flags.is('all') };
  }
  const answer = await askAlerts(flags, 'silence', { do: act, ...request });
  if (flags.is('json')) output.out(`${JSON.stringify(answer, undefined, 2)}\n`);
  else output.out(tableOf([answer].flat() as readonly JsonObject[]));
  return EXIT.ok;
};

/** `trigger=errors`, `region|startswith=eu`: all of them must hold. */
function matchOf(matchers: readonly string[]): JsonObject {
  if (matchers.length === 0) throw usage('a silence states what it matches: trigger=payment-errors, or --alert ID');
  return Object.fromEntries(matchers.map((matcher) => {
    const at = matcher.indexOf('=');
    if (at < 1) throw usage(`${JSON.stringify(matcher)} is no matcher such as trigger=payment-errors`);
    return [matcher.slice(0, at), matcher.slice(at + 1)];
  }));
}

function tableOf(silences: readonly JsonObject[]): string {
  if (silences.length === 0) return 'no silences\n';
  const columns = ['ID', 'ACTIVE', 'UNTIL', 'BY', 'MATCHES', 'REASON'].map((title) => ({ title }));
  return formatTable(columns, silences.map((each) => [shown(each['id']), each['active'] === true ? 'yes' : 'no', timeText(each['until']), shown(each['by']), shown(each['match']), shown(each['reason'])]));
}
