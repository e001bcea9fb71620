import { LEVELS, type Level } from '../contract/event.js';
import { bindFields, type BoundFields } from './bound-fields.js';
import { withContext } from './context.js';
import type { LogHub } from './hub.js';
import { levelAt, thresholdOf, type LogLevel } from './level.js';
import type { ChildOptions, Fields, Logger, LogMethod } from './logger.js';
import { quote } from './quote.js';

/** A logger, and each child of it. */
export class AppLogger implements Logger {
  readonly name: string;
  readonly #hub: LogHub;
  readonly #parent: AppLogger | undefined;
  readonly #bound: BoundFields;
  readonly #nameText: string;
  /** The level set for this one. */
  #own: number | undefined;
  /** What goes on, as of this version of the hub. */
  #least = 0;
  #version = -1;

  readonly trace: LogMethod = this.#method('trace');
  readonly debug: LogMethod = this.#method('debug');
  readonly info: LogMethod = this.#method('info');
  readonly warn: LogMethod = this.#method('warn');
  readonly error: LogMethod = this.#method('error');
  readonly critical: LogMethod = this.#method('critical');
  readonly fatal: LogMethod = this.critical;

  constructor(hub: LogHub, name: string, bound: BoundFields, parent?: AppLogger) {
    this.name = name;
    this.#hub = hub;
    this.#parent = parent;
    this.#bound = bound;
    this.#nameText = quote(name);
  }

  get level(): Level | 'silent' {
    return levelAt(this.#threshold());
  }

  set level(level: LogLevel) {
    this.#own = thresholdOf(level);
    // For all: children may follow this one.
    this.#hub.version++;
  }

  isLevelEnabled(level: LogLevel): boolean {
    const threshold = thresholdOf(level);
    return threshold < LEVELS.length && threshold >= this.#threshold();
  }

  child(fields: Fields, options: ChildOptions = {}): Logger {
    const name = moduleOf(fields);
    const child = new AppLogger(this.#hub, name ?? this.name, bindFields(fields, this.#bound, name === undefined ? undefined : 'module'), this);
    if (options.level !== undefined) child.#own = thresholdOf(options.level);
    return child;
  }

  withContext<T>(fields: Fields, run: () => T): T {
    return withContext(fields, run);
  }

  audit(event: string, fields: Fields = {}): Promise<void> {
    return this.#hub.audit(this.#nameText, this.#bound, event, fields);
  }

  flush(): Promise<void> {
    return this.#hub.feed.flush();
  }

  #method(level: Level): LogMethod {
    const rank = LEVELS.indexOf(level);
    return (first: unknown, second?: unknown, third?: unknown): void => {
      if (rank >= this.#threshold()) this.#hub.write(rank, this.#nameText, this.#bound, first, second, third);
    };
  }

  #threshold(): number {
    if (this.#version !== this.#hub.version) {
      this.#version = this.#hub.version;
      const rule = this.#hub.ruleFor(this.name);
      this.#least = rule === undefined ? this.#inherited() : Math.max(LEVELS.indexOf(rule), this.#own ?? 0);
    }
    return this.#least;
  }

  /** The level of the nearest one that has one set. By a loop: a program may make a child of a child for every message. */
  #inherited(): number {
    let own = this.#own;
    for (let at = this.#parent; own === undefined && at !== undefined; at = at.#parent) own = at.#own;
    return own ?? this.#hub.least;
  }
}

function moduleOf(fields: Fields): string | undefined {
  try {
    const { module } = fields as { readonly module?: unknown };
    return typeof module === 'string' && module !== '' ? module : undefined;
  } catch {
    return undefined;
  }
}
