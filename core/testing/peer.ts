import type { Awaitable } from '../contract/plugin.js';

/** How a peer answers from now on, until it is told otherwise. */
export type Answer =
  /** Takes what comes and says so; also gives this answer to everything it held. How a fresh peer answers. */
  | { readonly kind: 'take' }
  /** Takes nothing now, and says after how many milliseconds to come again where `afterMs` is given. `as` is one of `can.busy`. */
  | { readonly kind: 'busy'; readonly as: string; readonly afterMs?: number }
  /** Takes nothing and never will. `as` is one of `can.refuse`. */
  | { readonly kind: 'refuse'; readonly as: string }
  /** Reads what comes, keeps it and gives no answer. */
  | { readonly kind: 'hold' }
  /** Closes the connection instead of answering. */
  | { readonly kind: 'drop' }
  /** Takes all but these items of a batch, and says so. */
  | { readonly kind: 'partial'; readonly failed: readonly number[] };

/** What a peer can do beside taking. A check that needs what is left out is reported as not applicable, in its name. */
export interface PeerAbilities {
  /** The ways in which it says "later", such as ['429', '503']. */
  readonly busy?: readonly string[];
  /** Whether a busy answer can state when to come again. */
  readonly busyAfter?: boolean;
  /** The ways in which it says "never", such as ['400', '413']. */
  readonly refuse?: readonly string[];
  readonly hold?: boolean;
  readonly drop?: boolean;
  readonly partial?: boolean;
}

/**
 * The other side of a sink or an action, as its author gives it to the conformance kit: a small server, a folder, a stream.
 * Making one opens nothing. Each check uses a fresh one.
 */
export interface Peer {
  readonly can: PeerAbilities;
  start(): Promise<void>;
  /** Closes everything, connections included. May be called twice. */
  stop(): Promise<void>;
  /** What it took so far, as text, in order: one string for each message, row or request. The kit looks for its marks in it. */
  received(): Awaitable<readonly string[]>;
  /** How often something was sent to it, whatever it answered. */
  attempts?(): number;
  /** Given with any ability. */
  answer?(answer: Answer): void;
  /** Given with `can.hold`: resolves as soon as something is held. */
  held?(): Promise<void>;
}
