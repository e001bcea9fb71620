import type { Health, PluginContext } from '../../core/contract/plugin.js';

/** An instance's last known health, which is reported when it changes, not each time it is found. */
export class HealthReport {
  readonly #ctx: Pick<PluginContext, 'report'>;
  #last: Health = { status: 'ok' };

  constructor(ctx: Pick<PluginContext, 'report'>) {
    this.#ctx = ctx;
  }

  get last(): Health {
    return this.#last;
  }

  ok(): void {
    this.#set({ status: 'ok' });
  }

  /** `detail` is one sentence without secrets. */
  degraded(detail: string): void {
    this.#set({ status: 'degraded', detail });
  }

  failed(detail: string): void {
    this.#set({ status: 'failed', detail });
  }

  #set(health: Health): void {
    if (health.status === this.#last.status && health.detail === this.#last.detail) return;
    this.#last = health;
    this.#ctx.report(health);
  }
}
