import { LEVELS, type Level } from '../contract/event.js';
import { fieldPath } from './field-path.js';
import { findKey, NOT_FOUND } from './locate.js';
import type { Members } from './members.js';
import { VALUE_END, VALUE_START } from './tape.js';

const LEVEL = fieldPath('level');
const WORDS = LEVELS.map((level) => Buffer.from(`"${level}"`));

/**
 * The level of a line that states it as most do, `"level":"info"`, by its bytes alone; undefined for all else, which has to be
 * read. Every event is asked for its level, often more than once.
 */
export function plainLevel(members: Members): Level | undefined {
  const member = findKey(members, LEVEL);
  if (member === NOT_FOUND) return undefined;
  const start = members.tape[member + VALUE_START] as number;
  const length = (members.tape[member + VALUE_END] as number) - start;
  for (let level = 0; level < WORDS.length; level++) {
    const word = WORDS[level] as Buffer;
    if (word.length !== length) continue;
    let same = 1;
    while (same < length && members.bytes[start + same] === word[same]) same++;
    if (same === length) return LEVELS[level];
  }
  return undefined;
}
