import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Peer, PeerAbilities } from './peer.js';

export interface HttpPeerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpPeerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpPeerOptions {
  /** What "taken" looks like; 200 with an empty body where it is not given. */
  readonly take?: (request: HttpPeerRequest) => HttpPeerAnswer;
  /** What goes with a busy status beside `Retry-After`, such as a body that states the delay. */
  readonly busy?: (status: number, afterMs: number | undefined) => Partial<HttpPeerAnswer>;
  /** How it says that some items of a batch were not taken. Without it, the peer cannot. */
  readonly partial?: (request: HttpPeerRequest, failed: readonly number[]) => HttpPeerAnswer;
  /** The items of a request, as text; without it, the lines of its body. */
  readonly items?: (request: HttpPeerRequest) => readonly string[];
}

/**
 * A peer for plugins that speak HTTP, on 127.0.0.1. Every answer closes its connection. Nothing of it keeps the process
 * alive, so that what does is the plugin's.
 */
export class HttpPeer implements Peer {
  readonly can: PeerAbilities;
  /** Every request that was read whole, whatever the answer, in order. */
  readonly requests: HttpPeerRequest[] = [];
  readonly #options: HttpPeerOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #port = 0;
  #answer: Answer = { kind: 'take' };
  #received: string[] = [];
  #attempts = 0;
  #waiting: (() => void)[] = [];
  #held: { readonly request: HttpPeerRequest; readonly response: ServerResponse }[] = [];

  constructor(options: HttpPeerOptions = {}) {
    this.#options = options;
    this.#server.on('connection', (socket) => socket.unref());
    this.can = { busy: ['429', '503', '500'], busyAfter: true, refuse: ['400', '413'], hold: true, drop: true, partial: options.partial !== undefined };
  }

  /** `http://127.0.0.1:<port>`, once it was started; also after `stop`, when nobody listens there. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server.unref();
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  received(): readonly string[] {
    return this.#received;
  }

  attempts(): number {
    return this.#attempts;
  }

  answer(answer: Answer): void {
    this.#answer = answer;
    if (answer.kind === 'hold') return;
    for (const { request, response } of this.#held.splice(0)) this.#reply(request, response);
  }

  held(): Promise<void> {
    return this.#held.length > 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#attempts += 1;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of message) chunks.push(chunk as Buffer);
    } catch {
      // The sender went away in the middle of its request: there is no one to answer.
      return;
    }
    const request = { method: message.method ?? '', path: message.url ?? '', headers: message.headers, body: Buffer.concat(chunks).toString() };
    this.requests.push(request);
    if (this.#answer.kind !== 'hold') return this.#reply(request, response);
    this.#held.push({ request, response });
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #reply(request: HttpPeerRequest, response: ServerResponse): void {
    if (response.destroyed) return;
    const answer = this.#answer;
    if (answer.kind === 'drop') {
      response.destroy();
      return;
    }
    const { status, headers = {}, body = '' } = this.#replyTo(answer, request);
    response.writeHead(status, { ...headers, connection: 'close' }).end(body);
  }

  #replyTo(answer: Exclude<Answer, { kind: 'drop' }>, request: HttpPeerRequest): HttpPeerAnswer {
    switch (answer.kind) {
      case 'busy': {
        const after = answer.afterMs === undefined ? undefined : String(Math.ceil(answer.afterMs / 1000));
        const status = Number(answer.as);
        const { headers, ...rest } = this.#options.busy?.(status, answer.afterMs) ?? {};
        return { status, ...rest, headers: { ...(after === undefined ? {} : { 'retry-after': after }), ...headers } };
      }
      case 'refuse':
        return { status: Number(answer.as) };
      case 'partial': {
        this.#received.push(...this.#itemsOf(request).filter((_item, index) => !answer.failed.includes(index)));
        return this.#options.partial?.(request, answer.failed) ?? { status: 500 };
      }
      case 'take':
      case 'hold':
        this.#received.push(...this.#itemsOf(request));
        return this.#options.take?.(request) ?? { status: 200 };
    }
  }

  #itemsOf(request: HttpPeerRequest): readonly string[] {
    return this.#options.items?.(request) ?? request.body.split('\n').filter((line) => line !== '');
  }
}
