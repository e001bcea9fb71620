import type { FieldReader } from '../condition/compile.js';
import type { JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import { decodeKey, encodeKey } from '../trigger/group-key.js';
import type { SigmaCorrelation } from './correlation.js';
import { CorrelationWindow } from './correlation-window.js';

/** An event, and the ids of the rules that it meets. */
export interface RuleMatches {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly event: FieldReader;
  readonly rules: readonly string[];
}

export interface CorrelationFire {
  readonly correlation: SigmaCorrelation;
  /** Values by what the correlation groups by. */
  readonly group: Readonly<Record<string, JsonValue>>;
  /** What was measured: the number of events, of values, of rules, the sum. */
  readonly value: number;
  readonly time: number;
}

export interface CorrelatorOptions {
  /** Groups kept per correlation; beyond them the one that was quiet longest is let go. 100,000 where it is not given. */
  readonly maxGroups?: number;
  /** Occurrences kept per group. 10,000 where it is not given. */
  readonly maxOccurrences?: number;
  /** Milliseconds for which a group does not fire again. */
  readonly suppress?: number;
  /** `reset` empties a group's window when it fires. */
  readonly onMatch?: 'keep' | 'reset';
  /** Told of all that did not count. */
  readonly onReason?: (reason: Reason, correlation: string) => void;
}

interface Group {
  readonly window: CorrelationWindow;
  firedAt: number;
}

/**
 * Runs correlations over events that rules were met by. Pure: no clock, no timer. An event fires a correlation at most
 * once; one that fires is an occurrence for those that refer to it, with the values of its group and of the event.
 */
export class Correlator {
  readonly #options: Required<Omit<CorrelatorOptions, 'onReason'>> & Pick<CorrelatorOptions, 'onReason'>;
  /** Each stands behind those that it refers to. */
  readonly #runs: readonly CorrelationRun[];

  /** @param correlations as `loadSigma` gives them: references resolved, without cycles */
  constructor(correlations: readonly SigmaCorrelation[], options: CorrelatorOptions = {}) {
    this.#options = { maxGroups: 100_000, maxOccurrences: 10_000, suppress: 0, onMatch: 'keep', ...options };
    this.#runs = inOrder(correlations).map((correlation) => new CorrelationRun(correlation, this.#options));
  }

  /** Groups that are kept. */
  get groups(): number {
    return this.#runs.reduce((sum, run) => sum + run.groups, 0);
  }

  process({ time, event, rules }: RuleMatches): readonly CorrelationFire[] {
    const fires: CorrelationFire[] = [];
    const readers = new Map<string, FieldReader>(rules.map((rule) => [rule, event]));
    for (const run of this.#runs) {
      for (const fire of run.process(time, readers)) {
        fires.push(fire);
        readers.set(fire.correlation.id, { get: (path) => (Object.hasOwn(fire.group, path) ? fire.group[path] : event.get(path)) });
      }
    }
    return fires;
  }

  /** Lets go of the groups in which nothing can be left at this time of the events. */
  expire(to: number): void {
    for (const run of this.#runs) run.expire(to);
  }
}

class CorrelationRun {
  readonly #correlation: SigmaCorrelation;
  readonly #options: Required<Omit<CorrelatorOptions, 'onReason'>> & Pick<CorrelatorOptions, 'onReason'>;
  /** The fields that each rule's events are grouped by. */
  readonly #fields: readonly (readonly string[])[];
  /** The fields of each rule's events whose values are looked at. */
  readonly #values: readonly (readonly string[])[];
  /** By key, the one that was quiet longest first. */
  readonly #groups = new Map<string, Group>();

  constructor(correlation: SigmaCorrelation, options: Required<Omit<CorrelatorOptions, 'onReason'>> & Pick<CorrelatorOptions, 'onReason'>) {
    this.#correlation = correlation;
    this.#options = options;
    const fieldsOf = (names: readonly string[]): readonly (readonly string[])[] => correlation.rules.map((rule) => names.map((name) => correlation.aliases[name]?.[rule] ?? name));
    this.#fields = fieldsOf(correlation.groupBy);
    this.#values = fieldsOf(correlation.field);
  }

  get groups(): number {
    return this.#groups.size;
  }

  /** One fire for each group that the event's matches are in and that meets the condition: more than one only through aliases. */
  process(time: number, readers: ReadonlyMap<string, FieldReader>): readonly CorrelationFire[] {
    const touched = new Map<string, Group>();
    for (const [place, rule] of this.#correlation.rules.entries()) {
      const reader = readers.get(rule);
      if (reader === undefined) continue;
      const value = this.#valueOf(reader, this.#values[place] ?? []);
      if (value === null) continue;
      const key = encodeKey(this.#fields[place] ?? [], reader);
      const group = this.#groupAt(key);
      const taken = group.window.add({ time, rule: place, value });
      if (taken !== 'taken') this.#options.onReason?.(taken === 'late' ? 'late' : 'state_full', this.#correlation.id);
      if (taken !== 'late') touched.set(key, group);
    }
    return [...touched].flatMap(([key, group]) => this.#fire(key, group, time));
  }

  expire(to: number): void {
    const { timespan } = this.#correlation;
    for (const [key, { window, firedAt }] of this.#groups) {
      if (window.latest <= to - timespan && firedAt <= to - this.#options.suppress) this.#groups.delete(key);
    }
  }

  #fire(key: string, group: Group, time: number): readonly CorrelationFire[] {
    const { value, holds } = group.window.measure();
    if (!holds || time < group.firedAt + this.#options.suppress) return [];
    group.firedAt = time;
    if (this.#options.onMatch === 'reset') group.window.clear();
    return [{ correlation: this.#correlation, group: decodeKey(this.#correlation.groupBy, key), value, time }];
  }

  #groupAt(key: string): Group {
    const known = this.#groups.get(key);
    // Put at the end again, so that the first is always the one that was quiet longest.
    if (known !== undefined) this.#groups.delete(key);
    const group = known ?? { window: new CorrelationWindow(this.#correlation, this.#options.maxOccurrences), firedAt: -Infinity };
    this.#groups.set(key, group);
    if (this.#groups.size > this.#options.maxGroups) {
      for (const oldest of this.#groups.keys()) {
        this.#groups.delete(oldest);
        break;
      }
      this.#options.onReason?.('state_full', this.#correlation.id);
    }
    return group;
  }

  /** What is counted; undefined where the type asks for no value, null where it does and the event has none. */
  #valueOf(reader: FieldReader, field: readonly string[]): string | number | undefined | null {
    const { type } = this.#correlation;
    if (type === 'event_count' || type === 'temporal' || type === 'temporal_ordered') return undefined;
    if (type === 'value_count') {
      const values = field.map((name) => reader.get(name) ?? null);
      return values.includes(null) ? null : encodeKey(field, reader);
    }
    const value = reader.get(field[0] ?? '');
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : null;
  }
}

function inOrder(correlations: readonly SigmaCorrelation[]): readonly SigmaCorrelation[] {
  const byId = new Map(correlations.map((correlation) => [correlation.id, correlation]));
  const ordered = new Set<SigmaCorrelation>();
  const visit = (correlation: SigmaCorrelation): void => {
    for (const id of correlation.rules) {
      const inner = byId.get(id);
      if (inner !== undefined && !ordered.has(inner)) visit(inner);
    }
    ordered.add(correlation);
  };
  for (const correlation of correlations) visit(correlation);
  return [...ordered];
}
