import { createHash } from 'node:crypto';
import type { Secret } from '../../core/contract/secret.js';

/** Headers of a config: any may hold a credential. */
export type ConfiguredHeaders = Readonly<Record<string, Secret>>;

/** What the connection or the plugin itself sets. */
const RESERVED: ReadonlySet<string> = new Set(['connection', 'content-encoding', 'content-length', 'expect', 'host', 'idempotency-key', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** What is wrong with configured headers, by the name of each: RFC 9110, 5.1 and 5.5. No value is quoted. */
export function* headerProblems(headers: ConfiguredHeaders | undefined, reserved: readonly string[] = []): Iterable<{ readonly path: string; readonly message: string }> {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const path = `headers.${name}`;
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name)) yield { path, message: 'is not a valid name of a header' };
    else if (RESERVED.has(name.toLowerCase()) || reserved.includes(name.toLowerCase())) yield { path, message: 'is set by the plugin itself' };
    else if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value.reveal())) yield { path, message: 'holds a line break or a character that a header cannot carry' };
  }
}

/** The headers of a request: the defaults, then the configured ones over them, then those that nothing may replace. Names in lower case. */
export function requestHeaders(defaults: Readonly<Record<string, string>>, configured: ConfiguredHeaders | undefined, fixed: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'hushpipe', ...defaults };
  for (const [name, value] of Object.entries(configured ?? {})) headers[name.toLowerCase()] = value.reveal();
  return { ...headers, ...fixed };
}

/** An Idempotency-Key for what has these ids: the same for the same ids in the same order, and safe in a header. */
export function idempotencyKey(ids: readonly string[]): string {
  const hash = createHash('sha256');
  for (const id of ids) hash.update(`${id.length}:${id}`);
  return hash.digest('hex').slice(0, 32);
}
