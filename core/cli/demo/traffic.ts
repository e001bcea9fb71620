import type { Random } from '../../contract/clock.js';

/** One line of the made-up shop, as it is written. */
export interface DemoLine {
  readonly text: string;
  /** Worth showing beside what becomes of it: holds something that nobody should see. */
  readonly shown: boolean;
}

/** How often the shop writes, in milliseconds, and how many times. */
export const TICK = 100;
export const TICKS = 40;
/** From here on one payment fails at each tick. */
const FIRST_FAILURE = 18;
const FAILURES = 8;

// All of it made up. The card is the number that card companies publish for tests; the rest says itself that it is not real.
const CARD = '4242 4242 4242 4242';
const PEOPLE = ['ada', 'grace', 'alan', 'edsger', 'barbara', 'dennis'];
const PATHS = ['/', '/cart', '/checkout', '/products/17', '/products/23', '/search?q=tea'];

/** The lines of one tick. The lines that are shown, and the failures, come at the same ticks for every seed. */
export function linesAt(tick: number, now: number, random: Random): readonly DemoLine[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const line = (fields: Readonly<Record<string, unknown>>, shown = false): DemoLine => ({ text: JSON.stringify({ time: new Date(now).toISOString(), ...fields }), shown });
  const mail = (): string => `${pick(PEOPLE)}@example.com`;
  const lines: DemoLine[] = [];
  if (tick === 4) lines.push(line({ level: 'info', logger: 'auth', message: 'login', user: mail(), password: 'not-a-real-password' }, true));
  if (tick === 8) lines.push(line({ level: 'info', logger: 'payments', message: `charged card ${CARD}`, customer: mail(), coupon: 'FAKE-COUPON-1' }, true));
  if (tick === 12) lines.push(line({ level: 'debug', logger: 'http', message: `calling the bank with Authorization: Bearer ${'not.a.real.token.'.repeat(2)}` }, true));
  if (tick >= FIRST_FAILURE && tick < FIRST_FAILURE + FAILURES) {
    lines.push(line({ level: 'error', logger: 'payments', message: `the bank did not answer for card ${CARD}`, code: 'E_TIMEOUT', customer: mail() }));
  }
  if (tick % 4 === 0) lines.push(line({ level: 'info', logger: 'http', message: 'GET /healthz 200', path: '/healthz' }));
  for (let count = 4 + Math.floor(random() * 8); count > 0; count--) {
    const path = pick(PATHS);
    lines.push(line({ level: random() < 0.05 ? 'warn' : 'info', logger: 'http', message: `GET ${path} 200`, path, took_ms: Math.round(random() * 90) }));
  }
  return lines;
}
