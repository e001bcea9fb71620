import { LEVELS, type Level } from '../contract/event.js';
import type { Clock } from '../contract/clock.js';
import { ModuleRules, type ModuleSettings } from '../pipeline/module-rules.js';
import type { BoundFields } from './bound-fields.js';
import { contextFields } from './context.js';
import type { LineFeed } from './feed.js';
import { thresholdOf, type LogLevel } from './level.js';
import { buildLine } from './line.js';
import { createTimestamps } from './timestamps.js';

/** What all children of one logger share: where their lines go, and the rules for their levels. */
export class LogHub {
  readonly feed: LineFeed;
  /** Least severe level, as its place in `LEVELS`, of loggers that neither a rule nor the program sets. */
  readonly least: number;
  /** Changes whenever a level may have changed: loggers keep theirs until then. */
  version = 0;
  #rules: ModuleRules | undefined;
  readonly #time: () => string;

  constructor(feed: LineFeed, level: LogLevel, clock: Clock) {
    this.feed = feed;
    this.least = thresholdOf(level);
    this.#time = createTimestamps(clock);
  }

  /** The `modules` section of the config that is in place now. */
  setModules(modules: Readonly<Record<string, ModuleSettings>>): void {
    this.#rules = new ModuleRules(modules);
    this.version++;
  }

  /** The level that the config states for a logger of this name. */
  ruleFor(name: string): Level | undefined {
    return this.#rules?.forLogger(name)?.level;
  }

  /** As `LineFeed.audit`. */
  async audit(logger: string, bound: BoundFields, event: string, fields: object): Promise<void> {
    const head = { time: this.#time(), level: 'info', logger, context: contextFields(), bound } as const;
    const { text, cuts } = buildLine(head, { ...fields, event }, event, undefined);
    if (cuts > 0) this.feed.count('oversize_line');
    await this.feed.audit(text);
  }

  /** Never throws: not even where the stack has no room left. */
  write(level: number, logger: string, bound: BoundFields, first: unknown, second: unknown, third: unknown): void {
    try {
      const { text, cuts } = buildLine({ time: this.#time(), level: LEVELS[level] as Level, logger, context: contextFields(), bound }, first, second, third);
      this.feed.write(text);
      if (cuts > 0) this.feed.count('oversize_line');
    } catch {
      this.feed.count('unlogged');
    }
  }
}
