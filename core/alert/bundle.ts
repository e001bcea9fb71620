import type { AlertSummary } from '../contract/alert.js';
import type { GroupRule } from './alert-rules.js';
import type { MessageState } from './incident.js';
import type { Ability } from './message-turn.js';

/** One message for many incidents, at one action. Plain data, never altered; times are epoch milliseconds of the clock. */
export interface Bundle {
  readonly id: string;
  readonly kind: AlertSummary['kind'];
  readonly action: string;
  /** What they have in common. */
  readonly name: string;
  /** Tells a group from others. */
  readonly key: string;
  /** Only critical incidents are in it: these are never put together with others. */
  readonly isCritical: boolean;
  readonly since: number;
  /** When the last one joined. */
  readonly joinedAt: number;
  /** Nothing is said of it before. */
  readonly flushAt: number;
  /** Milliseconds between two changes of the message. */
  readonly interval: number;
  readonly maxLines: number;
  /** Milliseconds after which what still fires is told again. */
  readonly repeat?: number;
  /** `firing`: no post says that something is over. */
  readonly tell?: 'all' | 'firing';
  /** Who was told to fire when something was last said. */
  readonly told?: readonly string[];
  /** When something was last said aloud: an edit is not, where there are threads. */
  readonly saidAt?: number;
  readonly seq: number;
  readonly message: MessageState;
  /** Nobody joins any more. */
  readonly isClosed: boolean;
}

/** How a bundle comes about: of a group what the config says. */
export type BundleRule = Pick<GroupRule, 'wait' | 'interval' | 'maxLines'> & Partial<GroupRule>;

/** One without a message yet. `nth` tells it from others of the same moment. */
export function openBundle({ nth, ...begun }: Pick<Bundle, 'kind' | 'action' | 'name' | 'key' | 'isCritical'> & { readonly nth: number }, now: number, { wait, match: _match, by: _by, ...rule }: BundleRule): Bundle {
  const { kind, action, isCritical } = begun;
  return {
    ...begun, id: `${kind}/${action}/${now.toString(36)}${isCritical ? 'c' : ''}.${nth}`,
    since: now, joinedAt: now, flushAt: now + wait, ...rule, seq: 0, message: { posted: false, notes: [] }, isClosed: false,
  };
}

/** The bundle with something that its message does not show yet. */
export function changed(bundle: Bundle): Bundle {
  const n = bundle.seq + 1;
  return { ...bundle, seq: n, message: bundle.message.posted ? { ...bundle.message, dirty: { n, cause: 'digest' } } : bundle.message };
}

/** The bundle with somebody to be called, or with news that nobody must miss. Calls that wait become one. */
export function calling(bundle: Bundle, cause: 'escalated' | 'reopened', mention: string | undefined): Bundle {
  const n = bundle.seq + 1;
  const waiting = bundle.message.notes.find((note) => note.cause === cause);
  const said = mention ?? waiting?.mention;
  const note = { n, cause, ...(said === undefined ? {} : { mention: said }) };
  return { ...bundle, seq: n, message: { ...bundle.message, notes: [...bundle.message.notes.filter((other) => other !== waiting), note] } };
}

/** The bundle after the clock was set back by so much. */
export function setBack(bundle: Bundle, by: number): Bundle {
  const { since, joinedAt, flushAt, saidAt } = bundle;
  return { ...bundle, since: since - by, joinedAt: joinedAt - by, flushAt: flushAt - by, ...(saidAt === undefined ? {} : { saidAt: saidAt - by }) };
}

/** Nothing waits to be said. */
export const isSaid = ({ posted, dirty, notes }: MessageState): boolean => posted && dirty === undefined && notes.length === 0;

/** The message of a bundle with what is to be said of it now; where it cannot be edited that is told anew. */
export function toSay(message: MessageState, isOver: boolean, ability: Ability): MessageState {
  if (!message.posted || message.dirty === undefined) return message;
  const dirty = { ...message.dirty, cause: isOver ? 'resolved' : 'digest' } as const;
  return { ...message, dirty, ...(ability === 'post' && message.notes.length === 0 ? { notes: [dirty] } : {}) };
}
