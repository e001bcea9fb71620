import { systemClock, type Timer } from '../contract/clock.js';

const WIDTH = 24;
const EVERY = 200;

/** A bar on a terminal, redrawn in place; nothing elsewhere. */
export class Progress {
  readonly #draw: (() => void) | undefined;
  #timer: Timer | undefined;

  /** @param share how much is done, 0 to 1, undefined where nobody knows; with a few words on it */
  constructor(terminal: NodeJS.WriteStream, share: () => { readonly done: number | undefined; readonly words: string }) {
    if (!terminal.isTTY) return;
    this.#draw = () => {
      const { done, words } = share();
      const filled = Math.round((done ?? 0) * WIDTH);
      const bar = done === undefined ? '' : `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(Math.floor(done * 100)).padStart(3)} %  `;
      terminal.write(`\r\u001b[K${bar}${words}`);
    };
    this.#next();
  }

  /** Takes the bar off the screen. */
  stop(terminal: NodeJS.WriteStream): void {
    this.#timer?.cancel();
    if (this.#draw !== undefined) terminal.write('\r\u001b[K');
  }

  #next(): void {
    this.#timer = systemClock.after(EVERY, () => {
      this.#draw?.();
      this.#next();
    }, { background: true });
  }
}
