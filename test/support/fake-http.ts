import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The connection closes before the body is whole. */
  readonly cutOff?: boolean;
}

/** `hang` never answers, `drop` closes the connection. */
export type NextAnswer = FakeAnswer | 'hang' | 'drop';

/** A server on 127.0.0.1 that keeps what it received and answers as it judges, unless it was told what to answer next. */
export class FakeHttp {
  readonly received: Received[] = [];
  readonly #judge: (request: Received) => FakeAnswer;
  readonly #server: Server;
  readonly #next: NextAnswer[] = [];
  #always: NextAnswer | undefined;
  #arrived: (() => void)[] = [];

  constructor(judge: (request: Received) => FakeAnswer = () => ({ status: 200, body: 'ok' })) {
    this.#judge = judge;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** States the answers to the next requests, in order. */
  next(...answers: readonly NextAnswer[]): void {
    this.#next.push(...answers);
  }

  /** States the answer to every request for which `next` says nothing; undefined judges again. */
  always(answer: NextAnswer | undefined): void {
    this.#always = answer;
  }

  /** Resolves when a request has arrived in full, before it is answered. */
  arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived.push(resolve);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const received: Received = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body, text: body.toString() };
    this.received.push(received);
    for (const resolve of this.#arrived.splice(0)) resolve();
    const answer = this.#next.shift() ?? this.#always ?? this.#judge(received);
    if (answer === 'hang') return;
    if (answer === 'drop') request.socket.destroy();
    else if (answer.cutOff) response.writeHead(answer.status, { ...answer.headers, 'content-length': '9999' }).write(answer.body ?? '', () => request.socket.destroy());
    else response.writeHead(answer.status, { ...answer.headers }).end(answer.body ?? '');
  }
}
