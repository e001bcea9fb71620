import { open } from 'node:fs/promises';
import type { Timer } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { mended, type ActiveSegment } from './active-segment.js';
import { CheckpointWriter } from './checkpoint-files.js';
import { formatCheckpoint } from './checkpoint.js';
import { erasureEntry, ErasureIntent } from './erasure.js';
import { auditFolder, keyFolder, segmentPath, syncFolder } from './folder.js';
import { writeSecrets, type LogSecrets } from './key-file.js';
import { genesisEntry, keyAt, rotationEntry, writeKeyHistory, type KeyHistory } from './key-history.js';
import type { AuditLogOptions, AuditLogSettings } from './log-options.js';
import { newSigner } from './note-key.js';
import { signNote } from './note.js';
import { openLog, type OpenedLog } from './open-log.js';
import { formatRecord, leafHashOf, type AuditEntry } from './record.js';
import type { LogState } from './recover.js';
import { beginOf, dropSegments } from './retention.js';
import { seal } from './seal.js';
import { SubjectKeys } from './subject-keys.js';
import type { AuditTrail } from './trail.js';
import type { WriterLock } from './writer-lock.js';

/** Most records of one commit, and most that may be without a signature while more come. */
const GROUP = 1_000;
/** Entries that may wait to be written; who has more to record waits. */
const MOST_WAITING = 10_000;

export interface Erasure {
  /** Id of the key that was destroyed, which the records state; undefined where the person has none. */
  readonly key: string | undefined;
}

type Job = { readonly entries: readonly AuditEntry[]; readonly done: () => void; readonly failed: (error: Error) => void } | { readonly run: () => Promise<void> };

/**
 * An audit log that is being written (RFC 6962, c2sp.org/tlog-tiles): lines of JSON whose bytes are the leaves of a tree. What is
 * recorded is synced to disk, together with what else comes at that time, before it is acknowledged; within a second, or after 1,000
 * records, the tree is signed.
 */
export class AuditLog implements AuditTrail {
  readonly folder: string;
  #options: AuditLogOptions;
  readonly #keyFile: string;
  readonly #lock: WriterLock;
  /** The keys of persons. */
  readonly subjects: SubjectKeys;
  readonly #checkpoints: CheckpointWriter;
  readonly #erasing: ErasureIntent;
  readonly #state: Pick<LogState, 'edge' | 'tiles'>;
  #secrets: LogSecrets;
  #history: KeyHistory;
  /** keys.json has a key whose record could not be written. */
  #statesTooMuch = false;
  #prev: string;
  #active: ActiveSegment | undefined;
  #jobs: Job[] = [];
  #waiting = 0;
  readonly #room: (() => void)[] = [];
  #working: Promise<void> | undefined;
  #timer: Timer | undefined;
  /** Size of the tree that was signed last, or is being signed. */
  #signed: number;
  #signing: Promise<void> | undefined;
  #cannotSign = false;
  #closed: Promise<void> | undefined;

  private constructor(options: AuditLogOptions, opened: OpenedLog) {
    this.#options = options;
    this.folder = auditFolder(options.dataDir, options.origin);
    const keys = keyFolder(options.dataDir, options.origin);
    this.#keyFile = opened.keyFile;
    this.#lock = opened.lock;
    this.#secrets = opened.secrets;
    this.#history = opened.history;
    this.#state = opened.state;
    this.#prev = opened.state.prev;
    this.#signed = opened.signed;
    this.subjects = new SubjectKeys(keys, opened.secrets.wrapping);
    this.#erasing = new ErasureIntent(keys);
    this.#checkpoints = new CheckpointWriter({ folder: this.folder, keyFolder: keys });
  }

  /**
   * Opens a log, or begins one. Rejects with AUDIT_LOCKED while another process writes it, with AUDIT_ROLLBACK where records are missing
   * that were signed, with AUDIT_DAMAGED where they are not what was signed, with AUDIT_BAD_KEY or AUDIT_KEY_MISSING without its key file.
   */
  static async open(options: AuditLogOptions): Promise<AuditLog> {
    const opened = await openLog(options);
    const log = new AuditLog(options, opened);
    try {
      await log.#start(opened.state);
    } catch (error) {
      await log.close();
      throw error;
    }
    return log;
  }

  /** How many records there are on disk. */
  get size(): number {
    return this.#state.edge.size;
  }

  /** The key that checks what is signed now. */
  get verifierKey(): string {
    return this.#secrets.signer.text;
  }

  /** Changes how it goes on from here. */
  configure(settings: AuditLogSettings): void {
    this.#options = { ...this.#options, ...settings };
  }

  record(entry: AuditEntry): Promise<void> {
    return this.recordAll([entry]);
  }

  /** Resolves when all are on disk, in this order. Rejects with AUDIT_WRITE where the disk does not take them; then none is. */
  async recordAll(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    while (this.#waiting >= MOST_WAITING && this.#closed === undefined) await new Promise<void>((resolve) => void this.#room.push(resolve));
    this.#refuseWhenClosed();
    this.#waiting += entries.length;
    await new Promise<void>((done, failed) => this.#queue({ entries, done, failed }));
  }

  /** Signs the tree as it is now; durable when it resolves. */
  async checkpoint(): Promise<void> {
    while (this.#signed < this.#state.edge.size || this.#signing !== undefined) await (this.#signing ?? this.#sign());
  }

  /** Puts a new key in the place of the one that signs. The old one signs the record of it. Gives the new verifier key. */
  rotateKey(): Promise<string> {
    return this.#alone(async () => {
      const { signer } = this.#secrets;
      const { origin } = this.#options;
      const next = newSigner(origin);
      await this.checkpoint();
      this.#secrets = { ...this.#secrets, next };
      await writeSecrets(this.#keyFile, this.#secrets);
      const from = this.size;
      await this.#appendKey(next, rotationEntry(origin, from, signer, next));
      this.#secrets = { ...this.#secrets, signer: next, next: undefined };
      await writeSecrets(this.#keyFile, this.#secrets);
      await this.checkpoint();
      return next.text;
    });
  }

  /**
   * Destroys the key of a person: what was sealed for that person can be read by nobody from then on, and every proof stays valid. The
   * record of it does not name the person; `elsewhere` says which stores this does not reach.
   */
  erase(subject: string, elsewhere: readonly string[]): Promise<Erasure> {
    return this.#alone(async () => {
      await this.#settleErasure();
      const known = this.subjects.idOf(subject);
      if (known !== undefined) await this.#erasing.write(known, elsewhere);
      const key = await this.subjects.destroy(subject);
      await this.#append([erasureEntry(key, elsewhere)]);
      await this.#erasing.remove();
      await this.checkpoint();
      return { key };
    });
  }

  /** Puts an erasure on record that was cut off after the key was destroyed; one that was cut off before did not happen. */
  async #settleErasure(): Promise<void> {
    const intent = await this.#erasing.read();
    if (intent === undefined) return;
    if (!(await this.subjects.all()).has(intent.key)) await this.#append([erasureEntry(intent.key, intent.elsewhere)]);
    await this.#erasing.remove();
  }

  /** Writes what waits, signs, and lets go of the log. May be called twice. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const enter of this.#room.splice(0)) enter();
    await this.#working;
    await this.subjects.synced().catch((error: unknown) => this.#options.log.error('keys of persons may not be durable', { error }));
    this.#timer?.cancel();
    await this.checkpoint().catch((error: unknown) => this.#options.log.error('the audit log could not be signed at its end', { error }));
    if (this.#active !== undefined) await this.#letGo(this.#active).catch((error: unknown) => this.#options.log.warn('the audit log could not be tidied up; the next start does it', { error }));
    await this.#checkpoints.close().catch((error: unknown) => this.#options.log.warn('checkpoints.log did not close cleanly', { error }));
    await this.#lock.release();
  }

  async #start({ segment, findings }: LogState): Promise<void> {
    const { origin, clock } = this.#options;
    if (segment !== undefined) this.#active = { handle: await open(segment.path, 'r+'), first: segment.first, bytes: segment.bytes, began: await beginOf(segment, clock.now()) };
    if (this.size === 0) await this.#appendKey(this.#secrets.signer, genesisEntry(origin, this.#secrets.signer));
    if (findings.length > 0) await this.#append(findings);
    await this.#settleErasure();
    await this.checkpoint();
    await this.#retain();
  }

  #refuseWhenClosed(): void {
    if (this.#closed !== undefined) throw new HushpipeError('PIPELINE_CLOSED', `the audit log ${this.#options.origin} is closed`);
  }

  #queue(job: Job): void {
    this.#jobs.push(job);
    this.#working ??= this.#work();
  }

  /** Runs while nothing else is written. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#refuseWhenClosed();
      this.#queue({ run: () => work().then(resolve, reject) });
    });
  }

  async #work(): Promise<void> {
    // What the same turn brings goes to disk together.
    await Promise.resolve();
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      if ('run' in job) {
        this.#jobs.shift();
        await job.run();
        continue;
      }
      await this.#commit(this.#nextGroup());
    }
    this.#working = undefined;
  }

  #nextGroup(): readonly Extract<Job, { entries: unknown }>[] {
    const group: Extract<Job, { entries: unknown }>[] = [];
    let count = 0;
    for (const job of this.#jobs) {
      if ('run' in job || (count > 0 && count + job.entries.length > GROUP)) break;
      group.push(job);
      count += job.entries.length;
    }
    this.#jobs.splice(0, group.length);
    return group;
  }

  async #commit(group: readonly Extract<Job, { entries: unknown }>[]): Promise<void> {
    const entries = group.flatMap((job) => job.entries);
    try {
      await this.#append(entries);
      for (const { done } of group) done();
    } catch (error) {
      const cause = error as Error;
      const failure = new HushpipeError('AUDIT_WRITE', `the audit log ${this.#options.origin} could not be written: ${cause.message}`, { cause });
      for (const { failed } of group) failed(failure);
    } finally {
      this.#waiting -= entries.length;
      for (const enter of this.#room.splice(0)) enter();
    }
    // So that never many more than a group are without a signature, the next ones wait for the one before.
    while (this.size - this.#signed >= GROUP && this.#signing !== undefined) await this.#signing.catch(() => {});
    // Nothing may come between that and this: two at once would write over each other.
    if (this.size - this.#signed >= GROUP) void this.#sign().catch(() => this.#signLater());
    else if (this.size > this.#signed) this.#signLater();
  }

  #signLater(): void {
    if (this.#closed !== undefined) return;
    this.#timer ??= this.#options.clock.after(this.#options.checkpointEvery, () => {
      this.#timer = undefined;
      void this.checkpoint().catch(() => this.#signLater());
    }, { background: true });
  }

  async #append(entries: readonly AuditEntry[]): Promise<void> {
    const people = new Set(entries.flatMap(({ subject }) => subject?.id ?? []));
    for (const person of people) this.subjects.of(person);
    if (!this.subjects.isSynced) await this.subjects.synced();
    await this.#restateKeys();
    await this.#endSegmentWhenDue();
    const now = this.#options.clock.now();
    let { size: seq } = this;
    let prev = this.#prev;
    const leaves: string[] = [];
    const lines = entries.map((entry) => {
      const line = formatRecord(entry, { seq, prev, now }, entry.subject === undefined ? undefined : seal(entry.subject.fields, this.subjects.of(entry.subject.id), seq));
      prev = leafHashOf(line);
      leaves.push(prev);
      seq++;
      return line;
    });
    await this.#write(lines, leaves);
  }

  /** Appends the record that states a key. Whoever reads the log finds the key in keys.json before any record asks for it. */
  async #appendKey(key: LogSecrets['signer'], entry: AuditEntry): Promise<void> {
    const line = formatRecord(entry, { seq: this.size, prev: this.#prev, now: this.#options.clock.now() });
    const before = this.#history;
    this.#history = [...before, { key, from: this.size, record: line }];
    await writeKeyHistory(this.folder, this.#history);
    try {
      await this.#write([line], [leafHashOf(line)]);
    } catch (error) {
      this.#history = before;
      this.#statesTooMuch = true;
      await this.#restateKeys().catch(() => {});
      throw error;
    }
  }

  async #restateKeys(): Promise<void> {
    if (!this.#statesTooMuch) return;
    await writeKeyHistory(this.folder, this.#history);
    this.#statesTooMuch = false;
  }

  async #write(lines: readonly string[], leaves: readonly string[]): Promise<void> {
    const active = this.#active ??= await this.#beginSegment();
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const handle = active.handle ??= await mended(this.folder, active);
    try {
      for (let written = 0; written < bytes.length;) written += (await handle.write(bytes, written, bytes.length - written, active.bytes + written)).bytesWritten;
      await handle.datasync();
    } catch (error) {
      // Nobody knows what of it is on disk, and a second sync of the same handle may claim success.
      active.handle = undefined;
      await handle.close().catch(() => {});
      throw error;
    }
    active.bytes += bytes.length;
    for (const leaf of leaves) this.#state.edge.push(leaf);
    this.#prev = leaves.at(-1) ?? this.#prev;
  }

  /** Nothing that a failed write has left may stand before what comes next. */
  async #letGo(active: ActiveSegment): Promise<void> {
    const handle = active.handle ??= await mended(this.folder, active);
    this.#active = undefined;
    await handle.close();
  }

  async #beginSegment(): Promise<ActiveSegment> {
    const first = this.size;
    const handle = await open(segmentPath(this.folder, first), 'w', 0o600);
    await syncFolder(this.folder);
    return { handle, first, bytes: 0, began: this.#options.clock.now() };
  }

  async #endSegmentWhenDue(): Promise<void> {
    const { segment, clock } = this.#options;
    const active = this.#active;
    if (active === undefined || active.bytes === 0 || (active.bytes < segment.bytes && clock.now() - active.began < segment.age)) return;
    await this.checkpoint();
    await this.#letGo(active);
    this.#active = await this.#beginSegment();
    await this.#retain();
  }

  async #retain(): Promise<void> {
    const { retention, clock } = this.#options;
    await dropSegments(this.folder, { retention, now: clock.now(), signed: this.#signed, record: async (entry) => {
      await this.#append([entry]);
      await this.checkpoint();
    } });
  }

  /** One at a time; records that come meanwhile are for the next one. */
  #sign(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const before = this.#signed;
    const size = this.size;
    const { origin, clock, log, onCheckpoint } = this.#options;
    // While a key makes way for the next one, the records decide which of them vouches.
    const key = keyAt(this.#history, size)?.text;
    const { signer: current, next } = this.#secrets;
    const signer = next !== undefined && next.text === key ? next : current;
    const note = signNote(formatCheckpoint(origin, size, this.#state.edge.root()), [signer]);
    const writeTiles = this.#state.tiles.take();
    this.#signed = size;
    const signing = (async () => {
      try {
        await writeTiles();
        await this.#checkpoints.write(note, new Date(clock.now()).toISOString());
        if (this.#cannotSign) log.info('the audit log is signed again');
        this.#cannotSign = false;
        onCheckpoint?.(note, size);
      } catch (error) {
        this.#signed = before;
        if (!this.#cannotSign) log.error('the audit log could not be signed; its records are on disk, and it is tried again', { error });
        this.#cannotSign = true;
        throw error;
      } finally {
        this.#signing = undefined;
      }
    })();
    this.#signing = signing;
    return signing;
  }
}
