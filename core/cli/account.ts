import type { Reason } from '../contract/reasons.js';
import type { PipelineStatus } from '../runtime/pipeline.js';
import { REASON_KINDS } from './reason-kinds.js';
import { counted, grouped } from './table.js';

type Reading = PipelineStatus['instances'][number];

/** Where the events of one run went: every one that came in left through a sink, was dropped for a reason, or still waits. */
export interface Account {
  /** Events of all sources. */
  readonly in: number;
  /** What transforms and the router left out, by reason. */
  readonly dropped: Readonly<Partial<Record<Reason, number>>>;
  /** What sources took in another way than it was meant, such as `malformed`, by reason. */
  readonly noted: Readonly<Partial<Record<Reason, number>>>;
  readonly sinks: readonly Destination[];
  readonly actions: readonly Destination[];
}

/** A sink or an action. */
interface Destination {
  readonly id: string;
  readonly in: number;
  readonly out: number;
  readonly dropped: Readonly<Partial<Record<Reason, number>>>;
  readonly waiting: number;
}

export function accountOf({ instances }: PipelineStatus): Account {
  const sectionOf = ({ id }: Reading): string => id.split('.', 1)[0] ?? '';
  const destinations = (section: string): readonly Destination[] => instances
    .filter((reading) => sectionOf(reading) === section)
    .map((reading) => ({ id: reading.id, in: reading.eventsIn, out: reading.eventsOut, dropped: lossesOf([reading]), waiting: reading.waiting ?? 0 }));
  const sources = instances.filter((reading) => sectionOf(reading) === 'sources');
  return {
    in: total(sources.map(({ eventsIn }) => eventsIn)),
    noted: merged(...sources.map(({ reasons }) => splitReasons(reasons).noted)),
    dropped: lossesOf(instances.filter((reading) => ['transforms', 'router'].includes(sectionOf(reading)))),
    sinks: destinations('sinks'),
    actions: destinations('actions'),
  };
}

/**
 * The account in one line: `1,000 in = 985 out + 15 dropped (transform_drop 10, refused 5)`; with several sinks, what reached
 * them and then what became of it at each. What was noted at sources stands at the end.
 */
export function accountLine(account: Account): string {
  const noted = reasonsText(account.noted);
  return `${eventsPart(account)}${alertsPart(account)}${noted === '' ? '' : `; noted: ${noted}`}`;
}

function eventsPart(account: Account): string {
  const [only, ...others] = account.sinks;
  if (only !== undefined && others.length === 0) {
    const dropped = merged(account.dropped, only.dropped);
    const missing = account.in - only.out - total(Object.values(dropped)) - only.waiting;
    return `${grouped(account.in)} in = ${leaving(only.out, 'out', dropped, only.waiting)}${difference(missing)}`;
  }
  const routed = account.in - total(Object.values(account.dropped));
  const each = account.sinks.map(({ id, in: came, out, dropped, waiting }) => {
    const missing = came - out - total(Object.values(dropped)) - waiting;
    return `; ${id} ${grouped(came)} in = ${leaving(out, 'out', dropped, waiting)}${difference(missing)}`;
  });
  return `${grouped(account.in)} in = ${leaving(routed, 'to sinks', account.dropped, 0)}${each.join('')}`;
}

/** `10 dropped (transform_drop 10)` without its number: the reasons, most first. */
export function reasonsText(reasons: Readonly<Partial<Record<Reason, number>>>): string {
  return Object.entries(reasons).filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a).map(([reason, count]) => `${reason} ${grouped(count)}`).join(', ');
}

/** The reasons for which events were lost, or else those for which they were only noted. */
export function splitReasons(reasons: Reading['reasons']): { readonly lost: Account['dropped']; readonly noted: Account['dropped'] } {
  const entries = Object.entries(reasons) as [Reason, number][];
  const of = (kind: 'lost' | 'noted'): Account['dropped'] => Object.fromEntries(entries.filter(([reason]) => REASON_KINDS[reason] === kind));
  return { lost: of('lost'), noted: of('noted') };
}

function leaving(out: number, word: string, dropped: Account['dropped'], waiting: number): string {
  const count = total(Object.values(dropped));
  return `${grouped(out)} ${word} + ${grouped(count)} dropped${count === 0 ? '' : ` (${reasonsText(dropped)})`}${waiting === 0 ? '' : ` + ${grouped(waiting)} waiting`}`;
}

/** A spool may bring events of an earlier run; a custom transform may make some of its own. */
function difference(missing: number): string {
  if (missing === 0) return '';
  return missing < 0 ? ` (${grouped(-missing)} of them from an earlier run)` : ` + ${grouped(missing)} not accounted for`;
}

function alertsPart({ actions }: Account): string {
  const sent = total(actions.map(({ out }) => out));
  const dropped = merged(...actions.map((action) => action.dropped));
  const lost = total(Object.values(dropped));
  if (actions.length === 0 || sent + lost === 0) return '';
  return `; ${counted(sent, 'alert')} sent${lost === 0 ? '' : `, ${grouped(lost)} not (${reasonsText(dropped)})`}`;
}

function lossesOf(readings: readonly Reading[]): Account['dropped'] {
  return merged(...readings.map(({ reasons }) => splitReasons(reasons).lost));
}

function merged(...all: readonly Account['dropped'][]): Account['dropped'] {
  const sum: Partial<Record<Reason, number>> = {};
  for (const reasons of all) for (const [reason, count] of Object.entries(reasons) as [Reason, number][]) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

function total(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0);
}
