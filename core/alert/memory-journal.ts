import type { JsonValue } from '../contract/json.js';
import type { Journal } from './journal.js';
import type { Change } from './journal-lines.js';

/** A journal that nothing is kept of, for a run for show. */
export class MemoryJournal implements Pick<Journal, 'entries' | 'put' | 'flushed' | 'close'> {
  readonly entries = new Map<string, JsonValue>();

  put(changes: readonly Change[]): void {
    for (const [key, value] of changes) {
      if (value === undefined) this.entries.delete(key);
      else this.entries.set(key, value);
    }
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
