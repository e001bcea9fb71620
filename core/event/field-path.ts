/** The name of a member, as text and as the bytes that it mostly stands as. */
export interface MemberName {
  readonly name: string;
  readonly key: Buffer;
}

/** A dotted name, prepared for look-ups. */
export interface FieldPath extends MemberName {
  /** Every way to cut the name at a dot, shortest head first: `a.b.c` gives [a, b.c] and [a.b, c]. */
  readonly cuts: readonly { readonly head: MemberName; readonly rest: FieldPath }[];
  /** What the name means in an array, where it begins with a number: `0.a` is element 0, and `a` in it. */
  readonly index: { readonly at: number; readonly rest: FieldPath | undefined } | undefined;
}

/** A name with more dots is taken as a literal key only: it has a cut for each dot, and each of these has cuts again. */
const MOST_DOTS = 32;
const MOST_CACHED = 4096;
const INDEX = /^(0|[1-9]\d{0,8})(?:\.(.*))?$/s;

const cache = new Map<string, FieldPath>();

export function fieldPath(name: string): FieldPath {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const dots = [...name.matchAll(/\./g)].map((match) => match.index);
  const cuts = dots.length > MOST_DOTS ? [] : dots.map((dot) => ({ head: memberName(name.slice(0, dot)), rest: fieldPath(name.slice(dot + 1)) }));
  const [, at, rest] = dots.length > MOST_DOTS ? [] : INDEX.exec(name) ?? [];
  const index = at === undefined ? undefined : { at: Number(at), rest: rest === undefined ? undefined : fieldPath(rest) };
  const path = { ...memberName(name), cuts, index };
  // Names come from configs, but also from whoever asks: the cache starts anew rather than grow without bound.
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(name, path);
  return path;
}

const memberName = (name: string): MemberName => ({ name, key: Buffer.from(name) });
