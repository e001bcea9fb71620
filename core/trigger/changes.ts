import type { JsonObject, JsonValue } from '../contract/json.js';
import { loadList, loadNumber, loadObject, loadText } from './saved.js';

/**
 * Puts what `changes` of an engine gave, one after the other, on top of a snapshot, or of nothing; the result is a snapshot.
 * Undefined where there is neither. Throws on what it can't read.
 */
export function withChanges(snapshot: JsonValue | undefined, changes: readonly JsonValue[]): JsonValue | undefined {
  const base = snapshot ?? changes[0];
  if (base === undefined) return undefined;
  const { triggers, ...rest }: JsonObject = { ...loadObject(base), ...(snapshot === undefined ? { triggers: [] } : {}) };
  const byName = new Map(loadList(triggers).map(loadObject).map((saved) => [loadText(saved['name']), new Merged(saved)]));
  let at = loadNumber(rest['at']);
  for (const change of changes.map(loadObject)) {
    at = loadNumber(change['at']);
    for (const changed of loadList(change['triggers']).map(loadObject)) {
      const name = loadText(changed['name']);
      const merged = byName.get(name);
      if (merged !== undefined && merged.shape === changed['shape']) merged.take(changed);
      else byName.set(name, new Merged(changed));
    }
  }
  return { ...rest, at, triggers: [...byName].map(([name, merged]) => ({ name, shape: merged.shape, state: merged.toJSON() })) };
}

/** The state of one trigger: its groups by key, and whatever else it has, the latest of each. */
class Merged {
  readonly shape: string;
  readonly #groups = new Map<string, JsonObject>();
  #hasGroups = false;
  #rest: JsonObject = {};

  constructor(saved: JsonObject) {
    this.shape = loadText(saved['shape']);
    this.take(saved);
  }

  take({ state }: JsonObject): void {
    const { groups = [], gone = [], ...rest } = loadObject(state);
    this.#hasGroups ||= Object.hasOwn(loadObject(state), 'groups');
    this.#rest = { ...this.#rest, ...rest };
    for (const key of loadList(gone).map(loadText)) this.#groups.delete(key);
    for (const group of loadList(groups).map(loadObject)) {
      const key = loadText(group['key']);
      const before = this.#groups.get(key);
      // The stalest stand first.
      this.#groups.delete(key);
      this.#groups.set(key, group['more'] === undefined ? group : extended(before, group));
    }
  }

  toJSON(): JsonObject {
    return { ...this.#rest, ...(this.#hasGroups ? { groups: [...this.#groups.values()] } : {}) };
  }
}

/** The group with `more` behind what it held before. */
function extended(before: JsonObject | undefined, { more, ...group }: JsonObject): JsonObject {
  return { ...before, ...group, occurrences: [...(before === undefined ? [] : loadList(before['occurrences'])), ...loadList(more)] };
}
