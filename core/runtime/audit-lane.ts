import type { AuditSettings } from '../../schemas/audit.js';
import type { Anchors } from '../audit/anchors.js';
import type { AuditLog, Erasure } from '../audit/log.js';
import type { AuditEntry } from '../audit/record.js';
import type { AuditTrail } from '../audit/trail.js';
import { sleep } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { backoff } from '../pipeline/backoff.js';
import type { HostServices } from '../plugin-host/context.js';
import type { KeyRing } from '../redact/sealing.js';
import { auditEntryOf } from './audit-entry.js';

/** Between two attempts to write what the disk did not take, in milliseconds. */
const RETRY = { initial: 100, max: 10_000 };

/** An audit log that is open, and what its config says. */
interface Open {
  readonly log: AuditLog;
  /** Of the config that is in place. */
  readonly anchored: { by: Anchors };
  readonly settings: AuditSettings;
  readonly origin: string;
}

/** An audit log that is about to take the place of the one before. */
export interface PreparedAudit {
  /** Has the keys of persons; undefined where there is no audit log. */
  readonly keys: KeyRing | undefined;
  /** Puts it in place; where it is another log, the one before is closed behind what it still has to write and a `last` record. */
  commit(last: AuditEntry): Promise<void>;
  /** Closes what was opened, where it was not put in place; `why` is its last record. Never rejects. */
  rollBack(why?: AuditEntry): Promise<void>;
}

/**
 * The way of audit events into the audit log of a config, past transforms and sinks. It drops nothing: while the disk does not take
 * them, whoever brings events waits.
 */
export class AuditLane implements AuditTrail {
  readonly #services: Pick<HostServices, 'clock' | 'random' | 'log' | 'dataDir'>;
  readonly #stop = new AbortController();
  #open: Open | undefined;
  #isFailing = false;

  constructor(services: Pick<HostServices, 'clock' | 'random' | 'log' | 'dataDir'>) {
    this.#services = services;
  }

  /** Whether there is an audit log. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Opens the log of a config beside the one that is open. Rejects where it cannot be: see `AuditLog.open`. */
  async prepare({ audit, service }: LoadedConfig): Promise<PreparedAudit> {
    const before = this.#open;
    const origin = originOf(audit, service.service);
    // The same log cannot be open twice: it takes its new settings over.
    const isSame = before !== undefined && audit !== undefined && before.origin === origin && before.settings.key_file === audit.key_file;
    const next = audit === undefined ? undefined : isSame ? { ...before, settings: audit } : await this.#opened(audit, origin);
    const anchors = isSame ? await this.#anchors(audit, before.log.folder) : undefined;
    if (isSame) before.log.configure(logSettings(audit));
    let isCommitted = false;
    return {
      keys: next === undefined ? undefined : this.#keysOf(next.log),
      commit: async (last) => {
        isCommitted = true;
        this.#open = next;
        if (isSame) before.anchored.by.close();
        if (isSame && anchors !== undefined) before.anchored.by = anchors;
        if (!isSame && before !== undefined) await this.#end(before, last);
      },
      rollBack: async (why) => {
        if (isCommitted) return;
        if (isSame) before.log.configure(logSettings(before.settings));
        else if (next !== undefined) await this.#end(next, why);
      },
    };
  }

  record(entry: AuditEntry): Promise<void> {
    return this.#keep([{ source: 'hushpipe', ...entry }]);
  }

  /** As `AuditLog.erase`; undefined where there is no audit log. */
  async erase(subject: string, elsewhere: readonly string[]): Promise<Erasure | undefined> {
    return this.#open?.log.erase(subject, elsewhere);
  }

  /**
   * Takes the audit events among these. Resolves when they are on disk, as are the keys that anything in these events is sealed under;
   * undefined where there is nothing to wait for.
   */
  take(events: readonly LogEvent[]): Promise<void> | undefined {
    const open = this.#open;
    if (open === undefined) return undefined;
    const { subjects } = open.log;
    const audited = events.filter((event) => event.class === 'audit');
    // Writing records syncs the keys too.
    if (audited.length > 0) return this.#keep(audited.map((event) => auditEntryOf(event, open.settings, (key) => subjects.subjectOf(key))));
    return subjects.isSynced ? undefined : this.#insist(({ subjects: keys }) => keys.synced());
  }

  /** Nothing is tried again from here on. */
  giveUp(): void {
    this.#stop.abort(new HushpipeError('PIPELINE_CLOSED', 'the audit log is closed'));
  }

  /** Signs what is there and closes. Never rejects. */
  async close(): Promise<void> {
    this.giveUp();
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) await closeAll(open, this.#services.log);
  }

  async #end(open: Open, last: AuditEntry | undefined): Promise<void> {
    const { log } = this.#services;
    if (last !== undefined) await open.log.record(last).catch((error: unknown) => log.error('the last record of the audit log could not be written', { error }));
    await closeAll(open, log);
  }

  #keep(entries: readonly AuditEntry[]): Promise<void> {
    return this.#insist((audit) => audit.recordAll(entries));
  }

  /** Tries until the disk takes it. */
  async #insist(write: (audit: AuditLog) => Promise<void>): Promise<void> {
    const { clock, random, log } = this.#services;
    for (let failures = 1; this.#open !== undefined; failures++) {
      const { log: audit } = this.#open;
      try {
        await write(audit);
        if (this.#isFailing) log.info('the audit log takes records again');
        this.#isFailing = false;
        return;
      } catch (error) {
        const isReplaced = this.#open?.log !== audit;
        if (!isReplaced && !this.#isFailing) log.error('the audit log takes no records: whoever has some waits', { error });
        this.#isFailing ||= !isReplaced;
        this.#stop.signal.throwIfAborted();
        if (!isReplaced) await sleep(clock, backoff(failures, RETRY, random), this.#stop.signal);
      }
    }
  }

  /** Where a key can be neither read nor made, what it would seal is masked, and the log says so once. */
  #keysOf({ subjects }: AuditLog): KeyRing {
    let isFailing = false;
    return {
      of: (subject) => {
        try {
          const key = subjects.of(subject);
          isFailing = false;
          return key;
        } catch (error) {
          if (!isFailing) this.#services.log.error('keys of persons can be neither read nor made: what they would seal is masked', { error });
          isFailing = true;
          return undefined;
        }
      },
    };
  }

  async #opened(settings: AuditSettings, origin: string): Promise<Open> {
    const [{ AuditLog }, { auditFolder }] = await Promise.all([import('../audit/log.js'), import('../audit/folder.js')]);
    const { clock, log, dataDir } = this.#services;
    const anchored = { by: await this.#anchors(settings, auditFolder(dataDir, origin)) };
    const audit = await AuditLog.open({ ...logSettings(settings), dataDir, origin, keyFile: settings.key_file, clock, log, onCheckpoint: (note, size) => anchored.by.offer({ origin, size, note }) });
    return { log: audit, anchored, settings, origin };
  }

  async #anchors(settings: AuditSettings, folder: string): Promise<Anchors> {
    const { Anchors } = await import('../audit/anchors.js');
    const { clock, log } = this.#services;
    return new Anchors({ settings: settings.anchors, folder, clock, log, fetch: globalThis.fetch });
  }
}

/** The name of a config's log. */
export function originOf(audit: AuditSettings | undefined, service: string | undefined): string {
  if (audit?.origin !== undefined) return audit.origin;
  const name = (service ?? '').replace(/[^A-Za-z0-9._/-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'hushpipe' : name;
}

function logSettings({ checkpoint_every, segment, retain, on_rollback }: AuditSettings): Parameters<AuditLog['configure']>[0] {
  return { checkpointEvery: checkpoint_every, segment: { bytes: segment.size, age: segment.every }, retention: { age: retain.age, bytes: retain.size }, onRollback: on_rollback };
}

async function closeAll({ log: audit, anchored }: Open, log: HostServices['log']): Promise<void> {
  await audit.close().catch((error: unknown) => log.error('the audit log did not close cleanly', { error }));
  await anchored.by.flush();
  anchored.by.close();
}
