import type { Random } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { Condition } from '../condition/condition.js';
import { compact } from '../event/compact.js';
import { bytesOf } from './item-queue.js';
import type { ModuleRules } from './module-rules.js';
import type { Outlet } from './outlet.js';
import type { Tally } from './tally.js';
import type { Ticket } from './ticket.js';

/** `from` undefined: every source. `when` undefined: every event. */
export interface Route {
  readonly from: ReadonlySet<string> | undefined;
  readonly when: Condition | undefined;
  readonly to: readonly string[];
}

export interface RouterOptions {
  /** By name, as routes and modules call them. */
  readonly sinks: ReadonlyMap<string, Outlet<LogEvent>>;
  /** Empty: every source feeds every sink. */
  readonly routes: readonly Route[];
  readonly modules: ModuleRules | undefined;
  readonly random: Random;
  readonly tally: Tally;
}

/** Decides who gets which events, and hands them over. Made anew by a reload; the outlets stay. */
export class Router {
  readonly #options: RouterOptions;
  readonly #all: readonly Outlet<LogEvent>[];

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#all = [...options.sinks.values()];
  }

  /** Resolves when every queue has taken its share. A full queue holds back this call, never its siblings. */
  async send(events: readonly LogEvent[], ticket: Ticket): Promise<void> {
    const { routes, modules } = this.#options;
    const waits: Promise<void>[] = [];
    const push = (outlet: Outlet<LogEvent>, share: readonly LogEvent[], bytes: number): void => {
      const wait = outlet.push(share, ticket, bytes);
      if (wait !== undefined) waits.push(wait);
    };
    if (routes.length === 0 && modules === undefined) {
      if (this.#all.length === 0) this.#options.tally.record('unrouted', events.length);
      const bytes = bytesOf(events);
      for (const outlet of this.#all) push(outlet, events, bytes);
    } else {
      for (const [outlet, share] of this.#divide(events)) {
        // A share that is small keeps the whole batch in memory while it waits, unless it gets a place of its own.
        push(outlet, share.length * 2 < events.length ? compact(share) : share, bytesOf(share));
      }
    }
    if (waits.length > 0) await Promise.all(waits);
  }

  #divide(events: readonly LogEvent[]): Map<Outlet<LogEvent>, LogEvent[]> {
    const shares = new Map<Outlet<LogEvent>, LogEvent[]>();
    const { random, tally, modules, sinks } = this.#options;
    for (const event of events) {
      const rule = modules?.forEvent(event);
      const refusal = rule?.refuses(event, random);
      if (refusal !== undefined) {
        tally.record(refusal);
        continue;
      }
      const routed = this.#routed(event);
      let sent = false;
      for (const name of routed) {
        if (rule?.sinks !== undefined && !rule.sinks.has(name)) continue;
        const outlet = sinks.get(name);
        if (outlet === undefined) continue;
        sent = true;
        const share = shares.get(outlet);
        if (share === undefined) shares.set(outlet, [event]);
        else share.push(event);
      }
      if (!sent) tally.record('unrouted');
    }
    return shares;
  }

  #routed(event: LogEvent): Iterable<string> {
    const { routes, sinks } = this.#options;
    if (routes.length === 0) return sinks.keys();
    const names = new Set<string>();
    for (const { from, when, to } of routes) {
      if (from !== undefined && !from.has(event.source)) continue;
      if (when !== undefined && !when.matches(event)) continue;
      for (const name of to) names.add(name);
    }
    return names;
  }
}
