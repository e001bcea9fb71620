import { accessEntry } from '../audit/raw-access.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';
import type { AuditLane } from '../runtime/audit-lane.js';
import type { ControlHandler } from './control-socket.js';

/** The commands of the control socket about the audit log, which only who writes it can carry out. `lane` gives that of the pipeline that runs, or throws. */
export function auditCommands(lane: () => AuditLane): Readonly<Record<'audit_erase' | 'audit_access', ControlHandler>> {
  return {
    async audit_erase({ subject, elsewhere }) {
      const erasure = await lane().erase(textOf('subject', subject), listOf(elsewhere));
      if (erasure === undefined) throw noLog();
      return erasure.key === undefined ? {} : { key: erasure.key };
    },
    async audit_access({ by, with: tool, reason, keys }) {
      const audit = lane();
      if (!audit.isOpen) throw noLog();
      await audit.record(accessEntry({ by: textOf('by', by), with: textOf('with', tool), ...(reason === undefined ? {} : { reason: textOf('reason', reason) }), keys: listOf(keys) }));
      return {};
    },
  };
}

function textOf(name: string, value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new HushpipeError('CLI_USAGE', `${name} is missing`);
  return value;
}

function listOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function noLog(): HushpipeError {
  return new HushpipeError('AUDIT_NOT_FOUND', 'this hushpipe writes no audit log');
}
