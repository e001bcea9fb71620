import { AsyncLocalStorage } from 'node:async_hooks';
import { bindFields, NO_FIELDS, type BoundFields } from './bound-fields.js';

const storage = new AsyncLocalStorage<BoundFields>();

/** Fields of the context that the caller runs in. */
export function contextFields(): BoundFields {
  return storage.getStore() ?? NO_FIELDS;
}

/** Calls `run`; every line that is logged in it, and in what it starts, carries these fields beside those of the context around it. */
export function withContext<T>(fields: object, run: () => T): T {
  return storage.run(bindFields(fields, contextFields()), run);
}
