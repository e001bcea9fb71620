import { reasonsText } from './account.js';
import type { InstanceStatus, Status } from './status.js';
import type { Style } from './style.js';
import { formatTable, grouped, type TableColumn } from './table.js';

const COLUMNS: readonly TableColumn[] = [
  { title: 'instance' },
  { title: 'in', align: 'right' },
  { title: 'in/s', align: 'right' },
  { title: 'out', align: 'right' },
  { title: 'waiting', align: 'right' },
  { title: 'retries', align: 'right' },
  { title: 'dropped, and noted' },
];

/** One look at a running hushpipe, as text; rates where an earlier look is given. */
export function topScreen(status: Status, before: Status | undefined, { strong, bad, faint }: Style): string {
  const { version, pid, config, uptime_ms, generation, config_hash, last_error, instances } = status;
  const seconds = before === undefined ? 0 : (uptime_ms - before.uptime_ms) / 1000;
  const old = new Map(before?.pid === pid ? before.instances.map((instance) => [instance.id, instance]) : []);
  const rows = instances.filter(isAtWork).map((instance) => rowOf(instance, old.get(instance.id), seconds));
  const [titles = '', ...lines] = formatTable(COLUMNS, rows).split('\n');
  return [
    `${strong(`hushpipe ${version}`)}  pid ${pid}  up ${durationText(uptime_ms)}  generation ${generation}  config ${config_hash.slice(0, 8)}\n`,
    `${faint(config)}\n`,
    last_error === null ? '' : `${bad('not in place')}: ${last_error.split('\n', 1)[0]}\n`,
    `\n${strong(titles)}\n`,
    lines.join('\n'),
  ].join('');
}

/** Those that stand in the config, and those that have something to say. */
function isAtWork({ id, in: came, dropped, noted }: InstanceStatus): boolean {
  return id.includes('.') || came > 0 || Object.keys(dropped).length + Object.keys(noted).length > 0;
}

function rowOf({ id, in: came, out, waiting, retries, dropped, noted }: InstanceStatus, before: InstanceStatus | undefined, seconds: number): readonly string[] {
  const counts = id.includes('.');
  const delivers = counts && !id.startsWith('sources.');
  const rate = counts && before !== undefined && seconds > 0 ? grouped(Math.round((came - before.in) / seconds)) : '';
  const reasons = [reasonsText(dropped), Object.keys(noted).length === 0 ? '' : `noted: ${reasonsText(noted)}`].filter((part) => part !== '').join('; ');
  return [id, counts ? grouped(came) : '', rate, delivers ? grouped(out) : '', waiting === null ? '' : grouped(waiting), retries === 0 ? '' : grouped(retries), reasons];
}

/** The two largest units: `3h 12m`. */
function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [[Math.floor(seconds / 86_400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'm'], [seconds % 60, 's']] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  return first === -1 ? '0s' : parts.slice(first, first + 2).map(([amount, unit]) => `${amount}${unit}`).join(' ');
}
