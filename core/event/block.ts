import type { Kernel } from './kernel/kernel.js';
import { Tape } from './tape.js';

const STAR = 0x2a;

/**
 * Bytes that many events are views of, and where their members stand. What is written stays as it is, but for what is struck
 * out. An event keeps its whole block alive, so blocks are a few hundred kilobytes, and who keeps events takes `detach`.
 */
export class Block {
  readonly bytes: Buffer;
  /** How many of the bytes are written. Those behind them will change. */
  written: number;
  /** How often the tape was let go: what was found on an earlier one must be looked for again. */
  epoch = 0;
  #tape: Tape | undefined;
  #kernel: Kernel | undefined;

  constructor(bytes: Buffer, written = bytes.length) {
    this.bytes = bytes;
    this.written = written;
  }

  /** Overwrites a line that nobody may see: the block lives on in the views of its neighbours, and must not give it away. */
  strikeOut(start: number, end: number): void {
    this.bytes.fill(STAR, start, end);
  }

  get tape(): Tape {
    return (this.#tape ??= new Tape(this.bytes.length));
  }

  /** The kernel that has the block now. */
  get kernel(): Kernel | undefined {
    return this.#kernel;
  }

  /** Has its members put on the kernel's tape, for as long as that has the block. */
  useKernel(kernel: Kernel, tape: Tape): void {
    this.releaseTape();
    this.#kernel = kernel;
    this.#tape = tape;
  }

  /** Lets the tape go once its batch is on its way: few events are asked anything after that, and they are scanned again. */
  releaseTape(): void {
    this.#tape?.release();
    this.#tape = undefined;
    this.#kernel = undefined;
    this.epoch++;
  }
}
