import { createHmac } from 'node:crypto';

/**
 * `t=<unix seconds>,v1=<hex>`: v1 is the HMAC-SHA256 of `<t>.<body>` under the secret. Who receives it computes the same
 * over the bytes of the body, compares in constant time, and refuses a `t` that is too old.
 */
export function signature(secret: string, body: string, now: number): string {
  const t = Math.floor(now / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}
