/**
 * `hushpipe/audit`: checks what an audit log says, without the log. Proofs of Merkle trees (RFC 6962), signed notes
 * (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint) and JSON in its canonical form (RFC 8785).
 */
export { verifyConsistency, verifyInclusion } from './merkle.js';
export type { ConsistencyClaim, InclusionClaim, TreeHash, TreeProof, TreeSize } from './merkle.js';
export { EMPTY_ROOT, hashLeaf, hashNode } from './hash.js';
export { openNote } from './note.js';
export type { NoteSignature, OpenedNote } from './note.js';
export { parseCheckpoint } from './checkpoint.js';
export type { Checkpoint } from './checkpoint.js';
export { canonicalJson } from './jcs.js';
