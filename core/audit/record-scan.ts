/** What stands at fixed places of a record's line, found without parsing it. */
export interface RecordHead {
  seq: number;
  /** Offset of the time of recording, 24 characters. */
  recvAt: number;
}

const HEAD = Buffer.from('{"v":1,"seq":');
const TS = Buffer.from(',"ts":"');
const RECV = Buffer.from('","recv":"');
const PREV = Buffer.from('"prev":"');
const TIME = 24;
/** From the beginning of `"prev"` to the end of the line. */
const TAIL = PREV.length + 64 + 2;

/**
 * Reads number and time of a line into `head`; false where it does not have the form of a record. What stands between is not looked
 * at: the line's hash covers it.
 */
export function scanRecord(bytes: Buffer, start: number, end: number, head: RecordHead): boolean {
  if (!startsWith(bytes, start, HEAD)) return false;
  let at = start + HEAD.length;
  let seq = 0;
  const digits = at;
  for (let byte = bytes[at] as number; byte >= 0x30 && byte <= 0x39; byte = bytes[at] as number) {
    seq = seq * 10 + byte - 0x30;
    at++;
  }
  const recvAt = at + TS.length + TIME + RECV.length;
  if (at === digits || recvAt + TIME + TAIL > end) return false;
  head.seq = seq;
  head.recvAt = recvAt;
  return startsWith(bytes, at, TS) && startsWith(bytes, recvAt - RECV.length, RECV) && startsWith(bytes, end - TAIL, PREV) && bytes[end - 1] === 0x7d && bytes[end - 2] === 0x22;
}

/** The hash of the record before, as a scanned line states it. */
export function prevOf(bytes: Buffer, end: number): string {
  return bytes.toString('latin1', end - 66, end - 2);
}

/** The time of recording of a scanned line. */
export function recvOf(bytes: Buffer, { recvAt }: RecordHead): string {
  return bytes.toString('latin1', recvAt, recvAt + TIME);
}

function startsWith(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let each = 0; each < text.length; each++) if (bytes[at + each] !== text[each]) return false;
  return true;
}
