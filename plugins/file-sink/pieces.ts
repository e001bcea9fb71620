/** In bytes. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** What is left of the pieces behind their first so many bytes; of a disk that is full, a vectored write takes but a part. */
export function behind(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  const first = pieces.findIndex(({ length }) => {
    if (left < length) return true;
    left -= length;
    return false;
  });
  return first < 0 ? [] : [(pieces[first] as Uint8Array).subarray(left), ...pieces.slice(first + 1)];
}
