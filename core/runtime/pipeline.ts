import { setMaxListeners } from 'node:events';
import { createEgressGuard, guardBoth, safeError, type EgressGuard } from '../redact/egress.js';
import { HushpipeError } from '../contract/errors.js';
import type { EventClass, LogEvent } from '../contract/event.js';
import { hashOf } from '../config/canonical.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import type { RawBatch } from '../contract/plugin.js';
import type { SourceSettings } from '../../schemas/source.js';
import { asError } from '../pipeline/attempt.js';
import type { Inlet } from '../pipeline/inlet.js';
import { SourceRunner } from '../pipeline/source-runner.js';
import type { TallyReading } from '../pipeline/tally.js';
import { Ticket } from '../pipeline/ticket.js';
import { endsBefore, endsWithin } from '../pipeline/time-limit.js';
import { applyTransforms } from '../pipeline/transform-chain.js';
import { compileRedaction } from '../redact/rules.js';
import type { Redactor } from '../redact/redactor.js';
import type { PreparedAudit } from './audit-lane.js';
import { ChangeOver } from './change-over.js';
import type { GuardedLog } from './process-log.js';
import { passingKeys } from '../redact/sealing.js';
import { failedStart, lastChange, OwnRecord } from './own-record.js';
import { changeGuard } from './redaction.js';
import type { RuntimeServices } from './services.js';
import { IncidentRunner } from './incident-runner.js';
import { buildInlet, buildStages, inletSpec, type InletSpec, type Redaction, type Stages } from './stages.js';
import { STOP_TIMEOUT } from './suspension.js';
import { TriggerRunner } from './trigger-runner.js';
import { EMPTY_SET, type Working, type WorkingSet, type WorkingSource } from './working-set.js';

export interface PipelineStatus {
  readonly generation: number;
  readonly configHash: string;
  /** Why the last reload failed; undefined after one that succeeded. */
  readonly lastError: string | undefined;
  readonly instances: readonly (TallyReading & { readonly waiting?: number })[];
}

export interface CloseOptions {
  /** Milliseconds to wait for what is under way; without it, as long as it takes. */
  readonly timeout?: number | undefined;
}

/** A running pipeline: instances at work, and the stages between them. Starting is a reload from nothing. */
export class Pipeline {
  readonly services: RuntimeServices;
  readonly #log: GuardedLog;
  /** Aborted when it closes: a reload under way ends. */
  readonly #closing = new AbortController();
  /** Aborted when it has to be closed by now: nothing is waited for any more. */
  readonly #late = new AbortController();
  readonly #triggers: TriggerRunner;
  readonly #incidents: IncidentRunner;
  readonly #record: OwnRecord;
  #set: WorkingSet = EMPTY_SET;
  #stages: Stages | undefined;
  #config: LoadedConfig | undefined;
  #egress: EgressGuard | undefined;
  /** Ways in for who has events in this process, by instance id and codec. */
  readonly #intakes = new Map<string, { readonly spec: InletSpec; inlet: Inlet }>();
  #redaction: Redaction = { redactor: undefined, keys: undefined };
  readonly #feeders = new Set<() => Promise<void>>();
  #generation = 0;
  #lastError: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  private constructor(services: RuntimeServices, log: GuardedLog) {
    this.services = services;
    this.#log = log;
    this.#record = new OwnRecord(services.audit, this.#late.signal);
    this.#incidents = new IncidentRunner(services, () => this.#triggers.firings());
    this.#triggers = new TriggerRunner(services, (transitions) => this.#incidents.take(transitions));
    // One for each instance that starts, or that makes way.
    setMaxListeners(0, this.#closing.signal, this.#late.signal);
  }

  /** Rejects, with nothing left open, when any instance cannot start. */
  static async start(config: LoadedConfig, services: RuntimeServices, log: GuardedLog): Promise<Pipeline> {
    const pipeline = new Pipeline(services, log);
    await pipeline.#incidents.open(config.dataDir);
    const saved = await pipeline.#triggers.open(config.dataDir);
    await pipeline.#apply(config, () => pipeline.#triggers.restore(saved));
    await pipeline.#record.started(config);
    services.signals.emit('started');
    return pipeline;
  }

  get config(): LoadedConfig {
    return this.#config as LoadedConfig;
  }

  /** Alerts: what there is, and what people do about it. */
  get alerts(): IncidentRunner {
    return this.#incidents;
  }

  /** Text as it may leave the process: without anything that the rules redact, and without the config's secrets. */
  guard(text: string): string {
    return this.#egress?.text(text) ?? text;
  }

  /** Puts another config in place, or rejects with RELOAD_FAILED and leaves everything as it was. One reload at a time. `cause`, for the audit log: who or what asked for it. */
  reload(next: LoadedConfig, cause = 'the program'): Promise<void> {
    const turn = this.#turn.then(async () => {
      this.#closing.signal.throwIfAborted();
      const before = this.config;
      try {
        await this.#apply(next);
        await this.#record.changed(before, next, cause, this.#generation);
        this.#lastError = undefined;
        this.services.signals.emit('reloaded', this.#generation);
      } catch (thrown) {
        const reason = asError(thrown);
        this.#lastError = reason.message;
        await this.#record.failed(before, next, cause, reason.message);
        const error = new HushpipeError('RELOAD_FAILED', reason.message, { cause: reason, ...(reason instanceof HushpipeError ? { hint: reason.hint } : {}) });
        this.services.signals.emit('reload_failed', error);
        throw error;
      }
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Takes note of a reload that came to nothing: the files state what runs already, or `invalid` says why they are no config. Never rejects. */
  noteReload(cause: string, invalid?: Error): Promise<void> {
    if (invalid === undefined) return this.#record.unchanged(this.config, cause);
    this.#lastError = this.guard(invalid.message);
    this.services.signals.emit('reload_failed', invalid);
    return this.#record.failed(this.config, undefined, cause, this.#lastError);
  }

  /**
   * A way in for who has events in this process: a logger, a test. The events count as those of `sources.<name>`, and are
   * acknowledged when they are queued, and those of the class audit when they are on disk; a ticket tells when they are delivered. Queues that have room have them when the call returns.
   */
  intake(name: string, parse: SourceSettings['parse'] = 'auto', eventClass: EventClass = 'normal'): (batch: RawBatch, ticket?: Ticket) => Promise<void> {
    const id = `sources.${name}`;
    const spec = { id, parse, multiline: false, mayAudit: true, eventClass };
    const key = `${id} ${eventClass} ${JSON.stringify(parse)}`;
    const way = this.#intakes.get(key) ?? { spec, inlet: buildInlet(this.config, spec, this.#redaction, this.services) };
    this.#intakes.set(key, way);
    return async (batch, ticket = new Ticket()) => {
      this.#closing.signal.throwIfAborted();
      await this.#take(way.inlet.admit(batch), ticket).finally(() => ticket.settle());
    };
  }

  /** For who keeps something back for a moment: `handOver` is asked for it before a close lets nothing more in. Returns what takes it off. */
  beforeClose(handOver: () => Promise<void>): () => void {
    this.#feeders.add(handOver);
    return () => void this.#feeders.delete(handOver);
  }

  /** Resolves when every source has come to its end: with `once`, when all that was there is read and acknowledged. */
  async sourcesEnded(): Promise<void> {
    for (let runners = this.#runners; ; runners = this.#runners) {
      await Promise.all(runners.map(({ ended }) => ended));
      // A source that makes way in a reload has not come to its end.
      await this.#turn;
      if (runners.length === this.#runners.length && this.#runners.every((runner, at) => runner === runners[at])) return;
    }
  }

  /**
   * Stops the sources, delivers what is under way, saves what must survive, and stops all instances. Never rejects. May be called
   * again: with a timeout, that holds from then on.
   */
  close({ timeout }: CloseOptions = {}): Promise<void> {
    if (this.#feeders.size === 0) this.#refuse();
    this.#closed ??= this.#close();
    if (timeout === undefined) return this.#closed;
    const timer = this.services.clock.after(timeout, () => this.#late.abort());
    return this.#closed.finally(() => timer.cancel());
  }

  /**
   * Writes what sinks have queued, where they can do so at once: for while the process is ending. Returns how many events and
   * notices are left that nothing keeps.
   */
  flushSync(): number {
    let left = 0;
    for (const { outlet } of [...this.#set.sinks.values(), ...this.#set.actions.values()]) left += outlet.flushSync();
    return left;
  }

  /** What the triggers did and how far they are, for who asks why one spoke or did not. */
  get explains(): Pick<TriggerRunner, 'explain' | 'alert'> {
    return this.#triggers;
  }

  status(): PipelineStatus {
    const waiting = new Map([...this.#set.sinks.values(), ...this.#set.actions.values()].map(({ outlet }) => [outlet.id, outlet.undelivered]));
    const instances = this.services.tallies.all().map((tally) => {
      const count = waiting.get(tally.id);
      return count === undefined ? tally.read() : { ...tally.read(), waiting: count };
    });
    return { generation: this.#generation, configHash: this.config.hash, lastError: this.#lastError, instances };
  }

  async #apply(next: LoadedConfig, beforeFirstEvent: () => void = () => {}): Promise<void> {
    const redactor = redactorOf(next);
    const guard = createEgressGuard(redactor ?? PLAIN, next.secrets);
    const before = this.#egress;
    // As long as there are instances of both configs, what they say may hold secrets of either.
    const both = this.#useGuard(before === undefined ? guard : guardBoth(before, guard));
    let audit: PreparedAudit | undefined;
    try {
      if (this.services.rehearsal === undefined) audit = await this.services.audit.prepare(next);
      await this.#changeOver(next, redactor, beforeFirstEvent, audit);
      this.#useGuard(guard);
    } catch (error) {
      const failure = safeError(both, error);
      await audit?.rollBack(this.#config === undefined ? failedStart(next, failure.message) : undefined);
      this.#useGuard(before ?? guard);
      throw failure;
    }
  }

  async #changeOver(next: LoadedConfig, redactor: Redactor | undefined, beforeFirstEvent: () => void, audit: PreparedAudit | undefined): Promise<void> {
    const redaction = { redactor, keys: this.services.rehearsal === undefined ? audit?.keys : passingKeys() };
    const inletFor = (spec: InletSpec): Inlet => buildInlet(next, spec, redaction, this.services);
    const triggers = await this.#triggers.compile(next);
    const rules = this.#incidents.compile({ triggers: triggers.configs, alerts: next.alerts, mute: next.mute, group: next.group });
    const change = new ChangeOver({
      old: this.#set,
      next,
      services: this.services,
      stop: this.#closing.signal,
      guard: changeGuard(redactor),
      egress: () => this.#egress as EgressGuard,
      inletFor: (source) => inletFor(inletSpec(source)),
      resumeSource: (source) => this.#run(source, () => source.instance.start(this.#closing.signal)),
    });
    let set: WorkingSet;
    let stages: Stages;
    const inlets: (() => void)[] = [];
    try {
      set = await change.prepare();
      this.#closing.signal.throwIfAborted();
      stages = buildStages(next, set, this.services);
      const ways = [...[...set.sources.values()].map((way) => ({ way, spec: inletSpec(way.config) })), ...[...this.#intakes.values()].map((way) => ({ way, spec: way.spec }))];
      for (const { way, spec } of ways) {
        const inlet = inletFor(spec);
        inlets.push(() => void (way.inlet = inlet));
      }
    } catch (error) {
      await change.rollBack();
      throw error;
    }
    // From here to the end of the turn nothing can fail, and no event is on its way between two stages.
    const swapped = change.commit();
    const audited = audit?.commit(lastChange(this.#config, next));
    for (const put of inlets) put();
    this.#stages = stages;
    this.#set = set;
    this.#config = next;
    this.#redaction = redaction;
    this.#log.level = next.log.level;
    this.#incidents.replace(rules, new Map([...set.actions.values()].map(({ config, outlet }) => [config.name, outlet])), changeGuard(redactor), next.alerts.links);
    this.#triggers.replace(triggers);
    beforeFirstEvent();
    this.#generation++;
    for (const source of set.sources.values()) if (source.runner === undefined) this.#run(source);
    await swapped;
    await audited;
    await Promise.all(change.retired.map((working) => this.#retire(working, change)));
  }

  #useGuard(guard: EgressGuard): EgressGuard {
    this.#egress = guard;
    this.#log.guard = guard;
    this.#incidents.egress = guard;
    return guard;
  }

  get #runners(): readonly SourceRunner[] {
    return [...this.#set.sources.values()].flatMap(({ runner }) => runner ?? []);
  }

  #run(source: WorkingSource, prepare?: () => Promise<void>): void {
    if (this.#closing.signal.aborted) return;
    source.runner = new SourceRunner({
      id: source.config.id,
      source: source.instance.made,
      ...(prepare === undefined ? {} : { prepare }),
      inlet: () => source.inlet,
      acknowledge: source.config.settings.acknowledge,
      take: this.#take,
      clock: this.services.clock,
      random: this.services.random,
      signals: this.services.signals,
      log: this.services.log,
    });
  }

  /** The way of every batch through the middle: synchronous until the queues, so a reload falls between two batches. */
  readonly #take = async (events: readonly LogEvent[], ticket: Ticket): Promise<void> => {
    const { transforms, router } = this.#stages as Stages;
    // Before anything can leave them out; whoever brings them waits until they are on disk.
    const audited = this.services.audit.take(events);
    if (audited !== undefined) ticket.hold();
    const settled = audited?.then(() => ticket.settle(), (error: unknown) => {
      ticket.settle(asError(error));
      throw error;
    });
    await Promise.all([settled, this.#pass(transforms, router, events, ticket)]);
  };

  async #pass(transforms: Stages['transforms'], router: Stages['router'], events: readonly LogEvent[], ticket: Ticket): Promise<void> {
    const kept = transforms.length === 0 ? events : applyTransforms(transforms, events, this.services.log);
    if (kept.length === 0) return;
    this.#triggers.process(kept);
    await this.#triggers.hold.wait(router.send(kept, ticket), ticket);
  }

  /** Drains and stops what has no place any more. */
  async #retire(working: Working, change: ChangeOver): Promise<void> {
    const { clock, log } = this.services;
    const { config, instance } = working;
    if ('inlet' in working) await working.runner?.stopWithin(STOP_TIMEOUT);
    if ('outlet' in working && !this.#set.sinks.has(config.id) && !this.#set.actions.has(config.id)) {
      await endsBefore(endsWithin(working.outlet.idle(), RETIRE_TIMEOUT, clock), this.#late.signal);
      await working.outlet.abort('dead_letters');
      change.finish(working);
    }
    await instance.dispose().catch((error: unknown) => log.warn(`${config.id} did not stop cleanly`, { error }));
  }

  #refuse(): void {
    this.#closing.abort(new HushpipeError('PIPELINE_CLOSED', 'the pipeline is closed'));
  }

  async #close(): Promise<void> {
    const { log, signals } = this.services;
    const late = this.#late.signal;
    await endsBefore(Promise.all([...this.#feeders].map((handOver) => handOver())), late);
    this.#refuse();
    await endsBefore(this.#turn, late);
    const { sources, transforms, sinks, actions } = this.#set;
    const runners = this.#runners;
    const outlets = [...sinks.values(), ...actions.values()].map(({ outlet }) => outlet);
    const idle = async (): Promise<void> => {
      // Outlets flush while the sources wait for their acknowledgements, and once more for what the sources emitted last.
      await Promise.all([...runners.map((runner) => runner.stop()), ...outlets.map((outlet) => outlet.idle())]);
      await this.#incidents.drain();
      await Promise.all(outlets.map((outlet) => outlet.idle()));
    };
    if (!(await endsBefore(idle(), late))) {
      log.warn('not everything could be delivered in time; a source that keeps its place reads that again at the next start, and a spool keeps what it has');
      this.services.audit.giveUp();
      await Promise.all([...runners.map((runner) => runner.giveUp()), ...outlets.map((outlet) => outlet.abort())]);
    }
    await Promise.all(outlets.map((outlet) => outlet.abort()));
    await this.#triggers.close();
    await this.#incidents.close();
    await Promise.all([...sources.values(), ...transforms.values(), ...sinks.values(), ...actions.values()].map(async ({ instance, config }) => {
      await instance.dispose().catch((error: unknown) => log.warn(`${config.id} did not stop cleanly`, { error }));
    }));
    await this.#record.stopped(this.config);
    await this.services.audit.close();
    signals.emit('stopped');
  }
}

/** How long a removed sink may take to deliver what it still has, in milliseconds. */
const RETIRE_TIMEOUT = 10_000;

/** Undefined where the config allows events to pass unredacted. */
function redactorOf({ redact }: LoadedConfig): Redactor | undefined {
  const key = hashOf(redact);
  if (latestRedactor?.key !== key) latestRedactor = { key, redactor: compileRedactor(redact) };
  return latestRedactor.redactor;
}

/** Hundreds of detectors take a while to compile, and most reloads leave them as they are. */
let latestRedactor: { readonly key: string; readonly redactor: Redactor | undefined } | undefined;

function compileRedactor(settings: LoadedConfig['redact']): Redactor | undefined {
  const { redactor, problems } = compileRedaction(settings);
  if (redactor === undefined) throw new HushpipeError('REDACT_BAD_RULE', problems[0]?.message ?? 'the redaction rules cannot be compiled');
  return redactor.isEmpty ? undefined : redactor;
}

let plainRedactor: Redactor | undefined;

/** Diagnostics are guarded by the default rules even where events are not; the first of them compiles those. */
const PLAIN: Pick<Redactor, 'text'> = {
  text: (value) => (plainRedactor ??= compileRedaction({}).redactor as Redactor).text(value),
};
