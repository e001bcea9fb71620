import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { createTextRedactor } from '../../../core/redact/text.js';
import type { TextRule } from '../../../core/redact/text.js';
import { hostileSecrets } from '../../support/hostile-secrets.js';
import { suite } from '../../support/suite.js';

const test = suite('createTextRedactor');
const SEED = 20260101;
const settings = { detectors: ['secrets', 'email', 'card'], patterns: [{ name: 'employee', pattern: String.raw`\bEMP-\d{4,8}\b`, action: 'mask' as const }] };
const redactor = compileRedaction(settings).redactor;
const redact = (text: string): string | undefined => redactor?.text(text);

const github = 'ghp_' + sampleText(36);

test('never throws, and finds nothing more in what it has redacted', () => {
  fc.assert(fc.property(hostileSecrets, (text) => {
    const once = redact(text);
    if (once === undefined) return;
    assert.not.equal(once, text);
    assert.is(redact(once), undefined, `${JSON.stringify(text)} became ${JSON.stringify(once)}`);
  }), { seed: SEED, numRuns: 1500 });
});

test('leaves placeholders as they are', () => {
  for (const text of ['[REDACTED:password]', 'password=[REDACTED:password] x', '"token":"[REDACTED:token]"', 'Bearer [REDACTED:bearer_token]', 'https://u:[REDACTED:url_password]@h/', '[REDACTED:card:1111]', `mail=pn_0a1b2c3d_email_${'a'.repeat(26)}`]) {
    assert.is(redact(text), undefined, text);
  }
});

test('finds a secret wherever it stands in a text', () => {
  fc.assert(fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (before, after) => {
    const result = redact(`${before} ${github} ${after}`);
    assert.ok(result !== undefined && !result.includes(github), JSON.stringify([before, after]));
  }), { seed: SEED, numRuns: 500 });
});

test('makes one of findings that overlap, named by the one that knows most', () => {
  assert.is(redact(`password=${github}`), 'password=[REDACTED:github_token]');
  assert.is(redact(`password="${github} and more"`), 'password="[REDACTED:github_token]"');
  assert.is(redact(`https://user:${github}@github.com/`), 'https://user:[REDACTED:github_token]@github.com/');
  assert.is(redact(`Authorization: Bearer ${github}`), 'Authorization: Bearer [REDACTED:github_token]');
});

test('sees through escapes of JSON within the text', () => {
  assert.is(redact('{\\"m\\":\\"ada\\\\u0040example.com\\"}')?.includes('example.com'), false);
  assert.is(redact('pass\\u0077ord=hunter2'), 'password=[REDACTED:password]');
  assert.is(redact('caf\\u00e9 au lait'), undefined);
});

test("masks the config's own patterns, in short texts and in long ones", () => {
  assert.is(redact('by EMP-12345.'), 'by [REDACTED:employee].');
  for (const length of [2040, 2048, 3000, 10_000]) {
    const text = `${'x '.repeat(length / 2)}EMP-12345`;
    assert.is(redact(text)?.endsWith(' [REDACTED:employee]'), true, String(length));
  }
});

test('replaces the whole text where a detector throws', () => {
  const broken: TextRule = {
    detector: { name: 'broken', group: 'secrets', anchors: ['boom'], reference: '', examples: { match: [], noMatch: [] }, find: () => { throw new Error('no'); } },
    action: 'mask',
    rank: 0,
  };
  const counts: string[] = [];
  const text = createTextRedactor({ rules: [broken], patterns: [], allow: new Set(), replacement: () => '' });
  assert.is(text('a ü boom b', { count: (rule) => counts.push(rule) }), '[UNSCANNED:11]');
  assert.equal(counts, ['unscanned']);
  assert.is(text('all quiet'), undefined);
});

test('counts by rule, and gives no value to the report', () => {
  const counts: string[] = [];
  redactor?.text(`${github} ada@example.com bob@example.com`, { count: (rule) => counts.push(rule) });
  assert.equal(counts, ['github_token', 'email', 'email']);
});

/** Processor time, so that other processes do not count. */
function milliseconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('takes at most 50 ms for any 64 kB', () => {
  const SIZE = 65_536;
  const pieces = [
    'a', '1', '1 ', ' ', 'a@', 'a@a.', 'a@a.co ', 'eyJ', '.eyJ', '_eyJaaaaaaa', '-----BEGIN ', '-----BEGIN PRIVATE KEY-----', 'private key-----', 'password=', 'password="', 'password=\\"', "token='",
    'token=', 'token:', 'token>', '"secret":{', '"secret":["', 'secret=&', 'secret=a,', 'cookie: a=', 'authorization: digest ', 'authorization: x ', 'bearer a', 'basic YTpi', 'a://b:', 'a://b:c@', 'curl -u a:',
    'xoxb-1', 'hooks.slack.com/services/a', 'webhooks/1', 'token Maaaaaaaaaaaaaaaaaaaaaaaa.aaaaaa.', '1:AA', 'SG.1', '4111 ', '4111-', '4111 1111 1111 1111 ', '\\u0040', '[REDACTED:', '\u00e9@', 'EMP-1', 'jwt', 'pwd.', '-token', 'ops_eyJ', '-ZXlK', 'fm2_',
  ];
  const slowest = pieces.map((piece): [number, string] => {
    const long = piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);
    const once = milliseconds(() => redact(long));
    return [once < 20 ? once : Math.min(once, milliseconds(() => redact(long)), milliseconds(() => redact(long))), piece];
  });
  slowest.sort(([a], [b]) => b - a);
  console.log(`slowest of ${slowest.length} texts of 64 kB: ${slowest.slice(0, 3).map(([time, text]) => `${time.toFixed(1)} ms ${JSON.stringify(text.slice(0, 24))}`).join(', ')}`);
  assert.ok((slowest[0]?.[0] ?? 0) <= 50, `${slowest[0]?.[0]} ms for ${slowest[0]?.[1]}`);
});

test.run();
