import { proveRecord } from '../audit/tlog-proof.js';
import { findWrittenAudit, seqOf } from './audit-place.js';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';

/** Prints the proof that a record stands in the log, for any verifier of c2sp.org/tlog-proof. */
export const auditProve: Command = async ({ flags, args, output }) => {
  if (args.length !== 1) throw usage('audit prove takes the number of a record');
  const seq = seqOf(args[0], 'audit prove');
  const { folder, origin } = await findWrittenAudit(flags);
  const proof = await proveRecord(folder, origin, seq);
  if (flags.is('json')) {
    output.out(`${JSON.stringify(proof, undefined, 2)}\n`);
    return EXIT.ok;
  }
  output.out(proof.proof);
  output.err(`the leaf is the record, which \`hushpipe audit export --from ${seq} --to ${seq}\` prints, without its line feed\nkey ${proof.key}\n`);
  return EXIT.ok;
};
