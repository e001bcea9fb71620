import { isOpen } from '../alert/incident.js';
import type { IncidentBook } from '../alert/incident-book.js';
import { UNDELIVERED, type UndeliveredRule } from '../alert/undelivered.js';
import type { Clock, Timer } from '../contract/clock.js';
import type { Signals } from '../pipeline/signals.js';

export interface DeliveryWatchOptions {
  readonly book: IncidentBook;
  readonly clock: Clock;
  readonly signals: Signals;
  /** Something is to be said. */
  readonly onChange: () => void;
}

const PREFIX = 'actions.';

/**
 * Tells people elsewhere that an action does not take alerts: that it refused one, took no more than its one sentence, or failed for
 * long. One alert for each such action, which is over when it takes them again. Nobody is told where the config names nobody.
 */
export class DeliveryWatch {
  readonly #options: DeliveryWatchOptions;
  /** By action: counts how long it fails. */
  readonly #failing = new Map<string, Timer>();
  /** Actions that say of themselves that they are not well. */
  readonly #unwell = new Set<string>();
  /** By action: the firing of its alert. */
  readonly #told = new Map<string, string>();
  readonly #off: readonly (() => void)[];
  #count = 0;

  /** Takes up what an earlier run told. */
  constructor(options: DeliveryWatchOptions) {
    this.#options = options;
    const { book, signals } = options;
    for (const incident of book.incidents()) {
      const { trigger, key: { action }, firings: [firing] } = incident;
      if (trigger === UNDELIVERED && isOpen(incident) && typeof action === 'string' && firing !== undefined) this.#told.set(action, firing[0]);
    }
    const ofAction = <R extends readonly unknown[]>(work: (action: string, ...rest: R) => void) => (id: string, ...rest: R): void => {
      if (id.startsWith(PREFIX)) work(id.slice(PREFIX.length), ...rest);
    };
    this.#off = [
      signals.on('health_changed', ofAction((action, { status, detail }) => {
        if (status === 'ok') {
          this.#unwell.delete(action);
          this.#recovered(action);
        } else {
          this.#unwell.add(action);
          this.#begin(action, detail ?? `It is ${status}.`);
        }
      })),
      signals.on('outlet_failing', ofAction((action, error) => this.#startsToFail(action, error))),
      signals.on('outlet_recovered', ofAction((action) => {
        this.#stopsToFail(action);
        this.#recovered(action);
      })),
    ];
  }

  /** What became of a message: `delivered`, or given up. */
  settled(action: string, delivered: boolean): void {
    if (delivered) {
      this.#stopsToFail(action);
      this.#recovered(action);
      // What it says of itself tells more.
    } else if (!this.#unwell.has(action)) this.#begin(action, 'A message was given up: it is among the dead letters.');
  }

  /** Actions that are no more owe nobody anything. */
  keepOnly(actions: ReadonlySet<string>): void {
    for (const action of [...this.#failing.keys(), ...this.#unwell, ...this.#told.keys()]) {
      if (actions.has(action)) continue;
      this.#stopsToFail(action);
      this.#unwell.delete(action);
      this.#end(action);
    }
  }

  close(): void {
    for (const off of this.#off) off();
    for (const timer of this.#failing.values()) timer.cancel();
  }

  get #rule(): UndeliveredRule | undefined {
    return this.#options.book.rules.undelivered;
  }

  #startsToFail(action: string, error: Error): void {
    const { after } = this.#rule ?? {};
    if (after === undefined || this.#failing.has(action)) return;
    this.#failing.set(action, this.#options.clock.after(after, () => this.#begin(action, error.message), { background: true }));
  }

  #stopsToFail(action: string): void {
    this.#failing.get(action)?.cancel();
    this.#failing.delete(action);
  }

  #recovered(action: string): void {
    if (!this.#unwell.has(action) && !this.#failing.has(action)) this.#end(action);
  }

  #begin(action: string, detail: string): void {
    const { book, clock, onChange } = this.#options;
    const rule = this.#rule;
    // Who does not take alerts is not told so.
    const to = rule?.to.filter((name) => name !== action) ?? [];
    if (rule === undefined || to.length === 0) return;
    const now = clock.now();
    const id = `${UNDELIVERED}/${action}/${now.toString(36)}.${++this.#count}`;
    this.#told.set(action, id);
    book.fired({
      id, repeat: 0, trigger: UNDELIVERED, severity: rule.severity, title: [{ text: `Alerts do not arrive as they should at ${action}` }], text: [{ data: detail }], why: '', key: { action }, tags: ['hushpipe'],
      since: now, at: now, count: undefined, heldBack: 0, drill: false,
    }, to, [], now, true);
    onChange();
  }

  #end(action: string): void {
    const firing = this.#told.get(action);
    if (firing === undefined) return;
    this.#told.delete(action);
    const { book, clock, onChange } = this.#options;
    book.resolved(firing, { at: clock.now(), reason: 'quiet' }, clock.now());
    onChange();
  }
}
