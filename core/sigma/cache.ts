import { carryOutActions } from './collection.js';
import { readDocuments, type ReadDocuments, type SigmaDocument } from './documents.js';

/**
 * What loading again need not do again: the documents of texts that are the same, and what was made of them. Keeps that of the
 * latest load only. One is for one set of sources.
 */
export class SigmaCache {
  #texts = new Map<string, ReadDocuments>();
  #next = new Map<string, ReadDocuments>();
  #made = new WeakMap<SigmaDocument, { readonly circumstances: string; readonly result: unknown }>();

  /** A load begins. */
  begin(): void {
    this.#next = new Map();
  }

  /** It is over: what it did not ask for is let go. */
  end(): void {
    this.#texts = this.#next;
  }

  read(name: string, text: string): ReadDocuments {
    const key = `${name}\n${text}`;
    const found = this.#texts.get(key) ?? carryOutActions(readDocuments(name, text));
    this.#next.set(key, found);
    return found;
  }

  /** What `make` gave for the document the last time, if the circumstances were the same. One cache is asked for one kind of result. */
  made<T>(document: SigmaDocument, circumstances: string, make: () => T): T {
    const known = this.#made.get(document);
    if (known?.circumstances === circumstances) return known.result as T;
    const result = make();
    this.#made.set(document, { circumstances, result });
    return result;
  }
}
