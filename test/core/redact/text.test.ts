import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { createTextRedactor } from '../../../core/redact/text.js';
import type { TextRule } from '../../../core/redact/text.js';
import { hostileSecrets } from '../../support/hostile-secrets.js';
import { hostileTexts } from '../../support/hostile-texts.js';
import { createAllowList } from '../../../core/redact/allow-list.js';
import { runs } from '../../support/full.js';
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
  }), { seed: SEED, numRuns: runs(1500) });
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
  }), { seed: SEED, numRuns: runs(500) });
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
  const text = createTextRedactor({ rules: [broken], patterns: [], allow: createAllowList([]), replacement: () => '' });
  assert.is(text('a ü boom b', { count: (rule) => counts.push(rule) }), '[UNSCANNED:11]');
  assert.equal(counts, ['unscanned']);
  assert.is(text('all quiet'), undefined);
});

test('counts by rule, and gives no value to the report', () => {
  const counts: string[] = [];
  redactor?.text(`${github} ada@example.com bob@example.com`, { count: (rule) => counts.push(rule) });
  assert.equal(counts, ['github_token', 'email', 'email']);
});

test('gets through 64 kB of anything', () => {
  // What takes more than linear time would meet the limit of the test; test/bench/redaction.ts measures.
  for (const text of hostileTexts(65_536)) assert.ok((redact(text) ?? text).length > 0);
});

test.run();
