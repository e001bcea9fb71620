import { isDeepStrictEqual } from 'node:util';
import type { AlertDelivery } from '../../core/contract/alert.js';
import type { Timer } from '../../core/contract/clock.js';
import { PermanentError } from '../../core/contract/errors.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import { encodePayload } from '../shared/alert-json.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { type ConfiguredHeaders, requestHeaders } from '../shared/http-headers.js';
import { httpFailure } from '../shared/http-outcome.js';
import { inWordsOf, type MessageTemplates } from '../shared/message-template.js';
import { createOutboundFetch, type OutboundFetch } from '../shared/outbound-fetch.js';
import { untilAborted } from '../shared/until-aborted.js';
import { ActiveAlerts } from './active-alerts.js';
import { renderManagedAlert, withEnd } from './render.js';

export interface AlertmanagerConfig extends MessageTemplates {
  readonly url: string;
  readonly headers?: ConfiguredHeaders;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resend: number;
  readonly allow_private: boolean;
}

/** Alertmanager takes an alert for resolved when it was not told of it for so many intervals of `resend`. */
const MISSED = 4;
/** How long an alert fires that could not be kept to be sent again: a day. */
const UNKEPT = 86_400_000;
/** Alerts of one request when all are sent again. */
const CHUNK = 200;

/** Tells Alertmanager of what fires, again and again while it does, and of its end. */
export class AlertmanagerAction implements ActionReceiver {
  readonly messages = 'edit';
  readonly #config: AlertmanagerConfig;
  readonly #ctx: PluginContext;
  readonly #fetch: OutboundFetch;
  readonly #health: HealthReport;
  readonly #active: ActiveAlerts;
  #timer: Timer | undefined;
  #stopped = new AbortController();
  #resending: Promise<void> = Promise.resolve();

  constructor(config: AlertmanagerConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#fetch = createOutboundFetch({ fetch: ctx.fetch, allowPrivate: config.allow_private });
    this.#health = new HealthReport(ctx);
    this.#active = new ActiveAlerts(ctx);
  }

  async start(): Promise<void> {
    this.#stopped = new AbortController();
    await this.#active.load();
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stopped.abort();
    await this.#resending;
    await this.#active.idle();
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(delivery, signal));
  }

  render(delivery: AlertDelivery): JsonValue {
    const now = this.#ctx.clock.now();
    const alert = renderManagedAlert(inWordsOf(this.#config, delivery), this.#config.labels ?? {}, now);
    return [withEnd(alert, isOver(delivery) ? now : now + this.#hold)];
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  get #hold(): number {
    return this.#config.resend * MISSED;
  }

  async #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject> {
    const now = this.#ctx.clock.now();
    const { content } = delivery;
    const id = 'alert' in content ? content.alert.id : undefined;
    const before = id === undefined ? undefined : this.#active.get(id);
    const alert = renderManagedAlert(inWordsOf(this.#config, delivery), this.#config.labels ?? {}, now);
    // Labels are its identity: under others it is another alert to Alertmanager, so the one that stands there ends.
    const ended = before !== undefined && !isDeepStrictEqual(before.labels, alert.labels) ? [withEnd(before, now)] : [];
    if (isOver(delivery)) {
      if (id !== undefined) await untilAborted(this.#active.remove(id), signal);
      await this.#post([...ended, withEnd(alert, now)], signal);
    } else if (id === undefined) {
      // A summary has no end of its own: it is not kept, and passes.
      await this.#post([withEnd(alert, now + this.#hold)], signal);
    } else if (this.#active.takes(id)) {
      // Kept once Alertmanager has it: what it does not take now is for core to send again.
      await this.#post([...ended, withEnd(alert, now + this.#hold)], signal);
      await untilAborted(this.#active.set(id, alert), signal);
    } else {
      this.#ctx.metrics.count('alerts_not_kept');
      await this.#post([withEnd(alert, now + UNKEPT)], signal);
    }
    this.#health.ok();
    return { posted: true };
  }

  async #post(alerts: readonly JsonObject[], signal: AbortSignal): Promise<void> {
    const { url, headers } = this.#config;
    const body = encodePayload(alerts);
    const answer = await this.#fetch(`${url.replace(/\/+$/, '')}/api/v2/alerts`, { headers: requestHeaders({ 'content-type': 'application/json' }, headers, {}), body }, signal);
    const failure = httpFailure(answer, this.#ctx.clock);
    if (failure === undefined) return;
    if (failure instanceof PermanentError) this.#health.failed(`Alertmanager refuses alerts. ${failure.message}`);
    throw failure;
  }

  #schedule(ms: number): void {
    if (this.#stopped.signal.aborted) return;
    this.#timer = this.#ctx.clock.after(ms, () => {
      this.#resending = this.#resend().finally(() => this.#schedule(this.#config.resend));
    }, { background: true });
  }

  /** Never rejects: what fails now is tried again at the next time. */
  async #resend(): Promise<void> {
    const endsAt = this.#ctx.clock.now() + this.#hold;
    const alerts = this.#active.all.map((alert) => withEnd(alert, endsAt));
    try {
      for (let at = 0; at < alerts.length; at += CHUNK) await this.#post(alerts.slice(at, at + CHUNK), this.#stopped.signal);
      if (alerts.length > 0) this.#health.ok();
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#ctx.metrics.count('failed_resends');
      if (!(error instanceof PermanentError)) this.#health.degraded(`Alertmanager could not be told again of what fires. ${error instanceof Error ? error.message : ''}`);
    }
  }
}

function isOver({ cause, content }: AlertDelivery): boolean {
  return 'alert' in content ? cause === 'resolved' : content.summary.counts.firing === 0;
}
