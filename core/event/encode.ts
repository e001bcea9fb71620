import type { LineEncoding, LogEvent } from '../contract/event.js';
import { textAsJson, viewOf, type LineEvent } from './line-event.js';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/**
 * The batch as lines, each ended by LF; see `LineEncoding`. Events that stand one after another in one block leave as one
 * range: a batch that nobody touched is not even copied. The result may share memory with the events: it is read-only.
 */
export function encodeLines(batch: readonly LogEvent[], encoding: LineEncoding = 'json'): Uint8Array {
  const ranges = collectRanges(batch, encoding);
  if (ranges.length === 1) return ranges[0] as Uint8Array;
  return Buffer.concat(ranges);
}

function collectRanges(batch: readonly LogEvent[], encoding: LineEncoding): Uint8Array[] {
  const ranges: Uint8Array[] = [];
  let bytes: Buffer | undefined;
  let from = 0;
  let to = 0;
  for (const event of batch) {
    let view = viewOf(event);
    if (!view.isJson && encoding === 'json') view = textAsJson(view);
    const line = view.block.bytes;
    if (line === bytes && view.start === to && line[view.end] === LF && !isBroken(view)) {
      to = view.end + 1;
      continue;
    }
    if (bytes !== undefined && to > from) ranges.push(bytes.subarray(from, to));
    if (line[view.end] === LF && !isBroken(view)) {
      bytes = line;
      from = view.start;
      to = view.end + 1;
    } else {
      ranges.push(ownLine(view));
      bytes = undefined;
      from = to = 0;
    }
  }
  if (bytes !== undefined && to > from) ranges.push(bytes.subarray(from, to));
  return ranges;
}

/** Records of several lines, which must leave as one. */
function isBroken(view: LineEvent): boolean {
  if (!view.provenance.multiline) return false;
  const at = view.block.bytes.indexOf(LF, view.start);
  return at >= 0 && at < view.end;
}

function ownLine(view: LineEvent): Buffer {
  const { bytes } = view.block;
  if (!isBroken(view)) {
    const line = Buffer.allocUnsafe(view.byteLength + 1);
    bytes.copy(line, 0, view.start, view.end);
    line[view.byteLength] = LF;
    return line;
  }
  if (!view.isJson) return Buffer.from(`${view.line()}\n`);
  // Inside valid JSON a line break can only be white space.
  const line = Buffer.from(bytes.subarray(view.start, view.end + 1));
  for (let at = 0; at < view.byteLength; at++) if (line[at] === LF || line[at] === CR) line[at] = SPACE;
  line[view.byteLength] = LF;
  return line;
}
