import { HushpipeError } from '../contract/errors.js';
import { decodeBase64 } from './base64.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { signEd25519, verifyEd25519 } from './ed25519.js';
import { isKeyName, parseVerifier, type NoteSigner, type NoteVerifier } from './note-key.js';

/** Bounds on what is read: as in golang.org/x/mod/sumdb/note. */
const MAX_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;

/** Who signed: the name and the id, in hex, of the key. */
export interface NoteSignature {
  readonly name: string;
  readonly id: string;
}

/** A note that at least one of the keys signed. */
export interface OpenedNote {
  /** With its last line feed, without the blank line. */
  readonly text: string;
  /** By keys that were given. */
  readonly verified: readonly NoteSignature[];
  /** By other keys: these say nothing. */
  readonly unverified: readonly NoteSignature[];
  /** What the text states where it is a checkpoint. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Reads a signed note (c2sp.org/signed-note) and checks its signatures against verifier keys, `name+id+key`. With `origin`, it has to
 * be a checkpoint (c2sp.org/tlog-checkpoint) of that log. Throws AUDIT_BAD_NOTE: the note is malformed, a signature of a given key is
 * wrong, no given key signed it, or it is another checkpoint than expected; AUDIT_BAD_KEY for what is no key.
 */
export function openNote(note: string | Uint8Array, keys: readonly string[], options: { readonly origin?: string } = {}): OpenedNote {
  return openWith(note, keys.map(parseVerifier), options);
}

/** As `openNote`, with keys that were read before. */
export function openWith(note: string | Uint8Array, keys: readonly NoteVerifier[], { origin }: { readonly origin?: string } = {}): OpenedNote {
  const { text, signatures } = parseNote(note);
  const bytes = Buffer.from(text);
  const seen = new Set<string>();
  const verified: NoteSignature[] = [];
  const unverified: NoteSignature[] = [];
  for (const { name, id, bytes: signature } of signatures) {
    const signer = { name, id: id.toString(16).padStart(8, '0') };
    const key = keys.find((each) => each.name === name && each.id === id);
    if (key === undefined) {
      unverified.push(signer);
      continue;
    }
    // Signed twice by the same key counts once.
    if (seen.has(key.text)) continue;
    seen.add(key.text);
    if (!verifyEd25519(key.key, bytes, signature)) throw bad(`the signature by ${name} is wrong`);
    verified.push(signer);
  }
  if (verified.length === 0) throw bad('none of the keys has signed it');
  const checkpoint = parseCheckpoint(text);
  if (origin !== undefined && checkpoint === undefined) throw bad('it is no checkpoint');
  if (origin !== undefined && checkpoint?.origin !== origin) throw bad(`it is of ${JSON.stringify(checkpoint?.origin)}, not of ${JSON.stringify(origin)}`);
  return { text, verified, unverified, checkpoint };
}

/** Signs a text that ends with a line feed. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  const lines = signers.map(({ name, id, privateKey }) => {
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(id);
    return `— ${name} ${Buffer.concat([prefix, signEd25519(privateKey, Buffer.from(text))]).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

interface Signature {
  readonly name: string;
  readonly id: number;
  readonly bytes: Buffer;
}

function parseNote(note: string | Uint8Array): { readonly text: string; readonly signatures: readonly Signature[] } {
  const whole = decode(note);
  if (whole === undefined || /[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw bad('it is not UTF-8 text, or has control characters');
  const split = whole.lastIndexOf('\n\n');
  const lines = split < 0 || !whole.endsWith('\n') ? [] : whole.slice(split + 2, -1).split('\n');
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) throw bad('it has no lines of signatures, or too many');
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): Signature {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) throw bad('a line of its signatures is malformed');
  return { name, id: bytes.readUInt32BE(0), bytes: bytes.subarray(4) };
}

function decode(note: string | Uint8Array): string | undefined {
  const bytes = typeof note === 'string' ? Buffer.from(note) : note;
  if (bytes.length > MAX_BYTES) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return typeof note === 'string' && text !== note ? undefined : text;
  } catch {
    return undefined;
  }
}

function bad(why: string): HushpipeError {
  return new HushpipeError('AUDIT_BAD_NOTE', `the signed note cannot be trusted: ${why}`);
}
