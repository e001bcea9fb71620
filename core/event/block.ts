import { Tape } from './tape.js';

/**
 * Bytes that many events are views of, and where their members stand. Written once: whoever reads a block may rely on it.
 * An event keeps its whole block alive, so blocks are a few hundred kilobytes, and who keeps events takes `detach`.
 */
export class Block {
  readonly bytes: Buffer;
  readonly #expected: number;
  #tape: Tape | undefined;

  constructor(bytes: Buffer, expected = bytes.length) {
    this.bytes = bytes;
    this.#expected = expected;
  }

  get tape(): Tape {
    return (this.#tape ??= new Tape(this.#expected));
  }
}
