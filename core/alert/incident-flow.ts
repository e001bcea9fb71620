import { ALERT_SEVERITIES, type AlertCause, type AlertSeverity, type ResolveReason } from '../contract/alert.js';
import type { TopValue } from '../trigger/aggregation/windows.js';
import type { FiringCount } from '../trigger/trigger-state.js';
import { doublingGap, nextDigest } from './digest-schedule.js';
import { callAt, nextCall, type EscalationLevel } from './escalation.js';
import { fingerprintOf, isOpen, type HoldReason, type Incident, type MessageState, type Note, type Told } from './incident.js';
import type { Vote } from './noise.js';

/** A firing, in the words in which people are told of it. */
export interface Firing extends Told {
  /** The same firing has the same id, and its notices count up. */
  readonly id: string;
  readonly repeat: number;
  readonly since: number;
  readonly at: number;
  /** Events of this firing, or undefined where each firing is one more event of the same thing. */
  readonly count: number | undefined;
  readonly heldBack: number;
  readonly drill: boolean;
  /** What it stands for, where that is counted. */
  readonly top?: readonly TopValue[];
  /** An alert of its own, whatever else the trigger says. */
  readonly isAlone?: true;
}

/** What the config says of the incidents of one trigger. */
export interface IncidentPolicy {
  readonly levels: readonly EscalationLevel[];
  /** The trigger tells when it is over. Where it does not, an incident is over when it was not heard of for so long, in milliseconds. */
  readonly quietAfter: number | undefined;
}

/** How many firings are remembered. */
const REMEMBERED = 8;
const MINUTE = 60_000;
const RATES = 16;
const LONGEST_QUIET = 86_400_000;

export function openIncident(firing: Firing, to: readonly string[], now: number): Incident {
  const { repeat, count: stated, isAlone: _isAlone, ...said } = firing;
  const count = stated ?? 1 + firing.heldBack;
  return observed({
    ...said,
    fingerprint: fingerprintOf(firing),
    to, count,
    firings: [[firing.id, repeat]],
    updatedAt: now, openedAt: now, heardAt: now, longestGap: 0,
    rates: [], peak: { perMinute: 0, at: firing.at },
    reopened: 0, called: [], saidCount: count, seq: 0, messages: {},
  }, firing.at);
}

/** Whether the incident has taken this notice before: after a restart things come again. */
export function hasTaken({ firings }: Incident, { id, repeat }: Pick<Firing, 'id' | 'repeat'>): boolean {
  return firings.some(([known, last]) => known === id && repeat <= last);
}

/** The incident fires on. What is said of it is of now; the count goes up. */
export function continueIncident(before: Incident, firing: Firing, now: number): Incident {
  const known = before.firings.find(([id]) => id === firing.id);
  // Of a firing that is known the count says all; of another one it comes on top.
  const count = firing.count === undefined ? before.count + 1 + firing.heldBack : known !== undefined ? Math.max(before.count, firing.count) : before.count + firing.count;
  const after = observed({
    ...before, count,
    ...(known === undefined || firing.count === undefined ? {} : { why: firing.why }),
    severity: severer(before.severity, firing.severity),
    ...(firing.top === undefined ? {} : { top: firing.top }),
    heldBack: firing.heldBack,
    at: firing.at,
    firings: [[firing.id, firing.repeat] as const, ...before.firings.filter(([id]) => id !== firing.id)].slice(0, REMEMBERED),
    updatedAt: now, heardAt: now, longestGap: Math.max(before.longestGap, now - before.heardAt),
  }, firing.at);
  return shownIfDoubled(after);
}

/** The message shows the count at once where it is twice what was said. */
function shownIfDoubled(after: Incident): Incident {
  if (after.announcedAt === undefined || !isOpen(after) || after.held !== undefined || after.silenced !== undefined || after.count < after.saidCount * 2) return after;
  return touch({ ...after, saidCount: after.count }, 'digest');
}

/** A message that cannot be edited says so anew, at growing intervals. */
function saidIfDoubled(before: Incident, now: number): Incident {
  const { lastWord, count } = before;
  if (lastWord === undefined || count < 2 * Math.max(1, lastWord.count) || now < lastWord.at + doublingGap(lastWord.doublings)) return before;
  // A message that stands for many has its own times.
  if (Object.values(before.messages).every(({ bundle }) => bundle !== undefined)) return before;
  const n = before.seq + 1;
  const note: Note = { n, cause: 'digest', anew: true };
  const after = { ...before, seq: n, lastWord: { at: now, count, doublings: lastWord.doublings + 1 } };
  return eachMessage(after, (message) => ({ ...message, notes: [...message.notes, note] }));
}

/** A later count of a firing that goes on, from whoever counts. */
export function recount(before: Incident, { count, top }: Pick<FiringCount, 'count' | 'top'>, at: number): Incident {
  return count <= before.count ? before : shownIfDoubled(observed({ ...before, count, ...(top === undefined ? {} : { top }) }, at));
}

/** The same thing again, soon after it was over: the message that stands is used again, and somebody has to answer anew. */
export function reopenIncident(before: Incident, firing: Firing, to: readonly string[], now: number): Incident {
  const { resolved: _resolved, acknowledged: _acknowledged, announcedAt: _announcedAt, digestAt: _digestAt, held: _held, silenced: _silenced, votes: _votes, ...rest } = before;
  const again = { ...rest, to, openedAt: now, reopened: before.reopened + 1, called: [], since: firing.since, why: firing.why, title: firing.title, text: firing.text, severity: firing.severity };
  const after = continueIncident(again, firing, now);
  return { ...after, saidCount: after.count };
}

/** From now on people are told. */
export function announce(before: Incident, now: number): Incident {
  const { held: _held, ...rest } = before;
  const after: Incident = { ...rest, announcedAt: now, updatedAt: now, digestAt: nextDigest(now, now), saidCount: before.count, lastWord: { at: now, count: before.count, doublings: 0 } };
  const stands = Object.keys(before.messages).length > 0;
  return told(stands ? say(after, 'reopened', now) : after, before.to);
}

/** Nobody is told, for as long as the reason holds. */
export function hold(before: Incident, held: HoldReason): Incident {
  return { ...before, held };
}

export function acknowledge(before: Incident, by: string, now: number): Incident {
  if (!isOpen(before) || before.acknowledged !== undefined) return before;
  return say({ ...before, acknowledged: { by, at: now }, updatedAt: now }, 'acknowledged', now);
}

/** What somebody thought of it: its own messages show that, and nobody is told. */
export function vote(before: Incident, cast: Vote): Incident {
  const votes = { useful: 0, noise: 0, ...before.votes };
  return touch({ ...before, votes: { ...votes, [cast]: votes[cast] + 1 } }, isOpen(before) ? 'digest' : 'resolved', ({ bundle }) => bundle === undefined);
}

/** Begins or ends a silence; said only of what was announced. A silence that takes the place of another is no news. */
export function setSilence(before: Incident, silence: Incident['silenced'], now: number): Incident {
  if (before.silenced?.id === silence?.id) return before;
  const { silenced, ...rest } = before;
  const after: Incident = { ...rest, ...(silence === undefined ? {} : { silenced: silence }), updatedAt: now };
  if (!isOpen(before) || before.announcedAt === undefined || (silenced !== undefined && silence !== undefined)) return after;
  return say(after, silence === undefined ? 'unsilenced' : 'silenced', now);
}

export function resolveIncident(before: Incident, end: { readonly at: number; readonly reason: ResolveReason; readonly by?: string }, now: number, isQuietly = false): Incident {
  if (!isOpen(before)) return before;
  const { held: _held, ...rest } = before;
  const after: Incident = { ...rest, resolved: end, updatedAt: now };
  if (before.announcedAt === undefined) return after;
  return isQuietly ? touch(after, 'resolved') : say(after, 'resolved', now);
}

/**
 * What time brings: digests, calls to whoever comes next, the end of what no trigger ends. `isBlocked` where nothing may be said
 * now: then digests are left out, and calls are made once it may.
 */
export function passTime(before: Incident, { levels, quietAfter }: IncidentPolicy, isBlocked: boolean, now: number): Incident {
  if (!isOpen(before)) return before;
  if (now >= endsAt(before, quietAfter)) return resolveIncident(before, { at: before.at, reason: 'quiet' }, now, true);
  let after = before;
  const { announcedAt } = before;
  if (announcedAt === undefined) return after;
  for (const [index, level] of isBlocked ? [] : levels.entries()) {
    if ((callAt(level, index, after) ?? Infinity) > now) continue;
    const called = Array.from({ length: levels.length }, (_, at) => after.called[at] ?? { times: 0, at: 0 });
    called[index] = { times: (called[index]?.times ?? 0) + 1, at: now };
    after = call({ ...after, called, updatedAt: now, severity: severer(after.severity, level.severity ?? 'info') }, level, now);
  }
  if (now >= (after.digestAt ?? Infinity)) {
    after = { ...after, digestAt: nextDigest(announcedAt, now) };
    if (!isBlocked) after = say({ ...after, saidCount: after.count, updatedAt: now }, 'digest', now);
  }
  return isBlocked ? after : saidIfDoubled(after, now);
}

/** The incident after the clock was set back by so much: what was to come comes as soon as it would have. Times of events stay. */
export function setBack(before: Incident, by: number): Incident {
  const { openedAt, updatedAt, heardAt, announcedAt, digestAt, acknowledged, called, lastWord } = before;
  return {
    ...before, openedAt: openedAt - by, updatedAt: updatedAt - by, heardAt: heardAt - by,
    called: called.map(({ times, at }) => ({ times, at: at - by })),
    ...(announcedAt === undefined ? {} : { announcedAt: announcedAt - by }),
    ...(digestAt === undefined ? {} : { digestAt: digestAt - by }),
    ...(acknowledged === undefined ? {} : { acknowledged: { ...acknowledged, at: acknowledged.at - by } }),
    ...(lastWord === undefined ? {} : { lastWord: { ...lastWord, at: lastWord.at - by } }),
  };
}

/** No earlier than this does `passTime` change anything, but for a count that has doubled. `isBlocked` as there. */
export function dueAt(incident: Incident, { levels, quietAfter }: IncidentPolicy, isBlocked: boolean): number {
  if (!isOpen(incident)) return Infinity;
  const called = isBlocked ? Infinity : nextCall(levels, incident)?.at ?? Infinity;
  return Math.min(endsAt(incident, quietAfter), called, incident.digestAt ?? Infinity);
}

/** What was heard of rarely may be quiet for long. */
function endsAt({ heardAt, longestGap }: Incident, quietAfter: number | undefined): number {
  return quietAfter === undefined ? Infinity : heardAt + Math.min(Math.max(quietAfter, 2 * longestGap), Math.max(quietAfter, LONGEST_QUIET));
}

function call(before: Incident, { to, mention }: EscalationLevel, now: number): Incident {
  const said = say(before, 'escalated', now, (action) => (to.includes(action) ? mention : undefined));
  // Who is called may not have been told before.
  const n = said.seq + 1;
  const missing = to.filter((action) => said.messages[action] === undefined);
  const messages = { ...said.messages };
  for (const action of missing) messages[action] = { posted: false, notes: [{ n, cause: 'escalated', ...(mention === undefined ? {} : { mention }) }] };
  return { ...said, seq: n, messages };
}

/** Says something in every message: shown in it, and noted below it. */
function say(before: Incident, cause: AlertCause, now: number, mentionAt: (action: string) => string | undefined = () => undefined): Incident {
  const n = before.seq + 1;
  // What a digest would have said is of the past then.
  const tellsAll = cause === 'digest' || cause === 'resolved';
  const lastWord = { doublings: 0, ...before.lastWord, at: now, count: before.count };
  return eachMessage({ ...before, seq: n, lastWord }, (message, action) => {
    const mention = mentionAt(action);
    const note: Note = { n, cause, ...(mention === undefined ? {} : { mention }) };
    return { ...message, dirty: note, notes: [...message.notes.filter((waiting) => !tellsAll || waiting.cause !== 'digest'), note] };
  });
}

/** Shows what is now, without a word about it, in those messages that can. */
function touch(before: Incident, cause: AlertCause, can: (message: MessageState) => boolean = () => true): Incident {
  const n = before.seq + 1;
  return eachMessage({ ...before, seq: n }, (message) => (can(message) ? { ...message, dirty: { n, cause } } : message));
}

function eachMessage(before: Incident, change: (message: MessageState, action: string) => MessageState): Incident {
  return { ...before, messages: Object.fromEntries(Object.entries(before.messages).map(([action, message]) => [action, change(message, action)])) };
}

/** Makes a message where there is none. */
function told(before: Incident, to: readonly string[]): Incident {
  const missing = to.filter((action) => before.messages[action] === undefined);
  if (missing.length === 0) return before;
  return { ...before, messages: { ...before.messages, ...Object.fromEntries(missing.map((action): [string, MessageState] => [action, { posted: false, notes: [] }])) } };
}

/** Notes the count, and finds how many came within the last minute. */
function observed(incident: Incident, at: number): Incident {
  const rates = [...incident.rates, [at, incident.count] as const].slice(-RATES);
  const perMinute = rateAt({ ...incident, rates }, at);
  return { ...incident, rates, peak: perMinute > incident.peak.perMinute ? { perMinute, at } : incident.peak };
}

/** Events within the minute before `at`, as far as the counts tell. */
export function rateAt({ rates, since, count }: Pick<Incident, 'rates' | 'since' | 'count'>, at: number): number {
  const from = at - MINUTE;
  if (since > from) return count;
  const before = rates.findLast(([time]) => time <= from);
  const first = rates[0];
  // What the first notice counted came between its first event and then.
  if (before === undefined) return first === undefined ? 0 : Math.round(count - first[1] * Math.min(1, Math.max(0, (from - since) / Math.max(1, first[0] - since))));
  return count - before[1];
}

function severer(one: AlertSeverity, other: AlertSeverity): AlertSeverity {
  return ALERT_SEVERITIES.indexOf(one) >= ALERT_SEVERITIES.indexOf(other) ? one : other;
}
