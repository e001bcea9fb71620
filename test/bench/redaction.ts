/**
 * How long redaction takes for the worst texts of 64 kB that are known, in processor time:
 *
 *   node dist/test/bench/redaction.js
 *
 * Exits with 1 where one takes more than 50 ms.
 */
import { compileRedaction } from '../../core/redact/rules.js';
import { hostileTexts } from '../support/hostile-texts.js';
import { median } from './support/measure.js';

const BOUND = 50;
const ROUNDS = 3;
const { redactor } = compileRedaction({});

const times = hostileTexts(65_536).map((text): readonly [number, string] => [median(Array.from({ length: ROUNDS }, () => milliseconds(() => redactor?.text(text)))), text.slice(0, 24)]);
const slowest = times.toSorted(([a], [b]) => b - a);
for (const [time, text] of slowest.slice(0, 5)) console.log(`${time <= BOUND ? 'ok  ' : 'FAIL'}  ${time.toFixed(1).padStart(6)} ms  ${JSON.stringify(text)}`);
console.log(`the slowest of ${times.length} texts of 64 kB, medians of ${ROUNDS}; at most ${BOUND} ms`);
if ((slowest[0]?.[0] ?? 0) > BOUND) process.exitCode = 1;

/** Processor time, so that other processes do not count. */
function milliseconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
