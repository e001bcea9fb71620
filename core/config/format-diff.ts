import { Secret } from '../contract/secret.js';
import type { ConfigDiff, DiffSection, InstanceChange, KeyChange, TriggerChange } from './diff.js';

/** What only the running pipeline knows. Undefined where it knows nothing of the name. */
export interface LiveFigures {
  /** Events in the windows of a trigger. */
  readonly windowEvents: (trigger: string) => number | undefined;
  /** Items that wait in front of a sink or an action. */
  readonly queued: (id: string) => number | undefined;
  /** Longest time that a removed instance is drained, in milliseconds. */
  readonly drainLimit: number;
}

interface Row {
  readonly mark: '~' | '+' | '-';
  readonly where: string;
  readonly what: string;
  readonly note: string;
}

/**
 * A difference as `reload --dry-run` prints it, one line a change, each ended by a line feed:
 *
 *     ~ triggers/payments.yaml  payment-errors.count.gte 10 -> 15   window kept (8 events)
 *     + triggers/auth.yaml      login-burst                         new
 *     - sinks.old_webhook       webhook                             drained first, 41 queued, max 10 s
 */
export function formatDiff(diff: ConfigDiff, live?: LiveFigures): string {
  const rows = [
    ...diff.sections.map((section) => sectionRow(section)),
    ...diff.triggers.flatMap((change) => triggerRows(change, live)),
    ...diff.instances.flatMap((change) => instanceRows(change, live)),
  ];
  if (rows.length === 0) return 'no change\n';
  const width = Math.max(...rows.map(({ where }) => where.length));
  const middle = Math.min(80, Math.max(...rows.filter(({ note }) => note !== '').map(({ what }) => what.length)));
  return rows.map(({ mark, where, what, note }) => `${mark} ${where.padEnd(width)}  ${note === '' ? what : `${what.padEnd(middle)}   ${note}`}`.trimEnd()).map((line) => `${line}\n`).join('');
}

const SECTION_NOTES: Readonly<Record<DiffSection, readonly [key: string, note: string]>> = {
  service: ['service', 'of events from now on'],
  dataDir: ['data_dir', 'needs a restart'],
  log: ['log', 'at once'],
  redact: ['redact', 'of events from now on'],
  audit: ['audit', 'of records from now on'],
  classify: ['classify', 'of events from now on'],
  modules: ['modules', 'of events from now on'],
  routes: ['routes', 'of events from now on'],
  alerts: ['alerts', 'of alerts from now on'],
  mute: ['mute', 'of alerts from now on'],
  group: ['group', 'of alerts from now on'],
  transforms: ['transforms', 'new order'],
};

function sectionRow(section: DiffSection): Row {
  const [where, note] = SECTION_NOTES[section];
  return { mark: '~', where, what: 'changed', note };
}

function triggerRows(change: TriggerChange, live: LiveFigures | undefined): readonly Row[] {
  switch (change.change) {
    case 'unchanged': return [];
    case 'added': return [{ mark: '+', where: change.after.place.file, what: change.id, note: 'new' }];
    case 'removed': return [{ mark: '-', where: change.before.place.file, what: change.id, note: 'its alerts are resolved' }];
    case 'changed': {
      const events = live?.windowEvents(change.id);
      const note = change.keepsState ? `window kept${events === undefined ? '' : ` (${count(events, 'event')})`}` : 'window starts anew';
      return keyRows(change.after.place.file, `${change.id}.`, change.keys, note);
    }
  }
}

function instanceRows(change: InstanceChange, live: LiveFigures | undefined): readonly Row[] {
  switch (change.change) {
    case 'unchanged': return [];
    case 'added': return [{ mark: '+', where: change.id, what: change.after.type, note: 'new' }];
    case 'removed': {
      const queued = live?.queued(change.id);
      const drained = live && queued !== undefined ? `drained first, ${queued} queued, max ${live.drainLimit / 1000} s` : 'drained first';
      return [{ mark: '-', where: change.id, what: change.before.type, note: 'settings' in change.before && 'queue' in change.before.settings ? drained : 'stopped' }];
    }
    case 'changed': return keyRows(change.id, '', change.keys, change.remake ? 'replaced' : 'kept running');
  }
}

function keyRows(where: string, prefix: string, keys: readonly KeyChange[], note: string): readonly Row[] {
  return keys.map((key, index) => ({ mark: '~', where, what: `${prefix}${key.key} ${shown(key.from)} -> ${shown(key.to)}`, note: index === 0 ? note : '' }));
}

function shown(value: unknown): string {
  if (value === undefined) return '(default)';
  if (value instanceof Secret) return '[secret]';
  const text = typeof value === 'string' && /^[\w./*:@-]+$/.test(value) ? value : (JSON.stringify(value) ?? '');
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
