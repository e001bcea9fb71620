import { createHmac, timingSafeEqual } from 'node:crypto';
import { HushpipeError } from '../contract/errors.js';
import type { Vote } from './noise.js';

/** What a link may do. `view` shows an alert, `list` those of a message that stands for many. */
export type LinkAct = 'acknowledge' | 'silence' | 'resolve' | Vote | 'view' | 'list';

/** What a link says: for one act on one alert, since it opened last, until then. */
export interface LinkClaim {
  readonly act: LinkAct;
  /** Its id; of `list`, that of the message. */
  readonly alert: string;
  /** How often the alert had been opened again: a link of before is of no use then. */
  readonly round: number;
  /** Epoch milliseconds. */
  readonly expires: number;
}

/** Longest token that is looked at. */
const LONGEST = 2_048;

/** `<claim>.<HMAC-SHA256 of it>`, both base64url. The same claim always gives the same token, so what is sent again links to the same. */
export function signLink({ act, alert, round, expires }: LinkClaim, secret: string): string {
  const claim = Buffer.from(JSON.stringify([act, alert, round, expires])).toString('base64url');
  return `${claim}.${mac(claim, secret)}`;
}

/** What a token claims. Throws ALERT_LINK_REFUSED at one that was forged or altered, or that has expired. */
export function readLink(token: string, secret: string, now: number): LinkClaim {
  const [claim = '', signature = '', more] = token.length > LONGEST ? [] : token.split('.');
  if (more !== undefined || !equal(signature, mac(claim, secret))) throw new HushpipeError('ALERT_LINK_REFUSED', 'the link is not valid');
  // Signed, so it is of our own making.
  const [act, alert, round, expires] = JSON.parse(Buffer.from(claim, 'base64url').toString()) as [LinkAct, string, number, number];
  if (now >= expires) throw new HushpipeError('ALERT_LINK_REFUSED', 'the link has expired');
  return { act, alert, round, expires };
}

/** What a form of the page of a link has to bring along: nobody who has not seen the page knows it. */
export function formKey(token: string, secret: string): string {
  return mac(`form ${token}`, secret);
}

/** In constant time. */
export function equal(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function mac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
