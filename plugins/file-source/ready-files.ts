import type { Clock } from '../../core/contract/clock.js';
import { Bell } from '../shared/bell.js';
import type { FollowedFile } from './followed-file.js';

/** Files that may have something to read, each once; who was added first is read first. */
export class ReadyFiles {
  readonly #files = new Set<FollowedFile>();
  readonly #bell = new Bell();

  add(file: FollowedFile): void {
    this.#files.add(file);
    this.#bell.ring();
  }

  has(file: FollowedFile): boolean {
    return this.#files.has(file);
  }

  take(): FollowedFile | undefined {
    const [first] = this.#files;
    if (first !== undefined) this.#files.delete(first);
    return first;
  }

  /** Resolves when a file was added, after `ms`, or when the signal aborts. */
  wait(clock: Clock, signal: AbortSignal, ms?: number): Promise<void> {
    return this.#bell.wait(clock, signal, ms);
  }
}
