import type { Clock } from '../../core/contract/clock.js';
import { PermanentError, RetryableError } from '../../core/contract/errors.js';

/** The longest wait that a destination may ask for, in milliseconds: a day. */
const LONGEST_WAIT = 86_400_000;

/** Refusals that pass: request timeout, too early, too many requests. */
const BUSY: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Milliseconds to wait by a Retry-After header (RFC 9110, 10.2.3: seconds, or a date; chat services also send fractions
 * of seconds). Never negative, at most a day. Undefined where the header is absent or says nothing.
 */
export function retryAfterMs(header: string | null | undefined, clock: Pick<Clock, 'now'>): number | undefined {
  const value = header?.trim() ?? '';
  if (value === '') return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(Math.ceil(ms), 0), LONGEST_WAIT);
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/**
 * What an answer means for the batch: undefined for 2xx; `RetryableError`, with the wait that Retry-After states, for
 * 408, 425, 429 and 5xx; `PermanentError` for all else, redirects included. `detail` is put into the message as it is.
 */
export function httpFailure(answer: HttpAnswer, clock: Pick<Clock, 'now'>, detail = ''): RetryableError | PermanentError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const said = `The destination answered ${status}${detail === '' ? '' : ` (${detail})`}.`;
  if (BUSY.has(status) || status >= 500) return new RetryableError(said, { afterMs: retryAfterMs(answer.headers.get('retry-after'), clock) });
  const hint = HINTS[status] ?? (status < 400 ? 'Redirects are not followed: configure the address it redirects to.' : undefined);
  return new PermanentError(said, hint === undefined ? {} : { hint });
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'Check the credentials of this instance.',
  403: 'Check that the credentials of this instance may do this.',
  404: 'Check the address: nothing is there (any more).',
  410: 'Check the address: what was there is gone for good.',
  413: 'Send less at once: lower batch.max_bytes.',
};

/** Refusals that are about the caller or the place and would meet any message. */
const ABOUT_THE_CALLER: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 407, 410]);

/** Whether the answer refuses this very message, so that a simpler one may be taken. */
export function isContentRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !BUSY.has(status) && !ABOUT_THE_CALLER.has(status);
}

/** What TLS says of a certificate that nobody vouches for, or that is not for this host or this time. */
const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)|ERR_TLS_CERT_)/;

/**
 * A failure without an answer: worth another try. Of the cause only its code is kept, because the messages of HTTP
 * clients quote addresses, and an address may hold a token.
 */
export function networkFailure(error: unknown): RetryableError {
  const code = codeOf(error);
  if (code === undefined || !CERTIFICATE.test(code)) return new RetryableError(`The destination gave no answer${code === undefined ? '' : ` (${code})`}.`);
  return new RetryableError(`The certificate of the destination is not trusted (${code}).`, {
    hint: 'Correct it, or name the file of the authority that signed it in the variable NODE_EXTRA_CA_CERTS.',
  });
}

function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as { readonly code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return code;
    if (at.name === 'AbortError' || at.name === 'TimeoutError') return 'aborted';
  }
  return undefined;
}
