import { Tape } from './tape.js';

/**
 * Bytes that many events are views of, and where their members stand. What is written stays as it is, but for what redaction
 * strikes out. An event keeps its whole block alive, so blocks are a few hundred kilobytes, and who keeps events takes `detach`.
 */
export class Block {
  readonly bytes: Buffer;
  /** How many of the bytes are written. Those behind them will change. */
  written: number;
  /** How often the tape was let go: what was found on an earlier one must be looked for again. */
  epoch = 0;
  #tape: Tape | undefined;

  constructor(bytes: Buffer, written = bytes.length) {
    this.bytes = bytes;
    this.written = written;
  }

  get tape(): Tape {
    return (this.#tape ??= new Tape(this.bytes.length));
  }

  /** Lets the tape go once its batch is on its way: few events are asked anything after that, and they are scanned again. */
  releaseTape(): void {
    this.#tape?.release();
    this.#tape = undefined;
    this.epoch++;
  }
}
