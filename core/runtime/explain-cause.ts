import { formatDuration } from '../alert/duration.js';
import { REASONS, type Reason } from '../contract/reasons.js';
import { figure, groupText } from '../trigger/funnel-text.js';
import { isAboutTriggers } from '../trigger/transition-match.js';
import type { Evidence } from './explain-trigger.js';

/** Why a trigger fired or not, in a word. */
export type CauseCode =
  | 'fired' | 'withheld' | 'not_enabled' | 'no_events' | 'condition' | 'group' | 'short' | 'spread' | 'late' | 'duplicate' | 'pending' | 'step' | 'forbidden' | 'order'
  | 'heard' | 'never_armed' | 'learning' | 'few_events' | 'bound' | 'chain' | 'part' | 'state_full' | 'not_there';

export interface Cause {
  readonly code: CauseCode;
  /** One sentence, without a full stop. */
  readonly text: string;
}

/** Finds the true reason: of several, the one that comes first on the way from the events to a notice. */
export function causeOf(evidence: Evidence): Cause {
  const { record, withheld, held } = evidence;
  const [[reason, often] = ['muted', 0] as const] = held;
  if (record.fired > 0 && total(held) >= record.fired) return { code: 'withheld', text: `it fired ${times(often)}, and nobody was told: ${REASONS[reason]}` };
  const kept = total(withheld);
  if (record.notices > 0 || (record.fired > 0 && kept === 0)) return firedCause(evidence);
  if (kept > 0) {
    const [[why, count] = ['', 0]] = withheld;
    return { code: 'withheld', text: `it fired ${times(count)}, and nobody was told: ${Object.hasOwn(REASONS, why) ? REASONS[why as Reason] : why}` };
  }
  return silentCause(evidence);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function firedCause({ record, held: kept }: Evidence): Cause {
  const { fired, notices, heldBack } = record;
  const held = [heldBack > 0 ? `; throttle held ${figure(heldBack)} back` : '', ...[...kept].map(([reason, count]) => `; ${figure(count)} ${reason}`)].join('');
  return { code: 'fired', text: `it fired ${times(fired)}, and ${figure(notices)} ${notices === 1 ? 'notice was' : 'notices were'} sent${held}` };
}

function silentCause(evidence: Evidence): Cause {
  const { trigger, outline, funnel, steps, pending } = evidence;
  if (!trigger.enabled) return { code: 'not_enabled', text: 'it is not enabled' };
  if (isAboutTriggers(trigger.when)) return chainCause(evidence);
  if (funnel.read === 0) return { code: 'no_events', text: 'no events came' };
  if (pending > 0) return { code: 'pending', text: `its condition held ${times(pending)}, but never for as long as for: ${formatDuration(trigger.for ?? 0)}` };
  if (steps.length > 0) return sequenceCause(evidence);
  if (outline.kind === 'absent') {
    return funnel.matched === 0 && trigger.absent?.expect === undefined
      ? { code: 'never_armed', text: 'nothing that it waits for ever came, and no groups are expected, so nothing is missed' }
      : { code: 'heard', text: 'every group was heard of in time' };
  }
  if (funnel.matched === 0) return conditionCause(evidence);
  if (trigger.alert === undefined && trigger.suppress === undefined) return { code: 'part', text: `it is part of a correlation, and says nothing by itself: ${figure(funnel.matched)} events met it` };
  if (funnel.inGroup === 0) return { code: 'group', text: `${figure(funnel.matched)} met the condition, none of them in group ${groupText(evidence.group)}` };
  return countCause(evidence);
}

function conditionCause({ funnel }: Evidence): Cause {
  const stops = funnel.alternatives.map((way) => {
    const at = way.findIndex(({ passed }) => passed === 0);
    const before = at <= 0 ? funnel.read : (way[at - 1]?.passed ?? 0);
    return `${at <= 0 ? `none of ${figure(funnel.read)} events` : `none of the ${figure(before)} events that met all before it`} met ${way[at]?.text ?? ''}`;
  });
  return { code: 'condition', text: stops.length === 0 ? 'its condition can hold for no event' : stops.join('; ') };
}

function countCause({ trigger, outline, funnel, record, mostOfAll, figures }: Evidence): Cause {
  const { best, late, duplicates, groups } = funnel;
  if (record.reasons.has('state_full')) return { code: 'state_full', text: 'it had more groups than it may keep, and the stalest were let go' };
  if (best !== undefined && best.count < best.need) {
    const short = `the fullest window held ${figure(best.count)} of ${figure(best.need)}`;
    if (duplicates > 0 && best.count + duplicates >= best.need) return { code: 'duplicate', text: `${short}: ${figure(duplicates)} came again, and count once` };
    if (late > 0 && best.count + late >= best.need) return { code: 'late', text: `${short}: ${figure(late)} came after their window had closed` };
    if (groups > 1 && mostOfAll >= best.need) return { code: 'spread', text: `${short}: there were enough in all, but spread over ${figure(groups)} groups by ${outline.by.join(', ')}` };
    return { code: 'short', text: `${short}, ${figure(best.need - best.count)} short` };
  }
  if (trigger.new !== undefined) {
    return trigger.new.learn > 0
      ? { code: 'learning', text: `no value was new after it had learned for ${formatDuration(trigger.new.learn)} from its first event on` }
      : { code: 'bound', text: 'no value came that had not been seen before' };
  }
  if (trigger.change !== undefined) return { code: 'bound', text: 'no event had another value than the one before it' };
  const least = leastEvents(trigger);
  if (least > mostOfAll) return { code: 'few_events', text: `the fullest window held ${figure(mostOfAll)} events, and it says nothing with fewer than min_events: ${figure(least)}` };
  const seen = figures === undefined ? '' : `: it stood between ${rounded(figures.least)} and ${rounded(figures.greatest)}`;
  return { code: 'bound', text: `its figure never reached the bound${seen}` };
}

function sequenceCause({ steps, forbidden, trigger }: Evidence): Cause {
  const missing = steps.find(({ met, need }) => met < need);
  if (missing !== undefined) return { code: 'step', text: `the step ${missing.name} was met ${times(missing.met)} of ${figure(missing.need)}` };
  if (forbidden > 0) return { code: 'forbidden', text: `what unless: forbids came ${times(forbidden)} in between` };
  return { code: 'order', text: `all steps came, but never in this order within ${formatDuration(trigger.sequence?.within ?? 0)} for the same group` };
}

function chainCause({ trigger, others }: Evidence): Cause {
  const names = [...new Set([trigger.when].flat().flatMap((map) => Object.entries(map as object).filter(([key]) => key.split('|', 1)[0] === 'trigger').flatMap(([, value]) => [value as unknown].flat())))].map(String);
  const silent = names.filter((name) => !others.has(name) && !name.includes('*'));
  if (silent.length === names.length) return { code: 'chain', text: `${names.join(', ')} never fired` };
  if (silent.length > 0) return { code: 'chain', text: `${silent.join(', ')} never fired` };
  return { code: 'chain', text: `${names.map((name) => `${name} fired ${times(others.get(name) ?? 0)}`).join(', ')}, but not as it asks` };
}

function leastEvents(trigger: Evidence['trigger']): number {
  return trigger.stat?.min_events ?? trigger.ratio?.min_events ?? trigger.spike?.min_events ?? 0;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${figure(count)} times`;
}

function rounded(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
