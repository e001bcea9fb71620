import type { EventClass, Resource } from '../../../core/contract/event.js';
import { Block } from '../../../core/event/block.js';
import { LineEvent } from '../../../core/event/line-event.js';
import type { ChangeGuard, Provenance } from '../../../core/event/provenance.js';
import { MALFORMED, scanObject } from '../../../core/event/scan.js';
import { Tape } from '../../../core/event/tape.js';

export interface LineOptions {
  readonly guard?: ChangeGuard;
  readonly resource?: Resource;
  readonly class?: EventClass;
  readonly multiline?: boolean;
}

export const ARRIVAL = Date.UTC(2025, 0, 1);

/** Where events come from that a test makes; each call is a batch of its own. */
export function provenance({ guard = (_path, value) => value, resource = {}, multiline = false }: LineOptions = {}): Provenance {
  return { source: 'sources.test', resource, arrival: ARRIVAL, origin: undefined, idPrefix: 'test-', guard, multiline };
}

/** Events over one block, each line ended by LF, as an inlet would make them. */
export function lineEvents(lines: readonly (string | Uint8Array)[], options: LineOptions = {}): readonly LineEvent[] {
  const parts = lines.map((line) => Buffer.from(line as string));
  const block = new Block(Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')])));
  const from = provenance(options);
  let start = 0;
  return parts.map(({ length }) => {
    const end = start + length;
    const event = new LineEvent(block, start, end, scanObject(block.bytes, start, end, new Tape(0)) !== MALFORMED, from, start, options.class ?? 'normal');
    start = end + 1;
    return event;
  });
}

/** The event of one line. */
export function lineEvent(line: string | Uint8Array, options?: LineOptions): LineEvent {
  return lineEvents([line], options)[0] as LineEvent;
}
