/**
 * A cheap test that a scan makes of each key it passes: could it end in one of the wanted names? It looks at the key's last
 * two bytes alone, with `-`, `_` and `.` counting as "could be anything" and letters of either case as one. It misses no
 * wanted key and lets some strangers through, who are then compared in full.
 */
export type KeyFilter = Uint8Array;

const SIZE = 1 << 16;

/** Each byte as the filter sees it: A-Z lower-cased, separators 0. */
const FOLD = new Uint8Array(256).map((_, byte) => {
  if (byte === 0x2d || byte === 0x5f || byte === 0x2e) return 0;
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
});

/** A filter for keys that end in any of these names, which are lower-case and without separators. `all` passes every key. */
export function keyFilter(names: Iterable<string> | 'all'): KeyFilter {
  const filter = new Uint8Array(SIZE);
  if (names === 'all') return filter.fill(1);
  const endings = [...names].map((name) => Buffer.from(name).subarray(-2));
  if (endings.length === 0) return filter;
  // A key that ends in a separator, or has one next to its last byte, always passes.
  for (let byte = 0; byte < 256; byte++) filter[byte] = filter[byte << 8] = 1;
  for (const ending of endings) {
    const last = ending.at(-1);
    if (last === undefined) continue;
    if (ending.length === 1) for (let byte = 0; byte < 256; byte++) filter[(byte << 8) | last] = 1;
    else filter[((ending[0] as number) << 8) | last] = 1;
  }
  return filter;
}

/** Whether the key that ends before `end` passes; the byte before a key is its quote, so one-letter keys need no case of their own. */
export function passesKeyFilter(filter: KeyFilter, bytes: Uint8Array, end: number): boolean {
  return filter[((FOLD[bytes[end - 2] as number] as number) << 8) | (FOLD[bytes[end - 1] as number] as number)] === 1;
}
