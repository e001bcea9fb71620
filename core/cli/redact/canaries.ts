import { randomBytes } from 'node:crypto';

/** A made-up credential that is nowhere else, in a place of its own in a line. */
export interface Canary {
  readonly place: string;
  readonly line: string;
  readonly secret: string;
}

const password = (): string => `Zq${randomBytes(9).toString('hex')}9x`;
const token = (): string => ['gh', 'p_', randomBytes(18).toString('hex')].join('');
const json = (event: object): string => JSON.stringify({ level: 'error', message: 'canary', ...event });
const encoded = (text: string): string => Buffer.from(text).toString('base64');

const PLACES: readonly (readonly [place: string, secret: () => string, line: (secret: string) => string])[] = [
  ['an assignment in the message', password, (s) => json({ message: `login failed, password=${s}` })],
  ['a field', password, (s) => json({ password: s })],
  ['a nested field', password, (s) => json({ user: { profile: { client_secret: s } } })],
  ['an object below a field', password, (s) => json({ credentials: { name: 'db', value: s } })],
  ['a token in a list', token, (s) => json({ items: ['a', { note: s }] })],
  ['the name of a field', token, (s) => json({ [s]: 1 })],
  ['the logger', token, (s) => json({ logger: `shop.${s}` })],
  ['the level', token, (s) => json({ level: s })],
  ['the time', token, (s) => json({ time: s })],
  ['the trace id', token, (s) => json({ trace_id: s })],
  ['what triggers often group by', token, (s) => json({ user: s, ip: s, route: s, service: s })],
  ['a header', password, (s) => json({ note: `Authorization: Bearer ${s}` })],
  ['a cookie', password, (s) => json({ note: `Cookie: a=1; sid=${s}` })],
  ['the password of a URL', password, (s) => json({ url: `https://admin:${s}@db.example.com/x` })],
  ['a query string', password, (s) => json({ path: `/login?user=eve&access_token=${s}&x=1` })],
  ['JSON in a string', password, (s) => json({ body: JSON.stringify({ password: s }) })],
  ['base64', password, (s) => json({ body: encoded(JSON.stringify({ password: s })) })],
  ['escapes', token, (s) => json({}).replace('canary', [...s].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''))],
  ['a stack trace', password, (s) => json({ error: { stack: `Error: password=${s}\n    at connect (/srv/db.js:1:2)` } })],
  ['a line that is no JSON', password, (s) => `{"level":"error","password":"${s}", and then it broke`],
  ['text', password, (s) => `2026-01-01 ERROR login failed password=${s} from 10.0.0.1`],
  ['a token in text', token, (s) => `ERROR using ${s} for the upload`],
  ['an option of a command', password, (s) => `ERROR mysql --user root --password ${s} shop`],
  ['logfmt', password, (s) => `level=error msg="login failed" password="${s}"`],
];

/** One for each place; new secrets each time. */
export function makeCanaries(): readonly Canary[] {
  return PLACES.map(([place, make, line]) => {
    const secret = make();
    return { place, secret, line: line(secret) };
  });
}

/** Whether a text holds the secret, as it is, in base64 or in hexadecimal. */
export function holds(text: string, secret: string): boolean {
  // The last characters of base64 depend on what follows.
  return [secret, encoded(secret).replace(/..=*$/, ''), Buffer.from(secret).toString('hex')].some((form) => text.includes(form));
}
