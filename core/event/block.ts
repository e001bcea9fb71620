import { Tape } from './tape.js';

/**
 * Bytes that many events are views of, and where their members stand. What is written stays as it is, but for what redaction
 * strikes out. An event keeps its whole block alive, so blocks are a few hundred kilobytes, and who keeps events takes `detach`.
 */
export class Block {
  readonly bytes: Buffer;
  /** How many of the bytes are written. Those behind them will change. */
  written: number;
  #tape: Tape | undefined;

  constructor(bytes: Buffer, written = bytes.length) {
    this.bytes = bytes;
    this.written = written;
  }

  get tape(): Tape {
    return (this.#tape ??= new Tape(this.bytes.length));
  }
}
