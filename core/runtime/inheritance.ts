/** Keeps those waiting that took the place of somebody else, until that has nothing left to deliver. */
export class Inheritance {
  /** Whom they wait for, by the id of the heir. */
  readonly #pending = new Map<string, Set<string>>();
  readonly #opens = new Map<string, () => void>();

  /** `heir` is to begin after `removed` has come to its end. */
  add(heir: string, removed: string): void {
    const pending = this.#pending.get(heir) ?? new Set();
    this.#pending.set(heir, pending.add(removed));
  }

  /** Calls `open` at once, or when the last of those is settled for whom this one waits. */
  openAfter(heir: string, open: () => void): void {
    if (this.#pending.has(heir)) this.#opens.set(heir, open);
    else open();
  }

  /** It has come to its end. */
  settle(removed: string): void {
    for (const [heir, pending] of this.#pending) {
      pending.delete(removed);
      if (pending.size > 0) continue;
      this.#pending.delete(heir);
      this.#opens.get(heir)?.();
    }
  }
}
