const UTF8_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
const UTF16_MARKS: readonly (readonly number[])[] = [[0xff, 0xfe], [0xfe, 0xff]];

/** The first bytes of a file without the mark that programs for Windows write before the first line. */
export function withoutMark(first: Uint8Array): Uint8Array {
  return beginsWith(first, UTF8_MARK) ? first.subarray(UTF8_MARK.length) : first;
}

/** True for the first bytes of a file in UTF-16, with its mark. Read as UTF-8, a NUL stands between any two characters: no rule finds a secret there. */
export function isUtf16(first: Uint8Array): boolean {
  return UTF16_MARKS.some((mark) => beginsWith(first, mark));
}

export function refuseUtf16(first: Uint8Array): void {
  if (!isUtf16(first)) return;
  const why = 'it is written in UTF-16, in which no secret would be found: have it written in UTF-8, or leave it out with `exclude`';
  throw Object.assign(new Error(why), { code: 'UTF-16' });
}

function beginsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return bytes.length >= mark.length && mark.every((byte, i) => bytes[i] === byte);
}
