import type { AlertDelivery } from '../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { ActionReceiver, BatchResult, Health, PluginContext } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { deliverEach } from '../shared/deliver-each.js';
import { HealthReport } from '../shared/health-report.js';
import { networkFailure } from '../shared/http-outcome.js';
import { inWordsOf, type MessageTemplates } from '../shared/message-template.js';
import { stoppedDelivery, untilAborted } from '../shared/until-aborted.js';
import { messageIds, renderMail } from './render.js';

export interface EmailConfig extends MessageTemplates {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  readonly username?: string;
  readonly password?: Secret;
  readonly from: string;
  readonly to: readonly string[];
}

/** The part of nodemailer that is used here. */
interface Nodemailer {
  createTransport(options: object): { sendMail(mail: object): Promise<unknown> };
}

/** What to do by nodemailer's code for where it was refused. */
const HINTS: Readonly<Record<string, string>> = { EAUTH: 'Check username and password.', EENVELOPE: 'Check from and to.', ETLS: 'It offers no encryption on this port: check port and security.' };

/** One mail for each notice; all mails of an incident stand in one thread of the reader's mail program. */
export class EmailAction implements ActionReceiver {
  readonly messages = 'post';
  readonly #config: EmailConfig;
  readonly #ctx: PluginContext;
  readonly #health: HealthReport;

  constructor(config: EmailConfig, ctx: PluginContext) {
    this.#config = config;
    this.#ctx = ctx;
    this.#health = new HealthReport(ctx);
  }

  deliver(batch: readonly AlertDelivery[], signal: AbortSignal): Promise<BatchResult | void> {
    return deliverEach(batch, (delivery) => this.#send(delivery, signal));
  }

  render(delivery: AlertDelivery): JsonObject {
    return this.#mailOf(delivery);
  }

  health(): Promise<Health> {
    return Promise.resolve(this.#health.last);
  }

  async #send(delivery: AlertDelivery, signal: AbortSignal): Promise<undefined> {
    const nodemailer = await untilAborted(this.#ctx.import<Nodemailer>('nodemailer'), signal);
    try {
      await untilAborted(nodemailer.createTransport(this.#transport()).sendMail({ ...this.#mailOf(delivery), signal }), signal);
    } catch (error) {
      throw this.#failureOf(error, signal);
    }
    this.#health.ok();
  }

  #mailOf(delivery: AlertDelivery): JsonObject {
    const { from, to } = this.#config;
    const said = inWordsOf(this.#config, delivery);
    const { own, thread } = messageIds(said, delivery.id, /@([\w.-]+)/.exec(from)?.[1] ?? 'hushpipe.invalid');
    return {
      from,
      to,
      ...renderMail(said) as unknown as JsonObject,
      messageId: own,
      inReplyTo: thread,
      references: [thread],
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    };
  }

  #transport(): object {
    const { host, port, security, username, password } = this.#config;
    return {
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(username === undefined ? {} : { auth: { user: username, pass: password?.reveal() ?? '' } }),
      // Nothing in a mail is read from a file or fetched, whatever stands in it.
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }

  /** By the reply code (RFC 5321, 4.2.1): 4yz may pass, 5yz will not. Servers repeat addresses and text, so none of theirs is kept. */
  #failureOf(error: unknown, signal: AbortSignal): Error {
    if (signal.aborted) return stoppedDelivery();
    const { responseCode: code, code: name } = (error ?? {}) as { readonly responseCode?: unknown; readonly code?: unknown };
    if (typeof code !== 'number') return name === 'EAUTH' ? this.#refused('The mail server takes no such login.', 'Check username, password and security.') : networkFailure(error);
    if (code < 500) return new RetryableError(`The mail server answered ${code}.`);
    return this.#refused(`The mail server answered ${code}.`, HINTS[String(name)] ?? 'Check what the server allows.');
  }

  #refused(message: string, hint: string): PermanentError {
    const failure = new PermanentError(message, { hint });
    this.#health.failed(`Mail is refused. ${message} ${hint}`);
    return failure;
  }
}
