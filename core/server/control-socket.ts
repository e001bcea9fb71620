import { mkdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../contract/clock.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { HushpipeError } from '../contract/errors.js';
import { assertFree, listenAlone } from './control-listener.js';
import { findControlPath, makeControlPlace, type ControlPlace } from './control-path.js';
import { failure, guarded, MAX_REQUEST, parseRequest, type ControlAnswer } from './control-protocol.js';
import { whileLocked } from './folder-lock.js';

const MAX_CONNECTIONS = 16;
/** How long a connection may be quiet, in milliseconds. */
const IDLE = 60_000;

export type ControlHandler = (args: JsonObject) => Promise<JsonValue>;

export interface ControlOptions {
  /** Absolute; made where it is missing. */
  readonly dataDir: string;
  readonly handlers: Readonly<Record<string, ControlHandler>>;
  /** Takes out of a text what must not leave the process; every answer passes it. */
  readonly guard: (text: string) => string;
  readonly clock: Clock;
}

/**
 * How other processes of the same user talk to a running hushpipe: a Unix socket in the data directory, with permissions for its
 * owner only. That it answers also says that the data directory is taken.
 */
export class ControlSocket {
  readonly #options: ControlOptions;
  readonly #server: Server;
  readonly #place: ControlPlace;
  readonly #connections = new Set<Socket>();

  private constructor(options: ControlOptions, server: Server, place: ControlPlace) {
    this.#options = options;
    this.#server = server;
    this.#place = place;
    server.maxConnections = MAX_CONNECTIONS;
    server.on('connection', (socket) => void this.#serve(socket));
  }

  /** Rejects with SOCKET_IN_USE where another process has the data directory, and with the system's error where no socket can be made there. */
  static async open(options: ControlOptions): Promise<ControlSocket> {
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
    return whileLocked(join(options.dataDir, 'control.lock'), options.clock, async () => {
      const found = await findControlPath(options.dataDir);
      if (found !== undefined) await assertFree(found);
      const place = await makeControlPlace(options.dataDir);
      // Half open, so that who ends its side right after the request still gets the answer.
      const server = createServer({ allowHalfOpen: true });
      const control = new ControlSocket(options, server, place);
      try {
        await listenAlone(server, place.path);
      } catch (error) {
        await place.release();
        throw error;
      }
      return control;
    });
  }

  get path(): string {
    return this.#place.path;
  }

  /** Ends all connections and removes the socket. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#connections) socket.destroy();
    await closed;
    await this.#place.release();
  }

  async #serve(socket: Socket): Promise<void> {
    this.#connections.add(socket);
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    let idle = this.#endWhenQuiet(socket);
    let held = '';
    try {
      for await (const chunk of socket as AsyncIterable<string>) {
        idle.cancel();
        held += chunk;
        for (let end = held.indexOf('\n'); end !== -1; end = held.indexOf('\n')) {
          const line = held.slice(0, end);
          held = held.slice(end + 1);
          await this.#write(socket, await this.#answer(line));
        }
        if (held.length > MAX_REQUEST) {
          await this.#write(socket, failure(new HushpipeError('CLI_USAGE', `a request has at most ${MAX_REQUEST} characters`)));
          break;
        }
        idle = this.#endWhenQuiet(socket);
      }
      socket.end();
    } catch {
      // The other side is gone; there is nobody to tell.
    } finally {
      idle.cancel();
      this.#connections.delete(socket);
      if (!socket.writableEnded) socket.destroy();
    }
  }

  #endWhenQuiet(socket: Socket): { cancel(): void } {
    return this.#options.clock.after(IDLE, () => socket.destroy(), { background: true });
  }

  async #answer(line: string): Promise<ControlAnswer> {
    const { handlers } = this.#options;
    const request = line.length > MAX_REQUEST ? undefined : parseRequest(line);
    if (request === undefined) return failure(new HushpipeError('CLI_USAGE', 'a request is one JSON object a line, with the key command'));
    const handler = Object.hasOwn(handlers, request.command) ? handlers[request.command] : undefined;
    if (handler === undefined) return failure(new HushpipeError('CLI_USAGE', `this hushpipe knows no command ${JSON.stringify(request.command)}`));
    try {
      return { ok: true, result: await handler(request.arguments) };
    } catch (error) {
      return failure(error);
    }
  }

  async #write(socket: Socket, answer: ControlAnswer): Promise<void> {
    const { guard } = this.#options;
    const text = `${JSON.stringify(guarded(answer, guard))}\n`;
    await new Promise<void>((resolve, reject) => {
      socket.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}
