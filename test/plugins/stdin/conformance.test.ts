import { PassThrough } from 'node:stream';
import { testSource, type Feed } from '../../../core/testing/testing.js';
import stdin from '../../../plugins/stdin/stdin.js';
import { suite } from '../../support/suite.js';

const original = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;

/** A stream in the place of the process's standard input. */
class Piped implements Feed {
  readonly can = { once: true, binary: true };
  readonly #stream = new PassThrough();

  start(): Promise<void> {
    Object.defineProperty(process, 'stdin', { ...original, get: () => this.#stream });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#stream.destroy();
    return Promise.resolve();
  }

  feed(records: readonly Uint8Array[]): Promise<void> {
    this.#stream.write(Buffer.concat(records.flatMap((record) => [record, Uint8Array.of(0x0a)])));
    return Promise.resolve();
  }

  end(): Promise<void> {
    this.#stream.end();
    return Promise.resolve();
  }
}

const test = suite('stdin, by the kit');

test.after(() => {
  Object.defineProperty(process, 'stdin', original);
});

testSource({ test, plugin: stdin, peer: () => new Piped(), config: () => ({}) });

test.run();
