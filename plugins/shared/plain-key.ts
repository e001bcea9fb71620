import { createHash } from 'node:crypto';

/** An id as a key of another service: itself where it is plain and has at most `max` (64 or more) characters, else its SHA-256. */
export function plainKey(id: string, max: number): string {
  return id.length <= max && /^[\w./:-]+$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}
