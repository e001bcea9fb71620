import type { Clock } from '../contract/clock.js';

/** Gives the time as ISO 8601 with milliseconds. Most calls fall into the second of the one before, whose text they share. */
export function createTimestamps(clock: Clock): () => string {
  let second = Number.NaN;
  let head = '';
  let last = Number.NaN;
  let text = '';
  return () => {
    const now = Math.floor(clock.now());
    if (now === last) return text;
    last = now;
    const current = Math.floor(now / 1000);
    if (current !== second) {
      second = current;
      head = new Date(current * 1000).toISOString().slice(0, -4);
    }
    text = `${head}${String(now - current * 1000).padStart(3, '0')}Z`;
    return text;
  };
}
