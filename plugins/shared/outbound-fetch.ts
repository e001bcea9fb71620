import { PermanentError } from '../../core/contract/errors.js';
import { networkFailure } from './http-outcome.js';
import { assertPublic, type Resolve, systemResolve } from './ssrf-guard.js';
import { stoppedDelivery, untilAborted } from './until-aborted.js';

/** The most of an answer that is read, in bytes; the rest is let go. */
const LONGEST_ANSWER = 262_144;

export interface OutboundRequest {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
}

export interface OutboundOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Whether addresses outside the public internet may be called. */
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
}

/**
 * Sends one request and resolves with its answer, whatever its status, once its body has been read (at most 256 KiB).
 * Redirects are not followed: they are answers. Rejects with `RetryableError` where no answer came or `signal` aborted,
 * with `PermanentError` where the address may not be called. No error holds the address, the headers or the body.
 */
export type OutboundFetch = (url: string, request: OutboundRequest, signal: AbortSignal) => Promise<Response>;

export function createOutboundFetch(options: OutboundOptions): OutboundFetch {
  return async (url, request, signal) => {
    const address = httpUrl(url);
    if (address === undefined) throw new PermanentError('The address is not an http or https URL.', { hint: 'Correct it; credentials belong into headers.' });
    if (!options.allowPrivate) await untilAborted(assertPublic(address, options.resolve ?? systemResolve), signal);
    try {
      const answer = await options.fetch(url, {
        method: request.method ?? 'POST',
        headers: { ...request.headers },
        ...(request.body === undefined ? {} : { body: request.body }),
        redirect: 'manual',
        signal,
      });
      const body = await readStart(answer);
      return new Response(WITHOUT_BODY.has(answer.status) ? null : body, { status: answer.status, headers: answer.headers });
    } catch (error) {
      throw signal.aborted ? stoppedDelivery() : networkFailure(error);
    }
  };
}

/** The URL, if it is one that can be called: http or https, without credentials, which would end up in errors. */
export function httpUrl(url: string): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '' ? parsed : undefined;
}

/** For these `Response` takes no body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** The start of the body. Where the status says that all was taken, a body that breaks off changes nothing. */
async function readStart(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      chunks.push(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
      if (size >= LONGEST_ANSWER) break;
    }
  } catch (error) {
    if (!answer.ok) throw error;
  }
  return new Uint8Array(Buffer.concat(chunks, Math.min(size, LONGEST_ANSWER)));
}
