import { LF } from '../../event/ascii.js';
import { Block } from '../../event/block.js';
import { LineEvent } from '../../event/line-event.js';
import type { Provenance } from '../../event/provenance.js';
import { MALFORMED, scanObject } from '../../event/scan.js';
import { LineFindings, type LineFinding } from '../../redact/line-findings.js';
import { LineRedactor } from '../../redact/line-redactor.js';
import type { Redactor } from '../../redact/redactor.js';
import { RedactionCounts } from '../../redact/report.js';

const CR = 0x0d;
const NOBODY: Provenance = { source: 'samples', resource: {}, arrival: 0, origin: undefined, idPrefix: '', guard: (_path, value) => value, multiline: false };

/** A line that was redacted. */
export interface SampleLine {
  /** As it may be seen. */
  readonly after: LineEvent;
  /** What ended it: `\n`, `\r\n`, or nothing. */
  readonly ending: string;
}

/** Redacts lines as a source with `parse: auto` would: a line that is a JSON object by its members, another as text. */
export class SampleLines {
  readonly #redactor: LineRedactor;
  readonly #findings: LineFindings | undefined;
  readonly counts = new RedactionCounts();

  constructor(rules: Redactor, report: 'counts' | 'places') {
    this.#findings = report === 'places' ? new LineFindings() : undefined;
    this.#redactor = new LineRedactor(rules, this.#findings ?? this.counts);
  }

  /** Calls `look` with each line of a block, then `visit`; the block is overwritten where something is found. */
  each(bytes: Buffer, visit: (line: SampleLine, findings: readonly LineFinding[]) => void, look: (before: LineEvent) => void = () => {}): void {
    const block = new Block(bytes);
    for (let start = 0; start < bytes.length; ) {
      const feed = bytes.indexOf(LF, start);
      const stop = feed < 0 ? bytes.length : feed;
      const end = stop > start && bytes[stop - 1] === CR && feed >= 0 ? stop - 1 : stop;
      const before = this.#event(block, start, end);
      this.#findings?.begin(bytes, start, end, before.isJson);
      look(before);
      const after = this.#redactor.redact(before);
      visit({ after, ending: feed < 0 ? '' : end < stop ? '\r\n' : '\n' }, this.#findings?.take() ?? []);
      start = stop + 1;
    }
    block.releaseTape();
  }

  #event(block: Block, start: number, end: number): LineEvent {
    const { tape, bytes } = block;
    const from = tape.used;
    const flags = scanObject(bytes, start, end, tape, this.#redactor.names);
    return flags === MALFORMED ? new LineEvent(block, start, end, false, NOBODY, start, 'normal') : new LineEvent(block, start, end, true, NOBODY, start, 'normal', from, tape.used, flags);
  }
}
