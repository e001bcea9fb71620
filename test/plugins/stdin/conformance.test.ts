import { PassThrough } from 'node:stream';
import type { Feed } from '../../../core/testing/feed.js';
import { testSource } from '../../../core/testing/source.js';
import plugin from '../../../plugins/stdin/stdin.js';
import { suite } from '../../support/suite.js';

const LF = Buffer.from('\n');
const real = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};

/** What stands before the process in the pipe: it takes the place of the standard input. */
class Pipe implements Feed {
  readonly can = { once: true, binary: true };
  readonly #input = new PassThrough();

  async start(): Promise<void> {
    Object.defineProperty(process, 'stdin', { configurable: true, value: this.#input });
  }

  async stop(): Promise<void> {
    this.#input.destroy();
    Object.defineProperty(process, 'stdin', real);
  }

  async feed(records: readonly Uint8Array[]): Promise<void> {
    this.#input.write(Buffer.concat(records.flatMap((record) => [record, LF])));
  }

  async end(): Promise<void> {
    this.#input.end();
  }
}

const test = suite('stdin, as every source');
testSource({ test, plugin, peer: () => new Pipe(), config: () => ({}) });
test.run();
