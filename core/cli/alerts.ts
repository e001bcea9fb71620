import type { JsonObject } from '../contract/json.js';
import { askAlerts, shown, timeText } from './ask-alerts.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import { formatTable } from './table.js';

const ACTS = ['show', 'ack', 'resolve', 'useful', 'noise'];

/** Lists the alerts of the running hushpipe, shows one, and does something about it. */
export const alerts: Command = async ({ flags, args, output }) => {
  const [act = 'list', id, ...rest] = args;
  if (rest.length > 0) throw usage('alerts takes one alert');
  if (ACTS.includes(act) && id === undefined) throw usage(`alerts ${act} needs the id of an alert`);
  const answer = await askAlerts(flags, 'alerts', { do: act, ...(id === undefined ? {} : { id }), all: flags.is('all') });
  if (flags.is('json')) output.out(`${JSON.stringify(answer, undefined, 2)}\n`);
  else if (act === 'list') output.out(listText(answer as readonly JsonObject[]));
  else if (act === 'report') output.out(reportText(answer as readonly JsonObject[]));
  else if (act === 'show') output.out(detailText(answer as JsonObject));
  else output.out(listText([answer as JsonObject]));
  return EXIT.ok;
};

function listText(alerts: readonly JsonObject[]): string {
  if (alerts.length === 0) return 'no alerts\n';
  const columns = ['ID', 'SEVERITY', 'STATE', 'SINCE', 'COUNT', 'TITLE'].map((title) => ({ title, ...(title === 'COUNT' ? { align: 'right' as const } : {}) }));
  return formatTable(columns, alerts.map((alert) => [
    shown(alert['short_id']), shown(alert['severity']), shown(alert['state']), timeText(alert['since']), shown(alert['count']), `${alert['drill'] === true ? '[DRILL] ' : ''}${shown(alert['title'])}`,
  ]));
}

function detailText(alert: JsonObject): string {
  const times = new Set(['since', 'at', 'updated_at', 'opened_at']);
  const lines = Object.entries(alert).filter(([, value]) => value !== null && !Array.isArray(value)).map(([key, value]) => `${key.padEnd(16)}${times.has(key) ? timeText(value) : shown(value)}`);
  const lists = Object.entries(alert).flatMap(([key, value]) => (Array.isArray(value) && value.length > 0 ? [key, ...value.map((item) => `  ${shown(item as string)}`)] : []));
  return `${[...lines, ...lists].join('\n')}\n`;
}

function reportText(rows: readonly JsonObject[]): string {
  if (rows.length === 0) return 'no alerts\n';
  const names = ['told', 'acknowledged', 'unanswered', 'reopened', 'useful', 'noise'];
  const columns = [{ title: 'TRIGGER' }, ...names.map((name) => ({ title: name.toUpperCase(), align: 'right' as const })), { title: '' }];
  return formatTable(columns, rows.map((row) => [shown(row['trigger']), ...names.map((name) => shown(row[name])), row['isOver'] === true ? `over its budget of ${shown(row['budget'])}` : '']));
}
