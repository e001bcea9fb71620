import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Answer, Peer } from '../../core/testing/peer.js';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, headers and all. */
  readonly raw: string;
}

export interface SmtpSinkOptions {
  /** The login it wants; without one, it wants none. */
  readonly login?: { readonly user: string; readonly pass: string };
  /** Whether it offers STARTTLS, with a certificate that nobody vouches for. */
  readonly starttls?: boolean;
}

/** An SMTP server on 127.0.0.1 that keeps every mail it takes. */
export class SmtpSink implements Peer {
  readonly can = { busy: ['451', '421'], refuse: ['550', '554'], hold: true, drop: true } as const;
  readonly mails: ReceivedMail[] = [];
  readonly #server: SMTPServer;
  readonly #sockets = new Map<string, () => void>();
  #answer: Answer = { kind: 'take' };
  #attempts = 0;
  #port = 0;
  #held: (() => void)[] = [];
  #waiting: (() => void)[] = [];

  constructor(options: SmtpSinkOptions = {}) {
    const { login, starttls = false } = options;
    this.#server = new SMTPServer({
      authOptional: login === undefined,
      allowInsecureAuth: true,
      disabledCommands: [...(login === undefined ? ['AUTH'] : []), ...(starttls ? [] : ['STARTTLS'])],
      logger: false,
      disableReverseLookup: true,
      onAuth: ({ username, password }, _session, done) => (username === login?.user && password === login?.pass ? done(null, { user: username }) : done(coded(535))),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => this.#judge(Buffer.concat(chunks).toString(), session, done));
      },
    });
    this.#server.on('error', () => undefined);
    this.#server.server.on('connection', (socket) => {
      socket.unref();
      this.#sockets.set(`${socket.remoteAddress}:${socket.remotePort}`, () => socket.destroy());
    });
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server.server.unref();
    this.#port = (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const destroy of this.#sockets.values()) destroy();
    if (!this.#server.server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  received(): readonly string[] {
    return this.mails.map(({ raw }) => raw);
  }

  attempts(): number {
    return this.#attempts;
  }

  answer(answer: Answer): void {
    this.#answer = answer;
    if (answer.kind !== 'hold') for (const release of this.#held.splice(0)) release();
  }

  held(): Promise<void> {
    return this.#held.length > 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #judge(raw: string, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    this.#attempts += 1;
    const reply = (): void => {
      const answer = this.#answer;
      switch (answer.kind) {
        case 'busy': case 'refuse': return done(coded(Number(answer.as)));
        case 'drop': {
          for (const destroy of this.#sockets.values()) destroy();
          return undefined;
        }
        default: {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), raw });
          return done();
        }
      }
    };
    if (this.#answer.kind !== 'hold') return reply();
    this.#held.push(reply);
    for (const resolve of this.#waiting.splice(0)) resolve();
    return undefined;
  }
}

/** A mail's header by its name, unfolded and decoded; '' where there is none. */
export function headerOf({ raw }: ReceivedMail, name: string): string {
  const unfolded = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ');
  const value = new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1] ?? '';
  return value.replace(/\?= =\?/g, '?==?').replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_all, encoding: string, text: string) => (encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : fromQuoted(text.replaceAll('_', ' '))));
}

/** The bodies of a mail in two forms, decoded. */
export function bodiesOf({ raw }: ReceivedMail): { readonly text: string; readonly html: string } {
  const body = (type: string): string => {
    const [, head = '', content = ''] = new RegExp(`(content-type: ${type}[^]*?)\\r\\n\\r\\n([^]*?)\\r\\n--`, 'i').exec(raw) ?? [];
    if (/transfer-encoding: base64/i.test(head)) return Buffer.from(content, 'base64').toString();
    return /quoted-printable/i.test(head) ? fromQuoted(content.replace(/=\r\n/g, '')) : content;
  };
  return { text: body('text/plain').replaceAll('\r\n', '\n'), html: body('text/html').replaceAll('\r\n', '\n') };
}

function fromQuoted(text: string): string {
  return Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();
}

function coded(responseCode: number): Error {
  return Object.assign(new Error('As it was told.'), { responseCode });
}
