import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Answer, Peer } from '../../../core/testing/peer.js';

type StreamName = 'stdout' | 'stderr';

const free: StreamName[] = ['stdout', 'stderr'];

/** Stands in the place of one of the process's own output streams, and keeps what is written to it in a file. */
export class StreamPeer implements Peer {
  readonly can = { hold: true };
  name: StreamName = 'stdout';
  #folder = '';
  #fd = -1;
  #original: PropertyDescriptor | undefined;
  #holds = false;
  #held: (() => void)[] = [];
  #onHeld: () => void = () => {};

  async start(): Promise<void> {
    this.name = free.pop() as StreamName;
    this.#folder = mkdtempSync(join(tmpdir(), 'hushpipe-stream-'));
    this.#fd = openSync(join(this.#folder, 'output'), 'a+');
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        const take = (): void => {
          writeSync(this.#fd, chunk);
          done();
        };
        if (!this.#holds) return take();
        this.#held.push(take);
        return this.#onHeld();
      },
    });
    this.#original = Object.getOwnPropertyDescriptor(process, this.name);
    Object.defineProperty(process, this.name, { value: Object.assign(stream, { fd: this.#fd }), configurable: true });
  }

  async stop(): Promise<void> {
    if (this.#original === undefined) return;
    Object.defineProperty(process, this.name, this.#original);
    this.#original = undefined;
    closeSync(this.#fd);
    rmSync(this.#folder, { recursive: true });
    free.push(this.name);
  }

  received(): readonly string[] {
    return readFileSync(join(this.#folder, 'output'), 'utf8').split('\n').slice(0, -1);
  }

  answer(answer: Answer): void {
    this.#holds = answer.kind === 'hold';
    if (!this.#holds) for (const take of this.#held.splice(0)) take();
  }

  held(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#held.length > 0) resolve();
      this.#onHeld = resolve;
    });
  }
}
