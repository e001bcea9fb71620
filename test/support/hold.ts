/** What work waits for while a test holds it. */
export class Hold {
  #held: Promise<void> | undefined;

  /** Undefined while nothing is held. */
  get waiting(): Promise<void> | undefined {
    return this.#held;
  }

  /** Holds all work from now on, until what it returns is called. */
  begin(): () => void {
    let release!: () => void;
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return () => {
      this.#held = undefined;
      release();
    };
  }
}
