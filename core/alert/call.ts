import type { JsonObject } from '../contract/json.js';
import type { Bundle } from './bundle.js';
import type { Ability, Turn } from './message-turn.js';

/** One thing to be said by an action, now. */
export interface Call {
  readonly subject: { readonly incident: string } | { readonly bundle: Bundle };
  readonly turn: Turn;
  readonly receipt: JsonObject | undefined;
  readonly ability: Ability;
}

/** What to say now, or when to ask again. */
export type Next = { readonly call: Call } | { readonly at: number };
