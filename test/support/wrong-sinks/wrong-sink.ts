import type { SinkPlugin } from './right-sink.js';

/** A sink with one mistake. */
export interface WrongSink {
  /** What it does wrong. */
  readonly what: string;
  /** The name of the check that must fail. */
  readonly caughtBy: string;
  /** Part of the failure's message. */
  readonly says: string;
  readonly plugin: SinkPlugin;
}

/** Closes what the sinks of this folder leave open on purpose. */
export const leaks: (() => void)[] = [];
