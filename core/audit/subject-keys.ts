import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import { decrypt, encrypt } from './cipher.js';
import { destroyFile, replaceAtOnce, syncFile, syncFolder } from './folder.js';
import type { SubjectKey } from './seal.js';

/** Keys kept in memory, the latest; any other is read again. */
const MOST_KEPT = 10_000;
/** Files that are synced at the same time. */
const SYNCED_AT_ONCE = 32;
const NONCE = 12;

/**
 * The keys of persons, a file each, wrapped under a key of the log's secrets. A file's name is a keyed hash of the person's id, so that
 * neither the folder nor a copy of the log says who is in it.
 */
export class SubjectKeys {
  readonly #folder: string;
  readonly #wrapping: Buffer;
  /** In the order in which they were used. */
  readonly #kept = new Map<string, SubjectKey>();
  readonly #subjects = new Map<string, string>();
  /** Files that a loss of power could still take back. */
  #unsynced = new Set<string>();
  #syncing: Promise<void> | undefined;

  constructor(folder: string, wrapping: Buffer) {
    this.#folder = join(folder, 'subjects');
    this.#wrapping = wrapping;
  }

  /** The key of a person, made and written where there is none; `synced` tells when it is durable. Throws what the disk says, and AUDIT_BAD_KEY. */
  of(subject: string): SubjectKey {
    const key = this.#kept.get(subject) ?? this.#stored(subject);
    this.#forget(subject);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_KEPT && oldest !== undefined) this.#forget(oldest);
    this.#kept.set(subject, key);
    this.#subjects.set(key.id, subject);
    return key;
  }

  /** The person whose key was used lately; undefined where none was. */
  subjectOf(id: string): string | undefined {
    return this.#subjects.get(id);
  }

  /** Id of the key of a person; undefined where there is none. */
  idOf(subject: string): string | undefined {
    return this.#kept.get(subject)?.id ?? this.#read(this.#pathOf(subject))?.id;
  }

  /** Whether every key that was made would survive a loss of power. */
  get isSynced(): boolean {
    return this.#unsynced.size === 0 && this.#syncing === undefined;
  }

  /** Resolves when every key that was made before would survive a loss of power. Rejects where the disk fails; then it may be asked again. */
  async synced(): Promise<void> {
    // What is being synced does not hold those that came after it.
    while (this.#syncing !== undefined) await this.#syncing;
    if (this.#unsynced.size > 0) await (this.#syncing ??= this.#sync().finally(() => void (this.#syncing = undefined)));
  }

  /** Destroys the key of a person, for good. Gives its id; undefined where there is none. */
  async destroy(subject: string): Promise<string | undefined> {
    const path = this.#pathOf(subject);
    const key = this.#read(path);
    this.#kept.get(subject)?.secret.fill(0);
    this.#forget(subject);
    if (key === undefined) {
      rmSync(path, { force: true });
      return undefined;
    }
    // Without a turn in between: nobody may come by the key again, nor by a new one that would be destroyed unseen.
    destroyFile(path);
    this.#unsynced.delete(path);
    key.secret.fill(0);
    await syncFolder(this.#folder);
    return key.id;
  }

  /** All keys, by id. */
  async all(): Promise<ReadonlyMap<string, SubjectKey>> {
    const names = await readdir(this.#folder).catch(() => []);
    const keys = names.filter((name) => name.endsWith('.key')).map((name) => this.#read(join(this.#folder, name)));
    return new Map(keys.filter((key) => key !== undefined).map((key) => [key.id, key]));
  }

  #forget(subject: string): void {
    this.#subjects.delete(this.#kept.get(subject)?.id ?? '');
    this.#kept.delete(subject);
  }

  async #sync(): Promise<void> {
    const paths = [...this.#unsynced];
    this.#unsynced = new Set();
    try {
      for (let at = 0; at < paths.length; at += SYNCED_AT_ONCE) await Promise.all(paths.slice(at, at + SYNCED_AT_ONCE).map((path) => syncFile(path)));
      await syncFolder(this.#folder);
    } catch (error) {
      for (const path of paths) this.#unsynced.add(path);
      throw error;
    }
  }

  #stored(subject: string): SubjectKey {
    const path = this.#pathOf(subject);
    return this.#read(path) ?? this.#make(path, subject);
  }

  #make(path: string, subject: string): SubjectKey {
    const key = { id: randomBytes(12).toString('base64url'), subject, secret: randomBytes(32) };
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    replaceAtOnce(path, this.#wrap(key));
    this.#unsynced.add(path);
    return key;
  }

  #pathOf(subject: string): string {
    return join(this.#folder, `${createHmac('sha256', this.#wrapping).update(`subject\n${subject}`).digest('hex').slice(0, 32)}.key`);
  }

  #wrap({ id, subject, secret }: SubjectKey): string {
    const nonce = randomBytes(NONCE);
    const text = JSON.stringify({ subject, secret: secret.toString('base64') });
    const box = Buffer.concat([nonce, encrypt(text, { key: this.#wrapping, nonce, boundTo: id })]);
    return `${JSON.stringify({ v: 1, id, box: box.toString('base64') })}\n`;
  }

  #read(path: string): SubjectKey | undefined {
    const file = contentOf(path);
    if (file === undefined) return undefined;
    try {
      const { id, box } = JSON.parse(file) as { readonly id: string; readonly box: string };
      const bytes = Buffer.from(box, 'base64');
      const text = decrypt(bytes.subarray(NONCE), { key: this.#wrapping, nonce: bytes.subarray(0, NONCE), boundTo: id }) as string;
      const { subject, secret } = JSON.parse(text) as { subject: string; secret: string };
      return { id, subject, secret: Buffer.from(secret, 'base64') };
    } catch (error) {
      throw new HushpipeError('AUDIT_BAD_KEY', `${path} cannot be unwrapped: it was changed, or belongs to another key file`, { cause: error });
    }
  }
}

/** Undefined also for a file of nothing or of zeros: the key in it was not durable when the power failed, or was being destroyed. */
function contentOf(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return /[^\0]/.test(text) ? text : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
