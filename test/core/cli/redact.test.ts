import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { runCli, type CliResult } from '../../support/cli.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('redact');
const folder = tempFolder(test);
const card = ['4111', '1111', '1111', '1111'].join('');
const iban = ['DE89', '3704004405', '32013000'].join('');
const redact = (input: string, ...args: readonly string[]): Promise<CliResult> => runCli(['redact', ...args], { cwd: folder.path, input });

test('redacts text and JSON lines, and leaves every other byte, line ends too', async () => {
  const { code, stdout } = await redact(`a password=hunter2 é\r\n\n{"n": 1.50, "api_key":"x","m":"\\u0040 b\\u0040example.com"}\n at 10.0.0.1 ${iban}`);
  assert.is(code, 0);
  assert.is(stdout, 'a password=[REDACTED:password] é\r\n\n{"n": 1.50, "api_key":"[REDACTED:api_key]","m":"@ [REDACTED:email]"}\n at 10.0.0.1 [REDACTED:iban]');
});

test('takes the detectors that are named, and leaves out others', async () => {
  const line = `${card} a@example.com 10.0.0.1`;
  assert.is((await redact(line, '--detectors', 'ip, card')).stdout, '[REDACTED:card] a@example.com [REDACTED:ip]');
  assert.is((await redact(line, '--detectors=personal', '--without', 'email')).stdout, '[REDACTED:card] a@example.com 10.0.0.1');
  assert.is((await redact(line, '--without', 'secrets,personal')).code, 1);
  assert.match((await redact(line, '--detectors', 'emial')).stderr, 'emial');
});

test('takes the rules of a config', async () => {
  writeFileSync(folder.in('own.yaml'), 'version: 1\nredact: { detectors: [card], keys: { note: drop }, patterns: [{ name: coupon, pattern: "CPN-\\\\d+" }] }\n');
  const { stdout } = await redact(`{"note":"x","c":"CPN-12 ${card} a@example.com"}`, '-c', 'own.yaml');
  assert.is(stdout, '{"c":"[REDACTED:coupon] [REDACTED:card] a@example.com"}');
});

test('reports what was found where in the line as it came in, never the value', async () => {
  const lines = [`é😀 password=hunter2 ${card}`, `{"é":"\\u0041😀 mail a@example.com","password":"hunter2","list":[${card}]}`, 'nothing'];
  const { stdout } = await redact(lines.join('\n'), '--report', 'json');
  const objects = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { text: string; findings: { rule: string; start: number; end: number }[] });
  assert.equal(objects.map(({ findings }, at) => findings.map(({ rule, start, end }) => [rule, (lines[at] as string).slice(start, end)])), [
    [['password', 'hunter2'], ['card', card]], [['email', 'a@example.com'], ['password', 'hunter2'], ['card', card]], [],
  ]);
  assert.not.match(JSON.stringify(objects), /hunter2|4111|a@example/);
  assert.is(objects[0]?.text, 'é😀 password=[REDACTED:password] [REDACTED:card]');
});

test('checks files, and says where something is found', async () => {
  writeFileSync(folder.in('a.log'), `fine\n  password=hunter2\n`);
  writeFileSync(folder.in('b.log'), 'fine\n');
  const found = await redact('', 'check', 'a.log', 'b.log');
  assert.is(found.code, 1);
  assert.is(found.stdout, 'a.log:2:12  password, 7 characters\n1 finding in 3 lines of 2 files\n');
  assert.is((await redact('', 'check', 'b.log')).code, 0);
});

test('reports what the rules cover: what they found, what they never did, and what nothing looked into', async () => {
  writeFileSync(folder.in('own.yaml'), 'version: 1\nredact: { detectors: [card], keys: [ssn, iban], paths: [a.b] }\n');
  const { stdout } = await redact(`{"ssn":"1","count":3,"user":{"ok":true},"items":[{"n":1},{"n":"x"}],"big":${card}}\ntext ${card}\n`, 'report', '-c', 'own.yaml', '--json');
  const report = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  assert.equal(report['found'], { card: 2, ssn: 1 });
  assert.equal(report['never_inspected'], ['count', 'user.ok']);
  assert.equal((report['never_hit'] as { kind: string; name: string }[]).map(({ kind, name }) => `${kind} ${name}`), ['key iban', 'path b']);
});

test('sends made-up secrets through the pipeline of a config, and says which got out where, without showing one', async () => {
  const config = {
    version: 1, sources: { app: { type: 'file', paths: ['x.log'], parse: 'json' } }, sinks: { out: { type: 'console' } }, actions: { hook: { type: 'webhook', url: '${NO_SUCH_URL}' } },
    triggers: [{ name: 't', when: { level: 'error' }, alert: { to: 'hook', title: '${message} of ${user}' }, throttle: { every: '5m' } }],
  };
  writeFileSync(folder.in('safe.yaml'), JSON.stringify(config));
  writeFileSync(folder.in('leaking.yaml'), JSON.stringify({ ...config, redact: { detectors: ['card'] } }));
  const [safe, leaking] = await Promise.all(['safe.yaml', 'leaking.yaml'].map((file) => redact('', 'check', '--canary', '-c', file, '--json')));
  assert.is(safe?.code, 0, safe?.stderr);
  const { canaries, exits, leaks } = JSON.parse(safe?.stdout ?? '{}') as Readonly<Record<string, unknown>>;
  assert.ok(Number(canaries) > 20 && Number(exits) >= 5);
  assert.equal(leaks, []);
  assert.is(leaking?.code, 1);
  const found = (JSON.parse(leaking?.stdout ?? '{}') as { leaks: { exit: string; place: string }[] }).leaks;
  assert.ok(found.some(({ exit }) => exit === 'sinks.out') && found.some(({ exit }) => exit === 'actions.hook'));
  assert.not.match(leaking?.stdout ?? '', /Zq[0-9a-f]{8}/);
});

test('says which detector of the command line there is not', async () => {
  for (const option of ['--detectors', '--without']) {
    const { code, stderr } = await redact('x', option, 'emial');
    assert.equal([code, stderr], [2, `hushpipe: ${option}: there is no detector or group "emial"\nDid you mean "email"?\n`]);
  }
});

test('suggests the word that was meant', async () => {
  const { code, stderr } = await redact('', 'chek');
  assert.is(code, 2);
  assert.match(stderr, '"check"');
});

test.run();
