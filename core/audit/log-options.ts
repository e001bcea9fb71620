import type { Clock } from '../contract/clock.js';
import type { ProcessLog } from '../contract/plugin.js';
import type { Retention } from './retention.js';

/** What may change while the log is open. */
export interface AuditLogSettings {
  /** Milliseconds within which a record is signed. */
  readonly checkpointEvery: number;
  /** A segment ends at so many bytes, and at such an age in milliseconds. */
  readonly segment: { readonly bytes: number; readonly age: number };
  readonly retention: Retention;
  /** Whether a log that has fewer records than it once had may go on, which is recorded then. */
  readonly onRollback: 'refuse' | 'record';
}

export interface AuditLogOptions extends AuditLogSettings {
  readonly dataDir: string;
  /** Name of the log, and of its keys: `example.com/shop`. */
  readonly origin: string;
  /** Absolute; without it, beside the keys of persons. */
  readonly keyFile?: string | undefined;
  readonly clock: Clock;
  readonly log: ProcessLog;
  /** Called with each checkpoint once it is durable. Must not throw. */
  readonly onCheckpoint?: (note: string, size: number) => void;
}
