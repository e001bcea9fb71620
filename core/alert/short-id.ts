import { createHash } from 'node:crypto';

/** As RFC 4648 has them, in lower case: no 0, 1 or 8 that could be taken for a letter. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** Six characters that people can say and type: 30 bits of a digest of the id. */
export function shortId(id: string): string {
  const bits = createHash('sha256').update(id).digest().readUInt32BE(0);
  return Array.from({ length: 6 }, (_, at) => LETTERS[(bits >>> (27 - 5 * at)) & 31]).join('');
}
