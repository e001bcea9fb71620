import type { AlertDelivery } from '../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { encodePayload, noticePayload } from '../shared/alert-json.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { stoppedDelivery } from '../shared/until-aborted.js';
import { runProgram } from './run-program.js';

export interface ExecConfig {
  readonly command: readonly string[];
  readonly allow: boolean;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, Secret>>;
  readonly time_limit: number;
}

/** What sysexits(3) calls EX_TEMPFAIL: come again later. */
const TRY_AGAIN = 75;

/** The system's codes for having too little of something now. */
const PASSING: ReadonlySet<string> = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ETXTBSY']);

/** Runs the program once for each notice. The exit code says what became of it: 0 done, 75 later, all else never. */
export class ExecAction implements ActionReceiver {
  readonly messages = 'edit';
  readonly #config: ExecConfig;
  readonly #ctx: PluginContext;
  readonly #health: HealthReport;

  constructor(config: ExecConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(delivery, signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    return JSON.parse(encodePayload(noticePayload(delivery))) as JsonObject;
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  async #send(delivery: AlertDelivery, signal: AbortSignal): Promise<JsonObject> {
    const { command, allow, cwd = '/', env = {}, time_limit: timeout } = this.#config;
    if (!allow) throw this.#refused('Running programs is not allowed.', 'Set allow: true if that is what you want.');
    const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.reveal()]));
    const input = `${encodePayload(noticePayload(delivery))}\n`;
    const end = await runProgram({ command, cwd, env: variables, input, timeout, clock: this.#ctx.clock }, signal);
    switch (end.kind) {
      case 'exit': {
        if (end.code === 0) break;
        if (end.code === TRY_AGAIN) throw new RetryableError(`The program ended with ${TRY_AGAIN}: it asks to be run again.`);
        throw this.#refused(`The program ended with ${end.code}.`, `Run it by hand with a notice on its input; it should end with 0, or with ${TRY_AGAIN} to be run again.`);
      }
      case 'signal': throw new RetryableError(`The program was ended by ${end.signal}.`);
      case 'timeout': throw new RetryableError(`The program took longer than ${timeout} ms and was killed.`);
      case 'aborted': throw stoppedDelivery();
      case 'failed': throw PASSING.has(end.code) ? new RetryableError(`The program could not be started (${end.code}).`) : this.#refused(`The program could not be started (${end.code}).`, 'Check its path, its rights and cwd.');
    }
    this.#health.ok();
    return { done: true };
  }

  #refused(message: string, hint: string): PermanentError {
    this.#health.failed(`Notices are refused. ${message} ${hint}`);
    return new PermanentError(message, { hint });
  }
}
