import type { Awaitable } from '../contract/plugin.js';

/** What the other side of a source can show. A check that needs what is left out is reported as not applicable. */
export interface FeedAbilities {
  /** It sees what the source has acknowledged: a moved cursor, a committed offset, an answer 2xx. */
  readonly acknowledge?: boolean;
  /** What was not acknowledged is read again by the next instance with the same config, and what was is not. */
  readonly resume?: boolean;
  /** The source can come to an end of its input: with `once`, its run ends there. */
  readonly once?: boolean;
  /** Every byte but LF arrives as it was. */
  readonly binary?: boolean;
}

/** The other side of a source, as its author gives it to the conformance kit. Making one opens nothing; each check uses a fresh one. */
export interface Feed {
  readonly can: FeedAbilities;
  start(): Promise<void>;
  /** Closes everything. May be called twice. */
  stop(): Promise<void>;
  /** Makes these records available, in this order. They hold no LF. Resolves when they are on their way, or not before they are acknowledged. */
  feed(records: readonly Uint8Array[]): Promise<void>;
  /** Given where the end of the input has to be told, as with a stream. */
  end?(): Promise<void>;
  /** Given with `can.acknowledge`: how many of the records fed so far were acknowledged. */
  acknowledged?(): Awaitable<number>;
}
