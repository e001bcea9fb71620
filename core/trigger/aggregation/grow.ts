/** A typed array of at least `length` items with the same content: the same one while it is long enough, else a longer one. */
export function grownFloats(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (array.length >= length) return array;
  const grown = new Float64Array(roomFor(array.length, length));
  grown.set(array);
  return grown;
}

export function grownInts(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (array.length >= length) return array;
  const grown = new Int32Array(roomFor(array.length, length));
  grown.set(array);
  return grown;
}

/** Lists shorter than this are made anew for each item. */
const SHORT = 16;

/** The list with an item more: a long one is the same, a short one new, because V8 makes room for 16 items in a list that one is pushed to. */
export function appended<T>(list: T[], item: T): T[] {
  if (list.length < SHORT) return list.concat([item]);
  list.push(item);
  return list;
}

/** A quarter more each time, an eighth where it is much: little is unused, and each item is moved a few times at most. */
function roomFor(length: number, needed: number): number {
  return Math.max(needed, 64, Math.ceil(length * (length < 65_536 ? 1.25 : 1.125)));
}
