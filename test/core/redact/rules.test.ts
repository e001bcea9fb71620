import * as assert from 'uvu/assert';
import { Secret } from '../../../core/contract/secret.js';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { foldKey } from '../../../core/redact/key-fold.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { suite } from '../../support/suite.js';

const test = suite('compileRedaction');
const key = new Secret('k'.repeat(16) + '0123456789abcdef');
const github = 'ghp_' + sampleText(36);
const VISA = '4111' + '1111'.repeat(3);

function compiled(settings?: Partial<RedactSettings>): Redactor {
  const { redactor, problems } = compileRedaction(settings);
  assert.equal(problems, []);
  if (redactor === undefined) throw new Error('no redactor');
  return redactor;
}
const codes = (settings: Partial<RedactSettings>): string[] => compileRedaction(settings).problems.map(({ code, path }) => `${code} ${path}`);

test('masks secrets, addresses and cards without a section, and with an empty one', () => {
  for (const redactor of [compiled(undefined), compiled({}), compiled({ allow_unredacted: false })]) {
    assert.is(redactor.text(`${github} ada@example.com ${VISA}`), '[REDACTED:github_token] [REDACTED:email] [REDACTED:card]');
    for (const name of ['password', 'accessToken', 'X-Api-Key', 'Set-Cookie', 'DB_PASSWORD']) assert.ok(redactor.key(name), name);
    for (const name of ['user', 'token_type', 'tokens', 'key', 'path', 'trace_id']) assert.is(redactor.key(name), undefined, name);
    assert.is(redactor.isEmpty, false);
  }
});

test('does what a list or a map of detectors says, the named one before its group', () => {
  const redactor = compiled({ detectors: { personal: 'drop', email: 'pseudonym', card: 'partial' }, pseudonym_key: key });
  assert.match(redactor.text('to ada@example.com') ?? '', /^to pn_[0-9a-f]{8}_email_[a-z2-7]{26}$/);
  assert.is(redactor.text(`card ${VISA}`), 'card [REDACTED:card:1111]');
  assert.is(redactor.text(github), undefined);
  assert.is(compiled({ detectors: ['jwt'] }).text(github), undefined);
  assert.is(compiled({ detectors: { personal: 'drop' } }).text('to ada@example.com.'), 'to .');
});

test('reports all problems at once, each with its place', () => {
  assert.equal(codes({ detectors: ['secrets', 'telex'], paths: ['a..b', 'ok'], patterns: [{ name: 'p', pattern: '(a)\\1', action: 'mask' }, { name: 'q', pattern: '[', action: 'mask' }], keys: { ssn: 'pseudonym' } }), [
    'REDACT_BAD_RULE detectors.telex', 'REDACT_BAD_RULE paths.a..b', 'REDACT_BAD_RULE patterns.0.pattern', 'REDACT_BAD_RULE patterns.1.pattern', 'REDACT_KEY_MISSING pseudonym_key',
  ]);
  assert.equal(codes({ keys: { ssn: 'pseudonym' }, pseudonym_key: new Secret('short') }), ['REDACT_KEY_MISSING pseudonym_key']);
  assert.is(compileRedaction({ paths: ['a..b'] }).redactor, undefined);
});

test('a credential is not encrypted, as nobody may ever read it again', () => {
  assert.equal(codes({ detectors: { secrets: 'encrypt', jwt: 'encrypt', credential_assignment: 'encrypt', email: 'encrypt' } }), ['REDACT_BAD_RULE detectors.secrets', 'REDACT_BAD_RULE detectors.jwt', 'REDACT_BAD_RULE detectors.credential_assignment']);
  assert.ok(compiled({ detectors: { personal: 'encrypt' } }).sealing);
});

test('never tells the key or an allowed value in a problem', () => {
  const problems = JSON.stringify(compileRedaction({ keys: { a: 'pseudonym' }, pseudonym_key: new Secret('hunter2'), allow: ['sesame'] }).problems);
  assert.not.match(problems, /hunter2|sesame/);
});

test('refuses rules that redact nothing, unless that is stated', () => {
  assert.equal(codes({ detectors: [], keys: [] }), ['CONFIG_REDACTION_OFF ']);
  assert.equal(codes({ detectors: [], keys: { user: 'keep' } }), ['CONFIG_REDACTION_OFF ']);
  const off = compiled({ allow_unredacted: true });
  assert.is(off.isEmpty, true);
  assert.is(off.text(`password=hunter2 ${github}`), undefined);
  assert.is(off.key('password'), undefined);
  assert.equal(off.anchors, []);
  assert.is(off.minDigits, 0);
  assert.is(compiled({ allow_unredacted: true, keys: ['x'] }).isEmpty, false);
});

test('puts the value of a key or path aside by its action', () => {
  const redactor = compiled({ keys: { secret_note: 'drop', iban: 'partial', user: 'pseudonym', session_id: 'keep' }, paths: { 'a.b': 'mask' }, pseudonym_key: key });
  const replace = (name: string, value: Parameters<Redactor['replace']>[1]): unknown => {
    const rule = redactor.key(name);
    return rule === undefined ? 'no rule' : redactor.replace(rule, value);
  };
  assert.is(replace('secretNote', 'x'), undefined);
  assert.is(replace('iban', 'DE89370400440532013000'), '[REDACTED:iban:3000]');
  assert.is(replace('iban', 'DE893704'), '[REDACTED:iban]');
  assert.is(replace('iban', 'DE8937040044053201]"'), '[REDACTED:iban]');
  assert.is(replace('iban', ['DE89370400440532013000']), '[REDACTED:iban]');
  assert.match(String(replace('user', 'ada')), /^pn_[0-9a-f]{8}_user_/);
  assert.is(replace('session_id', 'abc'), 'abc');
  assert.is(replace('password', 12345), '[REDACTED:password]');
  assert.is(replace('password', { a: [1] }), '[REDACTED:password]');
  for (const value of [null, '', '[REDACTED:password]']) assert.is(replace('password', value), value);
  assert.is(redactor.path(['a', 'b'])?.name, 'b');
  assert.is(redactor.path(['a']), undefined);
});

test('takes what a name merely suggests for a credential only where it can be one', () => {
  const redactor = compiled();
  const rule = redactor.key('page_token');
  assert.ok(rule);
  if (rule === undefined) return;
  for (const value of [17, true, null, 'next', 'expired', '2026-01-01T00:00:00Z', { a: 1 }]) assert.is(redactor.replace(rule, value), value);
  assert.is(redactor.replace(rule, 'q7Xp9z2Lm41'), '[REDACTED:token]');
  assert.equal(redactor.replace(rule, { mail: 'ada@example.com' }), { mail: '[REDACTED:email]' });
});

test('gives one pseudonym to one address or card, wherever it stands', () => {
  const redactor = compiled({ detectors: { email: 'pseudonym', card: 'pseudonym' }, keys: { user: 'pseudonym', pan: 'pseudonym' }, pseudonym_key: key });
  const inText = redactor.text('from ADA@example.com')?.slice('from '.length);
  const user = redactor.key('user');
  const pan = redactor.key('pan');
  assert.ok(inText !== undefined && user !== undefined && pan !== undefined);
  if (user === undefined || pan === undefined) return;
  assert.is(redactor.replace(user, 'ada@Example.com'), inText);
  assert.is(redactor.text('?u=ada%40example.com')?.slice(3), inText);
  assert.is(redactor.replace(pan, Number(VISA)), redactor.text(VISA.replace(/(\d{4})(?=\d)/g, '$1-')));
  const other = compiled({ detectors: { email: 'pseudonym' }, pseudonym_key: new Secret('z'.repeat(32)) });
  assert.is.not(other.text('ADA@example.com'), inText);
});

test('lets allow and keep free addresses, but no secret', () => {
  const redactor = compiled({ keys: { contact: 'keep', ref: 'mask' }, allow: ['help@example.com', 'public-ref', github] });
  assert.is(redactor.text('ask help@example.com or ada@example.com'), 'ask help@example.com or [REDACTED:email]');
  assert.is(redactor.text(github), '[REDACTED:github_token]');
  assert.equal(redactor.value({ ref: 'public-ref', password: 'public-ref' }), { ref: 'public-ref', password: '[REDACTED:password]' });
  assert.equal(redactor.value({ contact: { mail: 'ada@example.com', note: github, password: 'x' } }), { contact: { mail: 'ada@example.com', note: '[REDACTED:github_token]', password: '[REDACTED:password]' } });
});

test('counts by rule and never a value', () => {
  const seen: string[] = [];
  compiled({ keys: ['ssn'] }).value({ ssn: '123', mail: 'ada@example.com', list: [VISA, Number(VISA)] }, { count: (rule) => seen.push(rule) });
  assert.equal(seen, ['ssn', 'email', 'card', 'card']);
});

test('has a hash that tells equal rules from others', () => {
  const hash = (settings?: Partial<RedactSettings>): string => compiled(settings).hash;
  assert.is(hash(undefined), hash({ detectors: ['secrets', 'email', 'card'] }));
  assert.is(hash({ keys: ['a'] }), hash({ keys: { a: 'mask' } }));
  const all = [{}, { keys: ['a'] }, { keys: { a: 'drop' as const } }, { paths: ['a'] }, { allow: ['a'] }, { detectors: ['email'] }, { patterns: [{ name: 'a', pattern: 'abc', action: 'mask' as const }] }, { pseudonym_key: key }].map(hash);
  assert.is(new Set(all).size, all.length);
});

test('tells a prefilter what every finding has', () => {
  const redactor = compiled({ keys: ['favourite_colour'], paths: ['a.zip', 'b.list[*]'], patterns: [{ name: 'case', pattern: 'CASE-\\d+', action: 'mask' }] });
  for (const text of ['my favourite_colour=red', 'favouriteColour: red', 'case-1 CASE-77', github, 'ada@example.com', 'password: hunter2']) {
    assert.ok(redactor.anchors.some((anchor) => text.toLowerCase().includes(anchor)), text);
    assert.ok(redactor.text(text) !== undefined, text);
  }
  assert.ok(redactor.anchors.every((anchor) => redactor.anchors.every((other) => anchor === other || !anchor.includes(other))));
  assert.is(redactor.minDigits, 12);
  assert.not.ok(redactor.anchors.some((anchor) => 'GET https://shop.example/0'.includes(anchor)), 'most addresses have no user');
  assert.ok(redactor.words.includes('://'));
  assert.ok(compiled({ patterns: [{ name: 'url', pattern: 'x://.*', action: 'mask' }] }).anchors.includes('x://'));
  for (const name of ['favourite-colour', 'password', 'githubToken']) assert.ok(redactor.nameEndings !== 'all' && redactor.nameEndings.some((ending) => foldKey(name).endsWith(ending)), name);
  assert.equal(redactor.pathEndings, ['zip', 'list']);
  assert.is(compiled({ paths: ['a.*'] }).pathEndings, 'all');
  assert.equal(compiled({ patterns: [{ name: 'ssn', pattern: '\\d{3}-\\d{2}-\\d{4}', action: 'mask' }] }).anchors, ['']);
});

test('gives a value one token as long as the process runs, wherever it stands', () => {
  const redactor = compiled({ detectors: { email: 'token' }, keys: { mail: 'token' } });
  const [first = '', second] = (redactor.text('a@example.com A@example.com') ?? '').split(' ');
  assert.match(first, /^tk_[0-9a-f]{8}_email_[a-z2-7]{26}$/);
  assert.equal([second, redactor.value({ mail: 'a@example.com' })], [first, { mail: first }]);
  assert.is(redactor.text(first), undefined);
});

test('holds a pattern against its examples', () => {
  const { problems } = compileRedaction({ patterns: [{ name: 'coupon', pattern: 'CPN-\\d+', action: 'mask', examples: ['a CPN-1', 'CPN'], counter_examples: ['XCPN-2', 'CPN-'] }] });
  assert.equal(problems.map(({ path }) => path), ['patterns.0.examples.1', 'patterns.0.counter_examples.0']);
});

test.run();
