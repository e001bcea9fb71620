import type { FieldReader } from '../condition/compile.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import { eventDigest } from '../trigger/aggregation/event-digest.js';
import { loadRing, TimeRing } from '../trigger/aggregation/time-ring.js';
import { valueHash } from '../trigger/aggregation/value-hash.js';
import { decodeKey, encodeKey } from '../trigger/group-key.js';
import { LATENESS } from '../trigger/lateness.js';
import { loadList, loadNumber, loadObject, loadText } from '../trigger/saved.js';
import type { LoadedCorrelation } from './correlation-shape.js';
import { CorrelationWindow } from './correlation-window.js';

/** How many events are remembered to know one that comes again. */
const REMEMBERED = 1024;

export interface CorrelationFire {
  readonly correlation: LoadedCorrelation;
  /** Values by what the correlation groups by. */
  readonly group: Readonly<Record<string, JsonValue>>;
  /** What was measured: the number of events, of values, of rules, the sum. */
  readonly value: number;
  readonly time: number;
  /** How often its group would have fired since it last did, had it not had to wait. */
  readonly heldBack: number;
}

export interface RunOptions {
  /** Groups kept per correlation; beyond them the one that was quiet longest is let go. */
  readonly maxGroups: number;
  /** Occurrences kept per group. */
  readonly maxOccurrences: number;
  /** Occurrences kept in all groups of a correlation together. */
  readonly maxUnits: number;
  /** Milliseconds for which a group does not fire again. */
  readonly suppress: number;
  /** `reset` empties a group's window when it fires. */
  readonly onMatch: 'keep' | 'reset';
  /** Whether `changes` will be asked for. */
  readonly notesChanges: boolean;
  /** Told of all that did not count or was not said. */
  readonly onReason?: (reason: Reason, correlation: string) => void;
}

/** One group as it stands. */
export interface CorrelationGroup {
  readonly key: Readonly<Record<string, JsonValue>>;
  /** Epoch milliseconds of its newest occurrence. */
  readonly newest: number;
  /** How many occurrences it holds. */
  readonly count: number;
  readonly value: number;
}

interface Group {
  readonly window: CorrelationWindow;
  firedAt: number;
  heldBack: number;
}

/** One correlation with the windows of its groups. */
export class CorrelationRun {
  readonly correlation: LoadedCorrelation;
  readonly #options: RunOptions;
  /** The fields that each rule's events are grouped by. */
  readonly #fields: readonly (readonly string[])[];
  /** The fields of each rule's events whose values are looked at. */
  readonly #values: readonly (readonly string[])[];
  /** By key, the one that was quiet longest first. */
  #groups = new Map<string, Group>();
  #units = 0;
  #seen = new TimeRing(REMEMBERED);
  #newest = -Infinity;
  /** Keys of the groups that are different since `changes` was last asked for. */
  readonly #changed = new Set<string>();

  /** Goes on with the windows of the run before where it looks for the same. */
  constructor(correlation: LoadedCorrelation, options: RunOptions, before?: CorrelationRun) {
    this.correlation = correlation;
    this.#options = options;
    const fieldsOf = (names: readonly string[]): readonly (readonly string[])[] => correlation.rules.map((rule) => names.map((name) => correlation.aliases[name]?.[rule] ?? name));
    this.#fields = fieldsOf(correlation.groupBy);
    this.#values = fieldsOf(correlation.field);
    if (before?.correlation.shape === correlation.shape) this.#takeOver(before);
  }

  /** How many groups there are. */
  get size(): number {
    return this.#groups.size;
  }

  /**
   * One fire for each group that the event's matches are in and that meets the condition: more than one only through aliases.
   * @param id the same event has the same id, however often it comes
   */
  process(time: number, id: string | undefined, readers: ReadonlyMap<string, FieldReader>): readonly CorrelationFire[] {
    const touched = new Map<string, Group>();
    let isNew: boolean | undefined;
    for (const [place, rule] of this.correlation.rules.entries()) {
      const reader = readers.get(rule);
      if (reader === undefined) continue;
      isNew ??= this.#isNew(time, id);
      if (!isNew) break;
      const value = this.#valueOf(reader, this.#values[place] ?? []);
      if (value === null) continue;
      const key = encodeKey(this.#fields[place] ?? [], reader);
      const group = this.#groupAt(key);
      const before = group.window.size;
      const taken = group.window.add({ time, rule: place, value });
      if (taken !== 'taken') this.#count(taken === 'late' ? 'late' : 'state_full');
      if (taken === 'late') continue;
      touched.set(key, group);
      this.#units += group.window.size - before;
      this.#letGo(key);
    }
    return [...touched].flatMap(([key, group]) => this.#fire(key, group, time));
  }

  /** Lets go of the groups in which nothing can be left at this time of the events. */
  expire(to: number): void {
    const { timespan } = this.correlation;
    for (const [key, { window, firedAt }] of this.#groups) {
      if (window.latest <= to - timespan && firedAt <= to - this.#options.suppress) this.#close(key, window);
    }
  }

  /** The stalest first. */
  *groups(): Iterable<CorrelationGroup> {
    for (const [key, { window }] of this.#groups) yield { key: decodeKey(this.correlation.groupBy, key), newest: window.latest, count: window.size, value: window.measure().value };
  }

  /** What it remembers; what is over by the newest event it lets go of first. */
  save(): JsonObject {
    this.expire(this.#newest - LATENESS);
    return { seen: this.#seen.toJSON(), groups: [...this.#groups].map(([key, group]) => saveGroup(key, group, group.window.save())) };
  }

  /** What of `save` is different since this was last asked; undefined where nothing is. What was seen is left out, as it would be long. */
  changes(): JsonObject | undefined {
    if (this.#changed.size === 0) return undefined;
    const groups: JsonObject[] = [];
    const gone: string[] = [];
    for (const key of this.#changed) {
      const group = this.#groups.get(key);
      if (group === undefined) gone.push(key);
      else groups.push(saveGroup(key, group, group.window.changes()));
    }
    this.#changed.clear();
    return { groups, gone };
  }

  /** Takes what `save` gave. Throws on what it can't read. */
  load({ seen, groups }: JsonObject): void {
    if (seen !== undefined) this.#seen = loadRing(seen, REMEMBERED);
    for (const saved of loadList(groups).map(loadObject)) {
      const key = loadText(saved['key']);
      const window = new CorrelationWindow(this.correlation, this.#options.maxOccurrences);
      window.load(saved);
      this.#groups.set(key, { window, firedAt: saved['firedAt'] === undefined ? -Infinity : loadNumber(saved['firedAt']), heldBack: loadNumber(saved['heldBack']) });
      this.#units += window.size;
      this.#newest = Math.max(this.#newest, window.latest);
      this.#letGo(key);
    }
    this.expire(this.#newest - LATENESS);
    this.#changed.clear();
  }

  #takeOver(before: CorrelationRun): void {
    this.#groups = before.#groups;
    this.#units = before.#units;
    this.#seen = before.#seen;
    this.#newest = before.#newest;
    for (const key of before.#changed) this.#changed.add(key);
    for (const { window } of this.#groups.values()) window.correlation = this.correlation;
  }

  #isNew(time: number, id: string | undefined): boolean {
    this.#newest = Math.max(this.#newest, time);
    if (id === undefined || this.#seen.add(time, eventDigest(id)) !== 'duplicate') return true;
    this.#count('duplicate');
    return false;
  }

  #fire(key: string, group: Group, time: number): readonly CorrelationFire[] {
    const { value, holds } = group.window.measure();
    if (!holds) return [];
    if (time < group.firedAt + this.#options.suppress) {
      group.heldBack++;
      this.#count('throttled');
      return [];
    }
    const { heldBack } = group;
    group.firedAt = time;
    group.heldBack = 0;
    if (this.#options.onMatch === 'reset') {
      this.#units -= group.window.size;
      group.window.clear();
    }
    return [{ correlation: this.correlation, group: decodeKey(this.correlation.groupBy, key), value, time, heldBack }];
  }

  #groupAt(key: string): Group {
    if (this.#options.notesChanges) this.#changed.add(key);
    const known = this.#groups.get(key);
    // Put at the end again, so that the first is always the one that was quiet longest.
    if (known !== undefined) this.#groups.delete(key);
    const group = known ?? { window: new CorrelationWindow(this.correlation, this.#options.maxOccurrences), firedAt: -Infinity, heldBack: 0 };
    this.#groups.set(key, group);
    this.#letGo(key);
    return group;
  }

  /** Lets go of groups beyond the limits, but not of `kept`. */
  #letGo(kept: string): void {
    const { maxGroups, maxUnits } = this.#options;
    for (const [key, { window }] of this.#groups) {
      if (key === kept || (this.#groups.size <= maxGroups && this.#units <= maxUnits)) return;
      this.#close(key, window);
      this.#count('state_full');
    }
  }

  #close(key: string, window: CorrelationWindow): void {
    if (this.#options.notesChanges) this.#changed.add(key);
    this.#groups.delete(key);
    this.#units -= window.size;
  }

  #count(reason: Reason): void {
    this.#options.onReason?.(reason, this.correlation.id);
  }

  /** What is counted; undefined where the type asks for no value, null where it does and the event has none. */
  #valueOf(reader: FieldReader, field: readonly string[]): number | undefined | null {
    const { type } = this.correlation;
    if (type === 'event_count' || type === 'temporal' || type === 'temporal_ordered') return undefined;
    if (type === 'value_count') {
      const values = field.map((name) => reader.get(name) ?? null);
      return values.includes(null) ? null : valueHash(encodeKey(field, reader));
    }
    const value = reader.get(field[0] ?? '');
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : null;
  }
}

function saveGroup(key: string, { firedAt, heldBack }: Group, window: JsonObject): JsonObject {
  return { key, heldBack, ...(firedAt === -Infinity ? {} : { firedAt }), ...window };
}
