/**
 * A number in [0, 1) that depends on the text alone: the same in every process, on every machine and in every version.
 * FNV-1a over the UTF-16 code units, then the finalizer of MurmurHash3, which spreads short and similar keys evenly.
 * Sources: http://www.isthe.com/chongo/tech/comp/fnv/ and https://github.com/aappleby/smhasher (fmix32).
 */
export function stableFraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
