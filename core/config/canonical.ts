import { createHash } from 'node:crypto';
import { Secret } from '../contract/secret.js';

/** A value as text that is the same for equal values: keys sorted, each secret as its SHA-256. */
export function canonicalText(value: unknown): string {
  if (value instanceof Secret) return `"sha256:${digest(value.reveal())}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`).join(',')}}`;
}

/** Equal for equal values, and only for them. */
export function hashOf(value: unknown): string {
  return digest(canonicalText(value)).slice(0, 16);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
