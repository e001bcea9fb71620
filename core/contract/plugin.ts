import type { AlertDelivery } from './alert.js';
import type { Clock, Random } from './clock.js';
import type { LineEncoding, LogEvent, Origin } from './event.js';
import type { JsonObject, JsonValue } from './json.js';
import type { Infer, JsonSchema } from './schema.js';

export type PluginKind = 'source' | 'transform' | 'sink' | 'action';
export type Awaitable<T> = T | PromiseLike<T>;

export interface Health {
  readonly status: 'ok' | 'degraded' | 'failed';
  /** One sentence for people; carries no secret. */
  readonly detail?: string;
}

/** What every instance may offer. `start` and `stop` may each be called again after the other; `stop` also without `start`. */
export interface Instance {
  /** Opens what the instance needs. A rejection leaves nothing open; core says why and keeps the old instance running. */
  start?(signal: AbortSignal): Promise<void>;
  /** Closes everything: no timer, socket or listener is left. Called once the last delivery has settled. */
  stop?(signal: AbortSignal): Promise<void>;
  health?(signal: AbortSignal): Promise<Health>;
}

/** Records as they came in. Not redacted: only core and its codecs look inside. */
export interface RawBatch {
  /** Whole records. Belongs to core from the call on: do not write to it again. */
  readonly bytes: Uint8Array;
  /** End of each record within `bytes`, exclusive and ascending, for records that contain LF. Without it, each LF ends one. */
  readonly ends?: readonly number[];
  readonly origin?: Origin;
}

/**
 * Hands records to core. Resolves when core has them or, with `acknowledge: delivered`, when every sink they were routed to
 * has them: only then move a cursor, commit an offset or answer 2xx. Rejects when the pipeline stops before that.
 * Waiting for it is the back-pressure; several calls may be outstanding, and they are delivered in order.
 */
export type Emit = (batch: RawBatch) => Promise<void>;

export interface Source extends Instance {
  /** Runs until its input ends or `signal` aborts, then resolves. A rejection is logged, and `run` is called again later. */
  run(emit: Emit, signal: AbortSignal): Promise<void>;
}

export interface Transform extends Instance {
  /**
   * Synchronous, for a whole batch, in order. Returns the events that go on: the same objects, or the results of their
   * `with`. What is left out counts as dropped by this transform. A throw keeps the batch as it was, and is counted.
   */
  apply(batch: readonly LogEvent[]): readonly LogEvent[];
}

/** What came of a batch. */
export interface BatchResult {
  /** Indexes of the items that were not taken; all others count as delivered. */
  readonly failed: readonly { readonly index: number; readonly error: Error }[];
  /** Of an action: what it needs to find the message of an item again. Core keeps it, and hands it out with what follows. */
  readonly receipts?: readonly { readonly index: number; readonly receipt: JsonObject }[];
}

/** Sinks receive events, actions receive alerts. */
export interface Receiver<T> extends Instance {
  /**
   * Resolves when the other side has the batch. Nothing returned: all are delivered; a result lists those that are not; a throw:
   * none is. `RetryableError` and unknown errors are tried again, `PermanentError` goes to the dead letters, `ConnectionLostError`
   * pauses until `start` succeeds again. Core queues, batches, retries and breaks the circuit: do none of these. The batch
   * is frozen and never empty. Settle within 250 ms after `signal` aborts. Calls overlap only up to `delivery.concurrency`.
   */
  deliver(batch: readonly T[], signal: AbortSignal): Promise<BatchResult | void>;
  /**
   * Offered by what can write while the process is ending: returns when the batch is written, or throws. What `deliver` has
   * under way is finished first, so that nothing is written twice; an empty batch asks for that alone.
   */
  deliverSync?(batch: readonly T[]): void;
}

/** What an action is: a receiver of alerts that says what it can do with a message once it stands. */
export interface ActionReceiver extends Receiver<AlertDelivery> {
  /**
   * Nothing (`post`, the default), edit it, or edit it and open a thread below it. Core asks for no form that it cannot do: without
   * `edit` what follows is a new post; without `thread` a reply is left out and a broadcast is a post. Read anew for each alert.
   */
  readonly messages?: 'post' | 'edit' | 'thread';
  /** Exactly what `deliver` would send for this, for people to look at. No I/O; may be called before `start`. */
  render?(delivery: AlertDelivery): JsonValue;
}

/** The process log: what hushpipe says about itself. It never enters the pipeline. One line per state change, not per event. */
export interface ProcessLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface Metrics {
  /** Adds to a counter. Names are lower_snake_case nouns without a prefix; values of events are never names. */
  count(name: string, by?: number): void;
  /** Sets a gauge. */
  gauge(name: string, value: number): void;
}

/** Cuts a byte stream into records: lines, or whole stack traces where the source's config says `multiline`. One per stream. */
export interface Framer {
  /** Takes the next bytes, which belong to the framer from then on; gives the records that are complete now. */
  push(chunk: Uint8Array): FramedBatch | undefined;
  /** The bytes held back as an incomplete record. */
  readonly pending: number;
  /** How many bytes are best pushed at once: as many as core is done with in a few milliseconds. It takes more, too. */
  readonly bestChunk: number;
  /** Gives what is held back as a last record: at the end of input, or when nothing more came for a while. */
  flush(): FramedBatch | undefined;
}

export interface FramedBatch extends RawBatch {
  /** How many pushed bytes these records stand for, line feeds and cut parts included. */
  readonly consumed: number;
}

export interface PluginContext {
  /** Stable instance id: `sinks.archive`. */
  readonly id: string;
  readonly log: ProcessLog;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborts when the instance is stopped for good. */
  readonly signal: AbortSignal;
  /** Runs `cleanup` after `stop`, last registered first. */
  defer(cleanup: () => Awaitable<void>): void;
  readonly fetch: typeof globalThis.fetch;
  /** A folder of this instance's own, made on the first call; the same one after a restart. */
  dataDir(): Promise<string>;
  /** Imports a package named in `requires`, on first use. A missing one rejects and says what to install. */
  import<T = unknown>(name: string): Promise<T>;
  report(health: Health): void;
  /** The batch as lines of bytes, each ended by LF; untouched lines are copied, not parsed. Do not write to the result. */
  encodeLines(batch: readonly LogEvent[], encoding?: LineEncoding): Uint8Array<ArrayBuffer>;
  /** The same in up to 1,024 pieces, one behind the other, for a vectored write (`writev`): hardly anything is copied. */
  encodePieces(batch: readonly LogEvent[], encoding?: LineEncoding): readonly Uint8Array[];
}

export interface SourceContext extends PluginContext {
  framer(): Framer;
  /** The run reads what is there and then ends, instead of waiting for more. */
  readonly once: boolean;
}

interface Kinds {
  source: { instance: Source; context: SourceContext };
  transform: { instance: Transform; context: PluginContext };
  sink: { instance: Receiver<LogEvent>; context: PluginContext };
  action: { instance: ActionReceiver; context: PluginContext };
}
export type InstanceOf<K extends PluginKind> = Kinds[K]['instance'];
export type ContextOf<K extends PluginKind> = Kinds[K]['context'];

/** How core delivers to a receiver where its config says nothing. */
export interface DeliveryDefaults {
  readonly maxEvents?: number;
  readonly maxBytes?: number;
  /** Milliseconds to wait for a batch to fill. 0 sends what there is. */
  readonly maxWait?: number;
  readonly concurrency?: number;
  /** A redelivered item does no harm on the other side. */
  readonly idempotent?: boolean;
}

/** One documented interface for built-ins and third parties. */
export interface Plugin<S extends JsonSchema = JsonSchema, K extends PluginKind = PluginKind> {
  readonly apiVersion: 1;
  readonly kind: K;
  /** What users write as `type:`. A lower_snake_case noun. */
  readonly name: string;
  /** One sentence for docs, `plugins list` and editors. */
  readonly summary: string;
  readonly stability?: 'experimental' | 'stable' | 'deprecated';
  /** An object schema without `type`, `queue` and what else core owns; validates, documents and types the config. Unknown keys are errors. */
  readonly schema: S;
  /** Configs as users write them, without `type`; each is validated by the kit. */
  readonly examples: readonly { readonly title: string; readonly config: unknown }[];
  /** npm packages imported on first use through `ctx.import`, with their version ranges. */
  readonly requires?: Readonly<Record<string, string>>;
  readonly delivery?: DeliveryDefaults;
  /** What the instance owns alone, e.g. `tcp:0.0.0.0:514`; equal claims collide, and decide the order of a reload. */
  claims?(config: Infer<S>): readonly string[];
  /**
   * Of a source that listens on a port (it claims `tcp:` or `udp:`): whether with this config it only takes events of senders
   * that it knows. Without it, no rule makes audit events of what it emits.
   */
  authenticates?(config: Infer<S>): boolean;
  /** Problems that a schema cannot state, each with the path of the value (`rotate.size`). No I/O. */
  check?(config: Infer<S>): Iterable<{ readonly path: string; readonly message: string }>;
  /** Makes an instance. No I/O: that belongs in `start`. The config is frozen. */
  create(config: Infer<S>, ctx: ContextOf<K>): Awaitable<InstanceOf<K>>;
}

/** Any plugin, whatever its schema: what registries and loaders hold. */
// oxlint-disable-next-line typescript/no-explicit-any -- a plugin's config type is known only to the plugin itself
export type AnyPlugin = { [K in PluginKind]: Plugin<any, K> }[PluginKind];

/** Gives a plugin its types: `config` follows from `schema`, the instance's shape from `kind`. Returns its argument. */
export function definePlugin<const S extends JsonSchema, const K extends PluginKind>(plugin: Plugin<S, K>): Plugin<S, K> {
  return plugin;
}
