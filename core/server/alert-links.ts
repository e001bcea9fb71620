import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { equal } from '../alert/link-token.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError, type ErrorCode } from '../contract/errors.js';
import type { LinkDesk, LinkPage, LinkSettings } from '../runtime/link-desk.js';
import { linkPage, listPage, messagePage } from './link-page.js';

export interface AlertLinksOptions {
  readonly desk: () => LinkDesk;
  readonly settings: () => LinkSettings | undefined;
  /** Resolves when what was done so far is on disk. */
  readonly flushed: () => Promise<void>;
  readonly clock: Clock;
}

const LONGEST_BODY = 65_536;
/** A request of Slack that is older may be a recording of one, in milliseconds. */
const SLACK_AGE = 5 * 60_000;
/** Of what is refused, where it is not the link that is of no use. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { ALERT_NOT_FOUND: 404, SILENCE_REFUSED: 400 };
const HEADERS = {
  'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'x-robots-tag': 'noindex',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
} as const;

/**
 * Serves the signed links of alerts, and the buttons of a Slack app. A GET shows a page and changes nothing, since previews fetch
 * links; a POST of that page's form acts, once, and is answered when the act is on disk. What comes from another site is refused.
 */
export class AlertLinks {
  readonly #options: AlertLinksOptions;
  readonly #server: Server;

  private constructor(options: AlertLinksOptions) {
    this.#options = options;
    this.#server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, maxHeaderSize: 16_384 }, (request, response) => void this.#serve(request, response));
  }

  /** Rejects with the system's error where it cannot listen there. */
  static async open(listen: string, options: AlertLinksOptions): Promise<AlertLinks> {
    const links = new AlertLinks(options);
    const at = listen.lastIndexOf(':');
    await new Promise<void>((resolve, reject) => {
      links.#server.once('error', reject);
      links.#server.listen({ host: listen.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(listen.slice(at + 1)) }, () => {
        links.#server.off('error', reject);
        resolve();
      });
    });
    return links;
  }

  /** The port that it listens at. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  /** Never rejects. */
  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const token = /^\/a\/([A-Za-z0-9._-]+)$/.exec(pathname)?.[1];
      if (pathname === '/slack/actions' && request.method === 'POST') await this.#slack(request, response);
      else if (token === undefined) answer(response, 404, messagePage('There is nothing here.'));
      else if (request.method === 'GET' || request.method === 'HEAD') answer(response, 200, this.#pageOf(token));
      else if (request.method === 'POST') answer(response, 200, messagePage(doneText(await this.#act(token, request))));
      else answer(response, 405, messagePage('This address takes GET and POST.'));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof HushpipeError) answer(response, STATUS[error.code] ?? 403, messagePage(`Refused: ${error.message}.`));
      else answer(response, 400, messagePage('This request cannot be read.'));
    }
  }

  #pageOf(token: string): string {
    const desk = this.#options.desk();
    const list = desk.list(token);
    return list === undefined ? linkPage(desk.page(token)) : listPage(list);
  }

  async #act(token: string, request: IncomingMessage): Promise<LinkPage> {
    // A browser says where a form stood. Who is no browser brings the key of the page.
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new HushpipeError('ALERT_LINK_REFUSED', 'the form stood on another site');
    const form = new URLSearchParams(await bodyOf(request));
    const desk = this.#options.desk();
    const page = desk.page(token);
    const by = form.get('by')?.trim() || 'somebody with the link';
    desk.use(token, form.get('key') ?? '', { by, via: `link from ${request.socket.remoteAddress ?? 'nowhere'}` }, form.get('reason') ?? '');
    await this.#options.flushed();
    return page;
  }

  /** https://docs.slack.dev/authentication/verifying-requests-from-slack */
  async #slack(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const secret = this.#options.settings()?.slack_signing_secret?.reveal();
    const body = await bodyOf(request);
    const time = String(request.headers['x-slack-request-timestamp'] ?? '');
    const isFresh = /^\d{1,12}$/.test(time) && Math.abs(this.#options.clock.now() - Number(time) * 1000) <= SLACK_AGE;
    const expected = secret === undefined ? undefined : `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`;
    if (expected === undefined || !isFresh || !equal(String(request.headers['x-slack-signature'] ?? ''), expected)) throw new HushpipeError('ALERT_LINK_REFUSED', 'the request is not signed by the Slack app');
    const { user, actions = [] } = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as SlackPayload;
    for (const { action_id: id, value } of actions) {
      // The value of a button is the link that it stands for.
      const token = /\/a\/([A-Za-z0-9._-]+)$/.exec(value ?? '')?.[1];
      if (token !== undefined && id !== 'view') this.#options.desk().useSigned(token, { by: user?.username ?? user?.name ?? user?.id ?? 'somebody on Slack', via: 'slack' }, 'by a button in Slack');
    }
    await this.#options.flushed();
    response.writeHead(200).end();
  }
}

interface SlackPayload {
  readonly user?: { readonly id?: string; readonly username?: string; readonly name?: string };
  readonly actions?: readonly { readonly action_id?: string; readonly value?: string }[];
}

function doneText({ act, title }: LinkPage): string {
  const done = { acknowledge: 'Acknowledged', silence: 'Silenced for an hour', resolve: 'Resolved', useful: 'Noted as useful', noise: 'Noted as noise', view: 'Nothing done' }[act];
  return `${done}: ${title}`;
}

function answer(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, HEADERS).end(response.req.method === 'HEAD' ? undefined : page);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) throw new HushpipeError('ALERT_LINK_REFUSED', 'the request is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
