import type { AlertCause, AlertDelivery } from '../contract/alert.js';
import type { JsonObject } from '../contract/json.js';
import type { MessageState, Note } from './incident.js';

/** What an action can do with a message that stands. */
export type Ability = 'post' | 'edit' | 'thread';

/** What is to be said next of a message. */
export interface Turn {
  readonly n: number;
  readonly form: AlertDelivery['form'];
  readonly cause: AlertCause;
  readonly mention?: string;
  /** The message does not stand yet. */
  readonly isFirst?: true;
}

/** Causes for which a channel is touched again. */
export const LOUD: ReadonlySet<AlertCause> = new Set(['escalated', 'reopened']);
/** What a first post stands for, if that was to be said before it was posted. */
const FIRST: readonly AlertCause[] = ['resolved', 'escalated', 'silenced', 'acknowledged', 'reopened'];

/**
 * What comes next, and the message without what nobody will be told: an action that cannot edit gets posts, one without threads no
 * replies. Undefined where nothing is left to say.
 */
export function nextTurn(message: MessageState, ability: Ability, n: number): Turn | undefined {
  const { posted, notes, dirty } = message;
  if (!posted) {
    const cause = FIRST.find((each) => notes.some((note) => note.cause === each)) ?? 'fired';
    const mention = notes.findLast((note) => note.mention !== undefined)?.mention;
    return { n, form: 'post', cause, isFirst: true, ...(mention === undefined ? {} : { mention }) };
  }
  const can = message.receipt === undefined ? 'post' : ability;
  if (can !== 'post' && dirty !== undefined) return { n: dirty.n, cause: dirty.cause, form: 'edit' };
  const note = notes.find(({ cause, anew }) => can === 'post' || (anew === undefined && (can === 'thread' || LOUD.has(cause))));
  if (note === undefined) return undefined;
  if (can === 'thread') return { ...note, form: LOUD.has(note.cause) ? 'broadcast' : 'reply' };
  // Of several digests that wait, the last tells all; so does whatever else is to be said.
  const last = note.cause === 'digest' ? notes.findLast(({ cause }) => cause === 'digest') ?? note : note;
  return { ...last, form: 'post' };
}

/** The message once this was said, or will never be. */
export function afterTurn(message: MessageState, turn: Turn, ability: Ability, outcome: { readonly delivered: boolean; readonly receipt?: JsonObject }): MessageState {
  const { dirty, receipt: _receipt, ...rest } = message;
  // An edit may give another one: the action posted anew what it could not find.
  const receipt = turn.form === 'edit' ? outcome.receipt ?? message.receipt : message.receipt ?? (turn.form === 'post' ? outcome.receipt : undefined);
  const kept = receipt === undefined ? {} : { receipt };
  const isNewer = (note: Note): boolean => note.n > turn.n;
  const stillDirty = dirty !== undefined && isNewer(dirty) ? { dirty } : {};
  // The first post shows all that was known then.
  if (!message.posted) return { ...rest, ...kept, ...stillDirty, posted: true, notes: message.notes.filter(isNewer) };
  const can = message.receipt === undefined ? 'post' : ability;
  if (turn.form === 'edit') return { ...rest, ...kept, ...stillDirty, notes: can === 'edit' ? message.notes.filter((note) => LOUD.has(note.cause) || isNewer(note)) : message.notes };
  const isPassed = (note: Note): boolean => note.n === turn.n || (can === 'post' && note.cause === 'digest' && note.n < turn.n) || (can === 'edit' && !LOUD.has(note.cause) && note.n < turn.n);
  const isShown = can === 'post' && dirty !== undefined && dirty.n <= turn.n;
  return { ...rest, ...kept, ...(dirty === undefined || isShown ? {} : { dirty }), notes: message.notes.filter((note) => !isPassed(note)) };
}

/** The message with nothing in it that this action would never be told. */
export function tidied(message: MessageState, ability: Ability): MessageState {
  if (!message.posted || nextTurn(message, ability, 0) !== undefined || (message.dirty === undefined && message.notes.length === 0)) return message;
  const { dirty: _dirty, ...rest } = message;
  return { ...rest, notes: [] };
}
