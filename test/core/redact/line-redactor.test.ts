import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Block } from '../../../core/event/block.js';
import { Kernel } from '../../../core/event/kernel/kernel.js';
import { LineEvent } from '../../../core/event/line-event.js';
import { MALFORMED, scanObject } from '../../../core/event/scan.js';
import { DETECTORS } from '../../../core/redact/detectors/catalog.js';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { LineRedactor } from '../../../core/redact/line-redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import type { RedactionReport, Redactor } from '../../../core/redact/redactor.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { objectText, SEED } from '../event/json-arbitrary.js';
import { lineEvent, provenance } from '../event/make-line.js';
import { fakeRedactor } from './fake-redactor.js';

const test = suite('LineRedactor');

const silent: RedactionReport = { count() {} };
const real = compileRedaction({
  keys: { ssn: 'mask', 'x-trace': 'drop' }, paths: { 'user.**.pin': 'mask', 'a.list[*].b': 'drop' },
  patterns: [{ name: 'employee', pattern: String.raw`\bEMP-\d{4,8}\b`, action: 'mask' }],
}).redactor as Redactor;
/** As `redactor`, but everything is looked into: nothing is left to a first look. */
const withoutSuspicion = (redactor: Redactor): Redactor => ({ ...redactor, anchors: [''], nameEndings: 'all' });

/** The lines as one block, redacted in order. */
function redactAll(lines: readonly string[], redactor: Redactor, report: RedactionReport = silent): { readonly before: readonly LineEvent[]; readonly after: readonly LineEvent[] } {
  const by = new LineRedactor(redactor, report);
  const block = new Block(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  const from = provenance({ multiline: true });
  let start = 0;
  const before = lines.map((line) => {
    const end = start + Buffer.byteLength(line);
    const members = block.tape.used;
    const flags = scanObject(block.bytes, start, end, block.tape, by.names);
    const event = flags === MALFORMED ? new LineEvent(block, start, end, false, from, start, 'normal') : new LineEvent(block, start, end, true, from, start, 'normal', members, block.tape.used, flags);
    start = end + 1;
    return event;
  });
  return { before, after: before.map((event) => by.redact(event)) };
}
/** The same where a kernel scans the lines, and looks for what may be redacted as it does. */
function redactAllByKernel(lines: readonly string[], redactor: Redactor): readonly LineEvent[] {
  const by = new LineRedactor(redactor, silent);
  const kernel = Kernel.create(by.names, by.look) as Kernel;
  const block = new Block(Buffer.from(`${lines.join('\n')}\n${'{"filler":true}\n'.repeat(300)}`));
  kernel.take(block);
  const from = provenance({ multiline: true });
  let start = 0;
  return lines.map((line) => {
    const end = start + Buffer.byteLength(line);
    const members = block.tape.used;
    const flags = kernel.scan(block, start, end);
    const event = flags === MALFORMED ? new LineEvent(block, start, end, false, from, start, 'normal') : new LineEvent(block, start, end, true, from, start, 'normal', members, block.tape.used, flags);
    start = end + 1;
    return by.redact(event);
  });
}

const textOf = ({ block, start, end }: LineEvent): string => block.bytes.toString('utf8', start, end);
const redact = (line: string, redactor: Redactor = fakeRedactor(), report?: RedactionReport): string => redactAll([line], redactor, report).after.map(textOf).join();

const mail = 'ada@' + 'example.com';
const interesting = fc.constantFrom(
  'needle-1', 'NEEDLE-22', 'a"b\nc', '4111111111111111', '4111 1111-1111 1111', 'password', 'gone', 'Pass_word', 'user.password', 'kept', 'hint', 'deep', 'a', 'list', 'ssn', 'SSN', 'x-trace', 'X.Trace',
  'user', 'pin', 'b', 'github_token', 'authorization', mail, `Bearer ${'x1Y2'.repeat(8)}`, 'AKIA' + 'IOSFODNN7EXAMPLE', 'https://u:' + 'pw1234@h/', 'password=hunter22', 'EMP-12345', 'plain', '@timestamp', '', 'http', 'trace_id', 'é', '/', 'eyJ' + 'hbGciOiJIUzI1NiJ9.e30.x', 'name', 'value', 'Key', 'v', 'Xk29fmQ0vbT7',
);
/** JSON lines of interesting names and values: characters plain or escaped, duplicates, nested. */
const string = fc.tuple(fc.oneof(interesting, fc.tuple(interesting, interesting).map((parts) => parts.join('.')), fc.string({ maxLength: 5 })), fc.nat({ max: 9 })).map(([text, form]) => {
  if (form > 1) return form === 2 ? JSON.stringify(text).replaceAll('/', '\\/') : JSON.stringify(text);
  return `"${[...text].map((char, at) => (at % 3 === form ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(char).slice(1, -1))).join('')}"`;
});
const { line } = fc.letrec<{ value: string; line: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, string, fc.constantFrom('1', 'true', 'null', '4111111111111111', '1714557600000', '-1.5'), tie('line'), fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`)),
  line: fc.array(fc.tuple(string, tie('value')), { maxLength: 4 }).map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`),
}));

/** Any JSON but for long fractions and negative numbers, which only rules that look into everything see. */
const wholeNumbers = objectText.map((json) => json.replace(/[\r\n]/g, ' ').replace(/-?\d+\.\d+(?:[eE][-+]?\d+)?|-\d{9,}|\d{9,}[eE]/g, '1'));

test('misses nothing that looking into every line finds', () => {
  for (const redactor of [fakeRedactor(), real]) {
    const text = fc.array(interesting, { maxLength: 4 }).map((parts) => parts.join(' ').replaceAll('\n', ' '));
    fc.assert(fc.property(fc.array(fc.oneof(line, text, wholeNumbers), { minLength: 1, maxLength: 6 }), (lines) => {
      const expected = redactAll(lines, withoutSuspicion(redactor)).after.map(textOf);
      assert.equal(redactAll(lines, redactor).after.map(textOf), expected);
    }), { seed: SEED, numRuns: runs(500) });
  }
});

test('gives back the same event where there is nothing to redact', () => {
  const { before, after } = redactAll(['{"a":"x","http":{"method":"GET"},"trace_id":"4711","time":1714557600}', 'plain text', '{"a":"\\n\\"\\\\"}'], fakeRedactor());
  for (const [at, event] of after.entries()) assert.is(event, before[at]);
});

test('gives an event that is as before but for its line', () => {
  const { before: [event], after: [other] } = redactAll(['{"a":"needle-1","b":1.0}'], fakeRedactor());
  assert.is(other?.line(), '{"a":"[R]","b":1.0}');
  assert.equal([other?.id, other?.class, other?.get('b'), other?.isJson], [event?.id, event?.class, 1, true]);
});

test('finds a name with a rule however deep, dotted or escaped it is', () => {
  assert.is(redact('{"x":[{"y":{"pass\\u0077ord":1}}]}'), '{"x":[{"y":{"pass\\u0077ord":"[password]"}}]}');
  assert.is(redact('{"user.pin":7,"user":{"a":[{"pin":8}]},"pin":9}', real), '{"user.pin":"[REDACTED:pin]","user":{"a":[{"pin":"[REDACTED:pin]"}]},"pin":9}');
  assert.is(redact('{"cl\\u00e9":1,"cl_é":2}'), '{"cl\\u00e9":"[clé]","cl_é":"[clé]"}');
});

test('finds what rules of a config mean beyond ASCII, in names with dots and with quotes in a pattern', () => {
  const redactor = compileRedaction({
    keys: { ssn: 'mask', größe: 'mask' }, paths: { 'list[10]': 'mask' },
    patterns: [{ name: 'school', pattern: 'ÉCOLE-\\d+', action: 'mask' }, { name: 'quoted', pattern: 'code="\\w+"', action: 'mask' }],
  }).redactor as Redactor;
  for (const [line, expected] of [
    ['{"user.ssn":123}', '{"user.ssn":"[REDACTED:ssn]"}'], ['{"GRöße":1,"gr\\u00f6ße":2}', '{"GRöße":"[REDACTED:größe]","gr\\u00f6ße":"[REDACTED:größe]"}'],
    ['{"list.10":1,"x.10":2}', '{"list.10":"[REDACTED:list]","x.10":2}'], ['{"a":"ÉCOLE-1"}', '{"a":"[REDACTED:school]"}'], ['ÉCOLE-1', '[REDACTED:school]'],
    ['{"a":"code=\\"x\\""}', '{"a":"[REDACTED:quoted]"}'],
  ] as const) assert.is(redact(line, redactor), expected);
});

test('looks at a value whose name stands beside it, though it looks like nothing itself', () => {
  assert.is(redact('{"name":"DB_PASSWORD","value":"hunter22","n":1}', real), '{"name":"DB_PASSWORD","value":"[REDACTED:password]","n":1}');
  assert.is(redact('{"value":"hunter22","name":"password"}', real), '{"value":"[REDACTED:password]","name":"password"}');
  assert.is(redact('{"name":"shop","value":"hunter22"}', real), '{"name":"shop","value":"hunter22"}');
});

test('sees an anchor behind escaped slashes and letters', () => {
  const redactor = fakeRedactor({ anchors: ['x/y'], text: (value) => (value.includes('x/y') ? '[R]' : undefined) });
  for (const line of ['{"a":"x\\/y"}', '{"a":"\\u0078/y"}', '{"a":["x\\u002Fy"]}']) assert.match(redact(line, redactor), '[R]', line);
  assert.is(redact('{"a":"x\\ny"}', redactor), '{"a":"x\\ny"}');
});

test('scans an event that was not scanned before', () => {
  const event = lineEvent('{"x":{"password":1},"a":"needle-1"}');
  assert.is(textOf(new LineRedactor(fakeRedactor(), silent).redact(event)), '{"x":{"password":"[password]"},"a":"[R]"}');
});

test('redacts names of any length', () => {
  const redactor = fakeRedactor({ anchors: ['k@'], text: (value) => (value.includes('k@') ? value.replaceAll('k@', '*') : undefined) });
  assert.is(redact('{"k@":1,"ok@":2}', redactor), '{"*":1,"o*":2}');
});

test('strikes out what it redacted in the block that its neighbours share', () => {
  const { before } = redactAll(['{"a":1}', '{"a":"needle-1"}', 'x needle-2', '{"b":2}'], fakeRedactor());
  assert.is(before[0]?.block.bytes.toString(), `{"a":1}\n${'*'.repeat(16)}\n${'*'.repeat(10)}\n{"b":2}\n`);
});

test('lets nothing through where a detector throws, and counts it', () => {
  const counted: string[] = [];
  const broken = fakeRedactor({ text: () => { throw new Error('needle-1'); } });
  for (const line of ['{"a":"needle-1"}', 'needle-1 text']) {
    const { before, after } = redactAll([line, 'next'], broken, { count: (rule) => counted.push(rule) });
    assert.equal(after.map(textOf), [`[UNSCANNED:${line.length}]`, 'next']);
    assert.not.match(before[0]?.block.bytes.toString() ?? 'needle', 'needle');
  }
  assert.equal(counted, ['unscanned', 'unscanned']);
});

const BEGIN = '-----BEGIN PRIVATE' + ' KEY-----';
const END = '-----END PRIVATE' + ' KEY-----';
const BODY = 'MIIEpQIBAAKCAQEA' + 'x9Zb'.repeat(12);

test('covers a private key that comes line by line, as text or as the message of JSON', () => {
  const counted: string[] = [];
  const { after } = redactAll(['start', BEGIN, BODY, `{"log":"${BODY}\\n","stream":"out","to":"${mail}"}`, END, 'end of it'], real, { count: (rule) => counted.push(rule) });
  const covered = '[REDACTED:private_key]';
  assert.equal(after.map(textOf), ['start', covered, covered, `{"log":"${covered}","stream":"out","to":"[REDACTED:email]"}`, covered, 'end of it']);
  assert.equal(counted, ['private_key', 'private_key', 'private_key', 'email', 'private_key']);
  const json = redactAll([BEGIN, BODY, BODY, END].map((text, n) => `{"message":"${text}","n":${n}}`), real).after.map(textOf);
  assert.equal(json, [0, 1, 2, 3].map((n) => `{"message":"${covered}","n":${n}}`));
});

test('leaves private keys alone where no rule asks for them', () => {
  const { before, after } = redactAll([BEGIN, BODY, END], fakeRedactor());
  assert.equal(after, before);
});

test('finds the same where a kernel has looked as it scanned', () => {
  fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
    assert.equal(redactAllByKernel(lines, real).map(textOf), redactAll(lines, real).after.map(textOf));
  }), { seed: SEED, numRuns: runs(1000) });
});

test('finds every example of every detector where a kernel has looked, among lines that have the same members', () => {
  const all = compileRedaction({ detectors: ['secrets', 'personal', 'network'] }).redactor as Redactor;
  const lines = DETECTORS.flatMap(({ examples: { match } }) => match).flatMap((example) => [
    JSON.stringify({ level: 'info', msg: 'nothing here', n: 1 }), JSON.stringify({ level: 'info', msg: example.toUpperCase(), n: 1 }), JSON.stringify({ level: 'info', msg: `x ${example}`, n: 1 }), JSON.stringify({ level: 'info', [example]: 1 }),
  ]);
  const plain = redactAll(lines, withoutSuspicion(all)).after.map(textOf);
  assert.equal(redactAllByKernel(lines, all).map(textOf), plain);
  assert.ok(plain.filter((text, at) => text !== lines[at]).length > lines.length / 3);
}, { limit: 60_000 });

test('finds in a line of text what the rules find in it', () => {
  const all = compileRedaction({ detectors: ['secrets', 'personal', 'network'] }).redactor as Redactor;
  for (const { examples: { match, noMatch } } of DETECTORS) {
    for (const text of [...match, ...noMatch, ...match.map((example) => `(${example})`)].filter((example) => !/^\{|[\r\n]|-----BEGIN|Private-Lines/.test(example))) assert.is(redact(text, all), all.text(text) ?? text);
  }
});

test('finds what only the name of its member says it is', () => {
  const key = sampleText(40);
  const secrets = compileRedaction({ detectors: ['secrets'] }).redactor as Redactor;
  for (const json of [`{"n":1,"awsKey":"${key}"}`, `{"env":{"AWS_KEY" : "${key}","x":["${key}"]}}`, `{"aws\\u004bey":"${key}","b":"${key}"}`]) {
    const after = redact(json, secrets);
    assert.is(after, json.replace(key, '[REDACTED:aws_secret_access_key]'));
    assert.is(redactAllByKernel([json], secrets).map(textOf).join(), after);
  }
});

test.run();
