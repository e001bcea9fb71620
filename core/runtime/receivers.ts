import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertDelivery } from '../contract/alert.js';
import type { LogEvent } from '../contract/event.js';
import type { Receiver } from '../contract/plugin.js';
import type { ActionInstance, SinkInstance } from '../config/loaded-config.js';
import type { ChangeGuard } from '../event/provenance.js';
import { openDeadLetters, type DeadLetters } from '../pipeline/dead-letters.js';
import type { DeadLetterWriter } from '../pipeline/delivery.js';
import type { Item } from '../pipeline/item-queue.js';
import { Outlet, type BatchLimits } from '../pipeline/outlet.js';
import type { Overflow } from '../pipeline/overflow.js';
import { openSpooledEvents } from '../pipeline/spooled-events.js';
import type { EgressGuard } from '../redact/egress.js';
import type { RuntimeServices } from './services.js';

const DEFAULTS: BatchLimits = { maxItems: 5_000, maxBytes: 4 * 1024 * 1024, maxWait: 0, concurrency: 1 };

/** The config's sizes, else the plugin's, else core's. */
export function batchLimits({ plugin, settings }: SinkInstance | ActionInstance): BatchLimits {
  const { batch } = settings;
  const own = plugin.delivery ?? {};
  return {
    maxItems: batch.max_events ?? own.maxEvents ?? DEFAULTS.maxItems,
    maxBytes: batch.max_bytes ?? own.maxBytes ?? DEFAULTS.maxBytes,
    maxWait: batch.max_wait ?? own.maxWait ?? DEFAULTS.maxWait,
    concurrency: batch.concurrency ?? own.concurrency ?? DEFAULTS.concurrency,
  };
}

export function createOutlet<T extends Item>(
  config: SinkInstance | ActionInstance,
  receiver: Receiver<T>,
  parts: { readonly services: RuntimeServices; readonly guard: () => EgressGuard; readonly overflow: Overflow<T> | undefined; readonly toLine: (item: T) => string },
): Outlet<T> {
  const { services, guard, overflow, toLine } = parts;
  return new Outlet<T>({
    id: config.id,
    receiver,
    settings: config.settings,
    limits: batchLimits(config),
    clock: services.clock,
    random: services.random,
    tally: services.tallies.of(config.id),
    signals: services.signals,
    log: services.log,
    deadLetters: deadLetterWriter(config.id, services, guard, toLine),
    overflow,
  });
}

/** What a notice is in a dead letter: the alert or summary with all that is in it, and why and how it was to be said. */
export const alertAsLine = ({ form, cause, content }: AlertDelivery): string => {
  if (!('alert' in content)) return JSON.stringify({ ...content.summary, form, cause });
  return JSON.stringify({ ...content.alert, form, cause, samples: content.alert.samples.map((event) => event.toJSON()) });
};

/** Opens the spool where the config asks for one, or where an earlier run left one behind that must still be delivered. */
export async function openOverflow(config: SinkInstance, services: RuntimeServices, guard: ChangeGuard): Promise<Overflow<LogEvent> | undefined> {
  const dir = join(services.dataDir, config.id, 'spool');
  if (config.settings.queue.when_full !== 'spool' && !existsSync(dir)) return undefined;
  return openSpooledEvents({ dir, maxBytes: config.settings.queue.max_spool, guard, log: services.log });
}

/** Opened on the first dead letter: most never see one. */
function deadLetterWriter<T extends Item>(id: string, services: RuntimeServices, guard: () => EgressGuard, toLine: (item: T) => string): DeadLetterWriter<T> {
  let letters: Promise<DeadLetters> | undefined;
  const opened = (): Promise<DeadLetters> => openDeadLetters(join(services.dataDir, 'dead-letters', `${id}.jsonl`), {
    onDiscard: (bytes) => {
      services.tallies.of(id).count('dead_letter_bytes_discarded', bytes);
      services.log.warn(`${id}: the older half of its dead letters made room for new ones`, { bytes });
    },
  });
  return {
    async write(entries) {
      letters ??= opened().catch((error: unknown) => {
        letters = undefined;
        throw error;
      });
      const time = new Date(services.clock.now()).toISOString();
      await (await letters).append(entries.map(({ item, reason, error, attempts }) => {
        const { code = 'UNKNOWN', message } = guard().error(error);
        return { id: item.id, time, instance: id, code, reason: `${reason}: ${message}`, attempts, line: toLine(item) };
      }));
    },
    async close() {
      const open = letters;
      letters = undefined;
      await (await open)?.close();
    },
  };
}
