import type { AlertDelivery } from '../../core/contract/alert.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { ActionReceiver, PluginContext } from '../../core/contract/plugin.js';
import { deliverEach } from './deliver-each.js';
import { HealthReport } from './health-report.js';
import { createOutboundFetch, type OutboundFetch } from './outbound-fetch.js';

/** What a call is made with. */
export interface HttpServices {
  readonly ctx: PluginContext;
  readonly fetch: OutboundFetch;
  readonly health: HealthReport;
}

/** What is a target's own: how a notice is sent, and what of it is shown beforehand. */
export interface HttpTarget {
  /** As of `ActionReceiver`; left out where a message that stands cannot be changed. */
  readonly messages?: 'edit';
  /** Resolves with the receipt, where there is one. */
  send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject | undefined>;
  render(delivery: AlertDelivery): JsonObject;
}

/** An action that makes one HTTP call for each notice, and is as well as its last call was. */
export function httpAction(ctx: PluginContext, allowPrivate: boolean, targetOf: (services: HttpServices) => HttpTarget): ActionReceiver {
  const health = new HealthReport(ctx);
  const target = targetOf({ ctx, health, fetch: createOutboundFetch({ fetch: ctx.fetch, allowPrivate }) });
  return {
    ...(target.messages === undefined ? {} : { messages: target.messages }),
    deliver: (batch, signal) => deliverEach(batch, (delivery) => target.send(delivery, signal)),
    render: (delivery) => target.render(delivery),
    health: () => Promise.resolve(health.last),
  };
}
