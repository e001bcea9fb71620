import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../contract/clock.js';
import { viewOf } from '../event/line-event.js';
import { EventMatcher } from '../trigger/event-matcher.js';
import type { SearchAnswer, SearchWork } from './parallel-search.js';
import { readRecords, storedInlet } from './stored-events.js';

/** Batches that it may be ahead of who asked. */
const MOST_AHEAD = 256;

/** Reads a file beside its reader, and searches its share of the batches for what triggers are for: see parallel-search.ts. */
const { file, parse, triggers, share, of } = workerData as SearchWork;
let taken = 0;
let wake: (() => void) | undefined;
parentPort?.on('message', () => {
  taken++;
  wake?.();
});
let latest = Number.NEGATIVE_INFINITY;
const clock = { ...systemClock, now: () => (latest === Number.NEGATIVE_INFINITY ? systemClock.now() : latest) };
const inlet = storedInlet({ parse, multiline: 'none', clock });
const matcher = new EventMatcher(triggers);
let index = 0;
let sent = 0;
for await (const { bytes, ends, offset } of readRecords(file, { parse, multiline: 'none' })) {
  if (index++ % of !== share) continue;
  const events = inlet.admit({ bytes, ...(ends === undefined ? {} : { ends }), origin: { name: file, key: file, offset } });
  const lines: number[] = [];
  const before: number[] = [];
  const now = systemClock.now();
  let newest = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const { time } = event;
    const earlier = newest;
    if (time > newest && time <= now) newest = time;
    if (matcher.match(event).length === 0) continue;
    const { place, byteLength } = viewOf(event);
    lines.push(place - offset, place - offset + byteLength);
    before.push(earlier);
  }
  latest = events.at(-1)?.time ?? latest;
  const answer: SearchAnswer = { index: index - 1, count: events.length, first: events[0]?.time ?? Number.NaN, latest: newest, lines: Int32Array.from(lines), before: Float64Array.from(before) };
  parentPort?.postMessage(answer, [answer.lines.buffer as ArrayBuffer, answer.before.buffer as ArrayBuffer]);
  sent++;
  if (sent - taken > MOST_AHEAD) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
parentPort?.close();
