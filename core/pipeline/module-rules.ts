import type { Random } from '../contract/clock.js';
import { LEVELS, type Level, type LogEvent } from '../contract/event.js';
import type { Reason } from '../contract/reasons.js';

/** As the config states it for one pattern. */
export interface ModuleSettings {
  readonly level?: Level;
  readonly sinks?: readonly string[];
  /** Share that is kept, 0 to 1, for all levels or by level. */
  readonly sample?: number | Readonly<Partial<Record<Level, number>>>;
}

const MOST_CACHED = 10_000;

export class ModuleRule {
  /** Undefined: all. */
  readonly sinks: ReadonlySet<string> | undefined;
  /** Undefined where the rule states none, so that who speaks decides. */
  readonly level: Level | undefined;
  readonly #least: number;
  readonly #sample: ModuleSettings['sample'];

  constructor(settings: ModuleSettings) {
    this.sinks = settings.sinks === undefined ? undefined : new Set(settings.sinks);
    this.level = settings.level;
    this.#least = settings.level === undefined ? 0 : LEVELS.indexOf(settings.level);
    this.#sample = settings.sample;
  }

  /** Whether events of this level go on at all. */
  admits(level: Level): boolean {
    return LEVELS.indexOf(level) >= this.#least;
  }

  /** Why this event does not go on, or undefined. Audit and security events always do. */
  refuses(event: LogEvent, random: Random): Reason | undefined {
    if (event.class !== 'normal') return undefined;
    const { level } = event;
    if (!this.admits(level)) return 'module_level';
    if (this.#sample === undefined) return undefined;
    const share = typeof this.#sample === 'number' ? this.#sample : this.#sample[level] ?? 1;
    return share >= 1 || random() < share ? undefined : 'module_sample';
  }
}

/**
 * Level, sinks and sampling by logger name. `db.*` covers `db` and all below it, `db` covers itself alone; the nearest dotted
 * name wins; `*` is the rest.
 */
export class ModuleRules {
  readonly #rules = new Map<string, ModuleRule>();
  readonly #cache = new Map<string, ModuleRule | undefined>();

  constructor(modules: Readonly<Record<string, ModuleSettings>>) {
    for (const [pattern, settings] of Object.entries(modules)) this.#rules.set(pattern, new ModuleRule(settings));
  }

  forEvent(event: LogEvent): ModuleRule | undefined {
    return this.forLogger(event.logger ?? '');
  }

  forLogger(name: string): ModuleRule | undefined {
    if (this.#cache.has(name)) return this.#cache.get(name);
    const rule = this.#nearest(name);
    // Logger names may come from events, so they are not kept without bound.
    if (this.#cache.size >= MOST_CACHED) this.#cache.clear();
    this.#cache.set(name, rule);
    return rule;
  }

  #nearest(name: string): ModuleRule | undefined {
    const exact = this.#rules.get(name);
    if (exact !== undefined) return exact;
    for (let head = name; head !== ''; head = head.slice(0, Math.max(0, head.lastIndexOf('.')))) {
      const rule = this.#rules.get(`${head}.*`);
      if (rule !== undefined) return rule;
    }
    return this.#rules.get('*');
  }
}
