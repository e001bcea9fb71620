import { changed, type Bundle } from './bundle.js';
import { nextDigest } from './digest-schedule.js';
import { isOpen, type Incident } from './incident.js';

/** Milliseconds between two beats where the config states no interval. */
const SHORTEST = 1_000;

/**
 * The incidents that the message of a group is about: what fires and may be told of, and what is over and was not yet told to be.
 * A message that can be edited is never empty: rather than nothing it shows whom nobody is told of.
 */
export function shownOf(bundle: Bundle, members: readonly Incident[], canEdit: boolean, isHushed: (incident: Incident) => boolean): readonly Incident[] {
  if (bundle.kind !== 'group') return members;
  const shown = members.filter((member) => (isOpen(member) ? !isHushed(member) : canEdit || bundle.tell !== 'firing'));
  return canEdit && shown.length === 0 ? members : shown;
}

/** When it is next looked for news: these times are `interval` apart, whether or not there was anything to tell. */
export function nextBeat({ flushAt, interval }: Pick<Bundle, 'flushAt' | 'interval'>, now: number): number {
  const gap = interval > 0 ? interval : SHORTEST;
  return flushAt + gap * (Math.floor(Math.max(0, now - flushAt) / gap) + 1);
}

/**
 * The group as it is once its time has come: with something to say, or waiting for the next time. As in Alertmanager's
 * deduplication, news is what fires and was not told, what is over and was not told, and, after `repeat`, whatever still fires.
 */
export function beat(bundle: Bundle, shown: readonly Incident[], canEdit: boolean, now: number): Bundle {
  if (bundle.kind !== 'group' || now < bundle.flushAt) return bundle;
  const { message, repeat, told = [], since, saidAt = since } = bundle;
  const later = { ...bundle, flushAt: nextBeat(bundle, now) };
  if (!message.posted) return shown.length === 0 ? later : bundle;
  const isDue = repeat !== undefined && now - saidAt >= repeat && shown.some(isOpen);
  if (canEdit) return isDue && message.notes.length === 0 ? reminding(bundle) : bundle;
  const isNews = shown.some((member) => !isOpen(member) || !told.includes(member.id));
  // Where nothing is repeated, what else has changed is told now and then.
  const isDigest = repeat === undefined && message.dirty !== undefined && shown.length > 0 && now >= nextDigest(since, saidAt);
  if (isNews || isDue || isDigest) return message.dirty === undefined ? changed(bundle) : bundle;
  if (repeat === undefined) return later;
  const { dirty: _dirty, ...rest } = message;
  return { ...later, message: rest };
}

/** When a group that stands has to be looked at even if nothing happens to its members. */
export function wakeAt({ kind, message, flushAt, repeat, since, saidAt = since }: Bundle, members: readonly Incident[], canEdit: boolean): number {
  if (kind !== 'group' || !message.posted || !members.some(isOpen)) return Infinity;
  if (!canEdit) return flushAt;
  return repeat === undefined ? Infinity : Math.max(flushAt, saidAt + repeat);
}

function reminding(bundle: Bundle): Bundle {
  const after = changed(bundle);
  return { ...after, message: { ...after.message, notes: [{ n: after.seq, cause: 'digest' }] } };
}
