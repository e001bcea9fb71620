import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import { destroyFile, replaceFile } from './folder.js';
import type { SubjectKey } from './seal.js';

/** Keys kept in memory; any other is read again. */
const MOST_KEPT = 10_000;
const NONCE = 12;
const TAG = 16;

/**
 * The keys of persons, a file each, wrapped under a key of the log's secrets. A file's name is a keyed hash of the person's id, so that
 * neither the folder nor a copy of the log says who is in it.
 */
export class SubjectKeys {
  readonly #folder: string;
  readonly #wrapping: Buffer;
  readonly #kept = new Map<string, SubjectKey>();

  constructor(folder: string, wrapping: Buffer) {
    this.#folder = join(folder, 'subjects');
    this.#wrapping = wrapping;
  }

  /** The key of a person that was used before, without a look at the disk. */
  kept(subject: string): SubjectKey | undefined {
    return this.#kept.get(subject);
  }

  /** The key of a person; made, and durable when this resolves, where there is none. */
  async get(subject: string): Promise<SubjectKey> {
    const found = this.#kept.get(subject) ?? await this.#read(this.#pathOf(subject));
    const key = found ?? { id: randomBytes(12).toString('base64url'), subject, secret: randomBytes(32) };
    if (found === undefined) {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await replaceFile(this.#pathOf(subject), this.#wrap(key));
    }
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(subject, key);
    return key;
  }

  /** Destroys the key of a person, for good. Gives its id; undefined where there is none. */
  async destroy(subject: string): Promise<string | undefined> {
    const path = this.#pathOf(subject);
    const key = await this.#read(path);
    this.#kept.delete(subject);
    if (key === undefined) return undefined;
    await destroyFile(path);
    key.secret.fill(0);
    return key.id;
  }

  /** All keys, by id. */
  async all(): Promise<ReadonlyMap<string, SubjectKey>> {
    const names = await readdir(this.#folder).catch(() => []);
    const keys = await Promise.all(names.filter((name) => name.endsWith('.key')).map((name) => this.#read(join(this.#folder, name))));
    return new Map(keys.filter((key) => key !== undefined).map((key) => [key.id, key]));
  }

  #pathOf(subject: string): string {
    return join(this.#folder, `${createHmac('sha256', this.#wrapping).update(`subject\n${subject}`).digest('hex').slice(0, 32)}.key`);
  }

  #wrap({ id, subject, secret }: SubjectKey): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#wrapping, nonce);
    cipher.setAAD(Buffer.from(id));
    const box = Buffer.concat([nonce, cipher.update(JSON.stringify({ subject, secret: secret.toString('base64') })), cipher.final(), cipher.getAuthTag()]);
    return `${JSON.stringify({ v: 1, id, box: box.toString('base64') })}\n`;
  }

  async #read(path: string): Promise<SubjectKey | undefined> {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      const { id, box } = JSON.parse(text) as { readonly id: string; readonly box: string };
      const bytes = Buffer.from(box, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', this.#wrapping, bytes.subarray(0, NONCE));
      decipher.setAAD(Buffer.from(id));
      decipher.setAuthTag(bytes.subarray(-TAG));
      const { subject, secret } = JSON.parse(Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString()) as { subject: string; secret: string };
      return { id, subject, secret: Buffer.from(secret, 'base64') };
    } catch (error) {
      throw new HushpipeError('AUDIT_BAD_KEY', `${path} cannot be unwrapped: it was changed, or belongs to another key file`, { cause: error });
    }
  }
}
