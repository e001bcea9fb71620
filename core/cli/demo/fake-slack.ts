import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const MAX_BODY = 1024 * 1024;

/** Takes messages as Slack's incoming webhooks do, on this machine only. */
export class FakeSlack {
  readonly #server: Server;
  readonly #messages: unknown[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MAX_BODY) request.destroy();
      });
      request.on('end', () => {
        this.#messages.push(JSON.parse(body));
        response.end('ok');
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
  }

  get webhookUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/services/demo`;
  }

  /** What was posted so far. */
  get messages(): readonly unknown[] {
    return this.#messages;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }
}
