import type { AuditEntry } from './record.js';

/** Takes what is to be audited. */
export interface AuditTrail {
  /** Resolves when the entry is on disk. Where there is no audit log, at once. */
  record(entry: AuditEntry): Promise<void>;
}
