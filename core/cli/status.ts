import type { JsonObject } from '../contract/json.js';
import type { Pipeline } from '../runtime/pipeline.js';
import { splitReasons } from './account.js';

/** What a running hushpipe says of itself over the control socket; `top` shows it. */
export interface Status {
  readonly version: string;
  readonly pid: number;
  /** Absolute path of the main file. */
  readonly config: string;
  /** Milliseconds that it has run. */
  readonly uptime_ms: number;
  readonly generation: number;
  readonly config_hash: string;
  /** Why what runs is not what the files state; null where it is. */
  readonly last_error: string | null;
  readonly instances: readonly InstanceStatus[];
}

export interface InstanceStatus {
  readonly id: string;
  /** Events or, for actions, notices. */
  readonly in: number;
  readonly out: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  /** Items that wait in front of a sink or an action; null for others. */
  readonly waiting: number | null;
  readonly retries: number;
  /** What went no further, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** What is worth a figure though it went on, by reason. */
  readonly noted: Readonly<Record<string, number>>;
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}

export function statusOf(pipeline: Pipeline, about: Pick<Status, 'version' | 'config' | 'uptime_ms'> & { readonly lastError: string | undefined }): Status & JsonObject {
  const { generation, configHash, instances } = pipeline.status();
  return {
    version: about.version,
    pid: process.pid,
    config: about.config,
    uptime_ms: Math.round(about.uptime_ms),
    generation,
    config_hash: configHash,
    last_error: about.lastError ?? null,
    instances: instances.map(({ id, eventsIn, eventsOut, bytesIn, bytesOut, waiting, reasons: { retry = 0, ...reasons }, counters, gauges }) => {
      const { lost, noted } = splitReasons(reasons);
      return {
        id, in: eventsIn, out: eventsOut, bytes_in: bytesIn, bytes_out: bytesOut, waiting: waiting ?? null, retries: retry,
        dropped: { ...lost }, noted: { ...noted }, counters: { ...counters }, gauges: { ...gauges },
      };
    }),
  };
}
