/** Secrets that are nowhere else, each in a place of its own: what a sweep looks for at every exit. */
export interface Canary {
  /** Where it stands. */
  readonly place: string;
  /** Which file it is logged to: how that is parsed follows from the name. */
  readonly log: 'json' | 'text' | 'trace' | 'logfmt' | 'access' | 'syslog' | 'cri' | 'short';
  /** What is logged, without the last line feed. */
  readonly text: string;
  /** None of these may get out. */
  readonly secrets: readonly string[];
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** In `short.log` lines are cut after so many bytes. */
export const SHORT_LINE = 120;

/** `random` decides on the secrets. */
export function createCanaries(random: () => number): readonly Canary[] {
  const draw = (length: number, from = BASE64): string => Array.from({ length }, () => from[Math.floor(random() * from.length)]).join('');
  const password = (): string => `Zq${draw(12)}9x`;
  const awsKey = (): string => ['AK', 'IA', draw(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')].join('');
  const githubToken = (): string => ['gh', 'p_', draw(36)].join('');
  const bearer = (): string => draw(40);
  const email = (): string => `${draw(10).toLowerCase()}@${draw(8).toLowerCase()}.example.com`;
  const card = (): string => {
    const digits = ['4', draw(14, '0123456789')].join('');
    const sum = [...digits].reduce((total, digit, at) => total + (at % 2 === 0 ? doubled(Number(digit)) : Number(digit)), 0);
    return `${digits}${(10 - (sum % 10)) % 10}`;
  };
  const escaped = (text: string): string => [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const key = (): readonly string[] => [draw(64), draw(64), draw(60)];
  const pem = (lines: readonly string[]): readonly string[] => [['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' '), ...lines, ['-----END', 'RSA PRIVATE KEY-----'].join(' ')];
  const groups = (digits: string, by: string): string => digits.replace(/(\d{4})(?=\d)/g, `$1${by}`);

  const found: Canary[] = [];
  const add = (log: Canary['log'], place: string, secrets: string | readonly string[], text: string): void => {
    const all = typeof secrets === 'string' ? [secrets] : secrets;
    found.push({ place, log, secrets: all, text });
  };
  const json = (place: string, secret: string, event: object): void => add('json', place, secret, JSON.stringify({ level: 'warn', message: 'canary', ...event }));
  const one = <T>(make: () => T, use: (value: T) => void): void => use(make());

  one(password, (s) => json('an assignment in the message', s, { message: `login failed, password=${s}` }));
  one(password, (s) => json('a key', s, { password: s }));
  one(password, (s) => json('a nested key', s, { user: { profile: { client_secret: s } } }));
  one(password, (s) => json('a key in another spelling', s, { 'Api-Key': s }));
  one(password, (s) => json('an object below a key', s, { credentials: { name: 'db', value: s } }));
  one(password, (s) => json('a list below a key', s, { cookies: ['a=1', s] }));
  one(password, (s) => json('deep inside', s, { a: nested(60, { password: s }) }));
  one(password, (s) => json('what is encrypted for a person', s, { user: 'eve', whisper: { deep: [s] } }));
  one(password, (s) => json('what is to be encrypted, for nobody', s, { whisper: s }));
  one(email, (s) => json('the name of the person that something is encrypted for', s, { user: s, whisper: 'x' }));
  one(githubToken, (s) => json('two halves that an alert puts side by side', s, { half_a: s.slice(0, 20), half_b: s.slice(20) }));
  one(githubToken, (s) => json('a token in a list', s, { items: ['a', { note: s }, 3] }));
  one(awsKey, (s) => json('the name of a key', s, { [s]: 1 }));
  one(email, (s) => json('an address as the name of a key', s, { [s]: { count: 1 } }));
  one(githubToken, (s) => json('the logger', s, { logger: `shop.${s}` }));
  one(githubToken, (s) => json('the level', s, { level: s }));
  one(githubToken, (s) => json('the time', s, { time: s }));
  one(githubToken, (s) => json('the trace id', s, { trace_id: s }));
  one(card, (s) => add('json', 'a card as a number', s, `{"level":"warn","message":"canary","card":${s}}`));
  one(card, (s) => json('a card in groups', groups(s, ' '), { message: `paid with ${groups(s, ' ')}` }));
  one(card, (s) => json('a card with dashes', groups(s, '-'), { message: `paid with ${groups(s, '-')}` }));
  one(email, (s) => json('an address', s, { message: `mail to <${s}> failed` }));
  one(email, (s) => json('the value that a trigger groups by', s, { message: 'login failed', user: s }));
  one(password, (s) => json('the userinfo of an address', s, { url: `https://admin:${s}@db.example.com/x` }));
  one(password, (s) => json('a query string', s, { path: `/login?user=eve&access_token=${s}&x=1` }));
  one(bearer, (s) => json('a header', s, { headers: { accept: '*/*', note: `Authorization: Bearer ${s}` } }));
  one(password, (s) => json('basic credentials', Buffer.from(`eve:${s}`).toString('base64'), { note: `Authorization: Basic ${Buffer.from(`eve:${s}`).toString('base64')}` }));
  one(password, (s) => json('JSON in a string', s, { body: JSON.stringify({ user: 'eve', password: s }) }));
  one(password, (s) => json('base64 of JSON', s, { body: Buffer.from(JSON.stringify({ user: 'eve', password: s })).toString('base64') }));
  one(githubToken, (s) => json('base64 in a query string', s, { path: `/cb?state=${Buffer.from(`next=/home;t=${s}`).toString('base64url')}&x=1` }));
  one(password, (s) => json('a comparison in code', s, { message: `if ("${s}" == my_password) return` }));
  one(password, (s) => json('an element of XML', s, { body: `<login><password>\n  ${s}\n</password></login>` }));
  one(password, (s) => json('JSON in JSON in a string', s, { body: JSON.stringify({ inner: JSON.stringify({ password: s }) }) }));
  one(() => draw(40), (s) => json('a JSON web token', s, { note: [Buffer.from('{"alg":"HS256"}').toString('base64url'), Buffer.from(`{"sub":"${draw(8)}"}`).toString('base64url'), s].join('.') }));
  one(password, (s) => add('json', 'a key written with escapes', s, `{"level":"warn","message":"canary","${escaped('password')}":"${s}"}`));
  one(githubToken, (s) => add('json', 'a token written with escapes', s, `{"level":"warn","message":"canary","note":"${escaped(s)}"}`));
  one(email, (s) => add('json', 'an address with an escaped @', s, `{"level":"warn","message":"canary","note":"${s.replace('@', '\\u0040')}"}`));
  one(() => [password(), password()], (s) => add('json', 'a key twice', s, `{"level":"warn","password":"${s[0]}","message":"canary","password":"${s[1]}"}`));
  one(key, (s) => add('json', 'a private key in a string', s, JSON.stringify({ level: 'warn', message: pem(s).join('\n') })));
  one(password, (s) => add('json', 'a line that is no JSON', s, `{"level":"warn","password":"${s}", and then it broke`));
  one(githubToken, (s) => add('json', 'a line that ends too early', s, `{"level":"warn","message":"canary","note":"${s}`));
  one(password, (s) => add('json', 'text among JSON', s, `login failed password: "${s}" for eve`));

  one(password, (s) => add('text', 'an assignment', s, `2026-01-01 login failed password=${s} from 10.0.0.1`));
  one(password, (s) => add('text', 'an option of a command', s, `running mysql --user root --password ${s} shop`));
  one(password, (s) => add('text', 'an environment variable', s, `DB_PASSWORD='${s}' started`));
  one(awsKey, (s) => add('text', 'a token', s, `using ${s} for the upload`));
  one(card, (s) => add('text', 'a card', s, `charged ${s} twice`));
  one(email, (s) => add('text', 'an address', s, `from=<${s}> to=<root>`));
  one(bearer, (s) => add('text', 'a header', s, `GET / authorization: bearer ${s}`));
  one(password, (s) => add('text', 'an address with userinfo', s, `connect postgres://shop:${s}@db:5432/shop failed`));
  one(key, (s) => add('text', 'a private key, a line at a time', s, pem(s).join('\n')));

  one(password, (s) => add('trace', 'a stack trace', s, `Error: connect failed: password=${s}\n    at connect (/srv/db.js:1:2)\n    at main (/srv/main.js:3:4)`));
  one(key, (s) => add('trace', 'a private key in a stack trace', s, `Error: bad key\n    at load (/srv/tls.js:1:2) ${pem(s).join('\n    ')}\n    at main (/srv/main.js:3:4)`));

  one(password, (s) => add('logfmt', 'a value', s, `level=warn msg="login failed" password=${s} user=eve`));
  one(password, (s) => add('logfmt', 'a value in quotes', s, `level=warn msg=canary api_key="${s} and more"`));
  one(password, (s) => add('access', 'a query string', s, `10.0.0.1 - eve [01/Jan/2026:00:00:00 +0000] "GET /login?password=${s} HTTP/1.1" 401 12 "-" "curl"`));
  one(password, (s) => add('access', 'the referrer', s, `10.0.0.1 - eve [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12 "https://a:${s}@shop.example.com/" "curl"`));
  one(email, (s) => add('access', 'the user', s, `10.0.0.1 - ${s} [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "curl"`));
  one(password, (s) => add('syslog', 'the message', s, `<34>1 2026-01-01T00:00:00Z host su 1 - - login failed password=${s}`));
  one(password, (s) => add('syslog', 'structured data', s, `<34>1 2026-01-01T00:00:00Z host su 1 ID [auth@1 user="eve" password="${s}"] canary`));
  one(password, (s) => add('cri', 'a container that logs JSON', s, `2026-01-01T00:00:00.000000000Z stdout F {"message":"canary","password":"${s}"}`));
  one(githubToken, (s) => add('cri', 'a line in two parts', s, `2026-01-01T00:00:00.000000000Z stdout P token ${s.slice(0, 20)}\n2026-01-01T00:00:00.000000000Z stdout F ${s.slice(20)} used`));
  one(githubToken, (s) => add('short', 'a token that is cut', [s, s.slice(0, 30)], `${'x'.repeat(SHORT_LINE - 31)} ${s} used`));
  one(password, (s) => add('short', 'a password that is cut', [s, s.slice(0, 12)], `${'x'.repeat(SHORT_LINE - 22)} password=${s} used`));
  one(email, (s) => add('short', 'an address that is cut', [s, s.slice(0, 15)], `${'x'.repeat(SHORT_LINE - 16)} ${s} used`));
  one(card, (s) => add('short', 'a card that is cut', [s, s.slice(0, 14)], `${'x'.repeat(SHORT_LINE - 15)} ${s} used`));
  return found;
}

/** Luhn's rule for every second digit. */
function doubled(digit: number): number {
  return digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
}

function nested(depth: number, inner: object): object {
  return depth === 0 ? inner : { b: nested(depth - 1, inner) };
}
