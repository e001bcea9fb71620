import type { Level } from '../contract/event.js';
import type { RunningPipeline } from '../runtime/open-pipeline.js';
import type { LogLevel } from './level.js';

/**
 * Logs one line: a message, fields and an error, in any order. A function is called for its value, and only where the level is
 * on. Never throws, and may be passed on without its logger: `promise.catch(log.error)`.
 */
export interface LogMethod {
  (message: string, details?: unknown, more?: unknown): void;
  (details: unknown, message?: string, more?: unknown): void;
}

/** An object whose own members are the fields: a literal, or what an interface or a class describes. */
export type Fields = object;

export interface ChildOptions {
  /** As if it was set afterwards. */
  readonly level?: LogLevel | undefined;
}

export interface Logger {
  /** Dotted name, which `modules:` in a config goes by. */
  readonly name: string;
  /**
   * Least severe level that goes on. A level that the config states for this name wins over that of the parent. One that is set
   * here can make a logger quieter than the config says, not louder.
   */
  get level(): Level | 'silent';
  set level(level: LogLevel);
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly critical: LogMethod;
  /** The same as `critical`. */
  readonly fatal: LogMethod;
  /**
   * States what has to be on record: an event of the class audit, whatever the level of the logger. Resolves when it is on disk in the
   * audit log and in the queue of every sink; without `audit:` in the config, when every sink has it. Rejects where that comes to
   * nothing. `subject` holds what is said of a person, by `id`: it is sealed, and can be erased.
   */
  audit(event: string, fields?: Fields): Promise<void>;
  isLevelEnabled(level: LogLevel): boolean;
  /** A logger with fields of its own on every line, which replace those of the same name; `module` is its name. */
  child(fields: Fields, options?: ChildOptions): Logger;
  /** Calls `run`: every line that is logged in it, by any logger, and in what it starts, carries these fields. */
  withContext<T>(fields: Fields, run: () => T): T;
  /** Resolves when everything logged so far is delivered; rejects where some was given up, or the pipeline could not start. */
  flush(): Promise<void>;
}

export interface RootLogger extends Logger {
  /** Where the lines go. Rejects where it could not start; the logger then drops its lines, and has said so on standard error. */
  readonly pipeline: Promise<RunningPipeline>;
  /**
   * Delivers everything and ends: what is logged later is dropped, and counted. Closes the pipeline too, unless it was given to
   * the logger. May be called twice. Deliveries may take `timeout` milliseconds from when the pipeline is up; without it, as long
   * as they take.
   */
  close(options?: { readonly timeout?: number | undefined }): Promise<void>;
}
