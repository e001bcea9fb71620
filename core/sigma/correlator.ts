import type { FieldReader } from '../condition/compile.js';
import type { JsonObject } from '../contract/json.js';
import { GROUP_LIMITS } from '../trigger/group-limits.js';
import { loadObject } from '../trigger/saved.js';
import { CorrelationRun, type CorrelationFire, type CorrelationGroup, type RunOptions } from './correlation-run.js';
import type { LoadedCorrelation } from './correlation-shape.js';

/** An event, and the ids of the rules that it meets. */
export interface RuleMatches {
  /** The same event has the same id, however often it comes; without one, it is never taken for another. */
  readonly id?: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly event: FieldReader;
  readonly rules: readonly string[];
}

/**
 * Runs correlations over events that rules were met by. Pure: no clock, no timer. An event fires a correlation at most
 * once; one that fires is an occurrence for those that refer to it, with the values of its group and of the event.
 */
export class Correlator {
  /** By id; each stands behind those that it refers to. */
  readonly #runs: ReadonlyMap<string, CorrelationRun>;

  /** @param before gives its windows to the correlations that look for the same as there */
  constructor(correlations: readonly LoadedCorrelation[], options: Partial<RunOptions> = {}, before?: Correlator) {
    const given: RunOptions = { maxGroups: GROUP_LIMITS.groups, maxUnits: GROUP_LIMITS.units, maxOccurrences: 10_000, suppress: 0, onMatch: 'keep', notesChanges: false, ...options };
    const runs = before === undefined ? new Map<string, CorrelationRun>() : before.#runs;
    this.#runs = new Map(inOrder(correlations).map((correlation) => [correlation.id, new CorrelationRun(correlation, given, runs.get(correlation.id))]));
  }

  process({ id, time, event, rules }: RuleMatches): readonly CorrelationFire[] {
    const fires: CorrelationFire[] = [];
    const readers = new Map<string, FieldReader>(rules.map((rule) => [rule, event]));
    for (const run of this.#runs.values()) {
      for (const fire of run.process(time, id, readers)) {
        fires.push(fire);
        readers.set(fire.correlation.id, { get: (path) => (Object.hasOwn(fire.group, path) ? fire.group[path] : event.get(path)) });
      }
    }
    return fires;
  }

  /** The groups of a correlation, the stalest first; undefined where there is none of that id. */
  groups(correlation: string): Iterable<CorrelationGroup> | undefined {
    return this.#runs.get(correlation)?.groups();
  }

  /** What each correlation remembers, in the form in which an engine saves its triggers. */
  save(): readonly JsonObject[] {
    return [...this.#runs.values()].map((run) => saved(run, run.save()));
  }

  /** As `save`, of what has changed since this was last asked. */
  changes(): readonly JsonObject[] {
    return [...this.#runs.values()].flatMap((run) => {
      const changed = run.changes();
      return changed === undefined ? [] : [saved(run, changed)];
    });
  }

  /** Takes what `save` gave, by name; what looks for something else now begins anew. Throws on what it can't read. */
  load(entries: ReadonlyMap<string, JsonObject>): void {
    for (const [id, run] of this.#runs) {
      const entry = entries.get(id);
      if (entry?.['shape'] === run.correlation.shape) run.load(loadObject(entry['state']));
    }
  }
}

function saved({ correlation: { id, shape } }: CorrelationRun, state: JsonObject): JsonObject {
  return { name: id, shape, state };
}

function inOrder(correlations: readonly LoadedCorrelation[]): readonly LoadedCorrelation[] {
  const byId = new Map(correlations.map((correlation) => [correlation.id, correlation]));
  const ordered = new Set<LoadedCorrelation>();
  const visit = (correlation: LoadedCorrelation): void => {
    for (const id of correlation.rules) {
      const inner = byId.get(id);
      if (inner !== undefined && !ordered.has(inner)) visit(inner);
    }
    ordered.add(correlation);
  };
  for (const correlation of correlations) visit(correlation);
  return [...ordered];
}
