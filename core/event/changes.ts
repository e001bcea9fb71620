import type { FieldChanges } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import { fieldPath, type FieldPath, type MemberName } from './field-path.js';
import type { ChangeGuard } from './provenance.js';

/** One change, ready to be written to many lines. */
export class PreparedChange {
  readonly path: FieldPath;
  /** The new value as JSON; undefined removes the member. */
  readonly json: Buffer | undefined;
  #addition: Buffer | undefined;
  #inside: readonly { readonly head: MemberName; readonly change: PreparedChange }[] | undefined;
  #inElement: PreparedChange | undefined;

  constructor(path: FieldPath, json: Buffer | undefined) {
    this.path = path;
    this.json = json;
  }

  /** The member as it is added behind others: `,"name":value`. */
  get addition(): Buffer {
    return (this.#addition ??= Buffer.concat([Buffer.from(`,${JSON.stringify(this.path.name)}:`), this.json ?? Buffer.alloc(0)]));
  }

  /** The same change inside the members that the beginning of its name may be, as the cuts of its path have them. */
  get inside(): readonly { readonly head: MemberName; readonly change: PreparedChange }[] {
    return (this.#inside ??= this.path.cuts.map(({ head, rest }) => ({ head, change: new PreparedChange(rest, this.json) })));
  }

  /** The same change inside the element of an array that its name begins with; undefined where it is to the whole of it. */
  get inElement(): PreparedChange | undefined {
    const rest = this.path.index?.rest;
    return rest === undefined ? undefined : (this.#inElement ??= new PreparedChange(rest, this.json));
  }
}

interface Prepared {
  readonly guard: ChangeGuard;
  readonly stated: readonly (readonly [name: string, value: JsonValue | undefined])[];
  readonly steps: readonly (readonly PreparedChange[])[];
  /** Nobody can write to it any more. */
  readonly isFrozen: boolean;
}

const cache = new WeakMap<FieldChanges, Prepared>();

/**
 * Runs each value through the guard and encodes it. What the guard leaves out is removed. Gives the changes in steps to be done
 * one after another: a single one, unless a change lies inside another. A transform that sets constants pays once.
 */
export function prepareChanges(changes: FieldChanges, guard: ChangeGuard): Prepared['steps'] {
  const known = cache.get(changes);
  if (known?.guard === guard && (known.isFrozen || isAsStated(changes, known.stated))) return known.steps;
  const stated = Object.entries(changes);
  const list = stated.map(([name, value]) => {
    const guarded = value === undefined ? undefined : guard(name, value);
    return new PreparedChange(fieldPath(name), guarded === undefined ? undefined : Buffer.from(JSON.stringify(guarded)));
  });
  const steps = isNested(stated) ? list.map((change) => [change]) : [list];
  // An object or an array among the values could be written to without a trace.
  if (stated.every(([, value]) => typeof value !== 'object' || value === null)) cache.set(changes, { guard, stated, steps, isFrozen: Object.isFrozen(changes) });
  return steps;
}

/** Whether the object still says what it said: who made it may have written to it since. */
function isAsStated(changes: FieldChanges, stated: Prepared['stated']): boolean {
  let at = 0;
  for (const name in changes) {
    const [known, value] = stated[at++] ?? [];
    if (known !== name || !Object.is(changes[name], value)) return false;
  }
  return at === stated.length;
}

/** Whether one change could alter what another one looks for. */
function isNested(stated: Prepared['stated']): boolean {
  return stated.length > 1 && stated.some(([outer]) => stated.some(([inner]) => inner.startsWith(`${outer}.`)));
}
