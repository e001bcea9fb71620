import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { runCli, type CliResult } from '../../support/cli.js';
import { suite } from '../../support/suite.js';

const test = suite('demo');
let folder = '';
let result: CliResult = { code: null, signal: null, stdout: '', stderr: '' };

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-demo-test-'));
  result = await runCli(['demo'], { cwd: folder, env: { TMPDIR: folder } });
});
test.after(() => rm(folder, { recursive: true }));

test('ends by itself, with nothing to complain of and nothing left behind', async () => {
  assert.is(result.code, 0, result.stdout + result.stderr);
  assert.is(result.stderr, '');
  assert.equal(await readdir(folder), []);
}, { limit: 20_000 });

test('shows what was written beside what was stored', () => {
  const written = [...result.stdout.matchAll(/^ {2}written {2}(.*)$/gm)].map(([, line]) => line ?? '');
  const stored = [...result.stdout.matchAll(/^ {2}stored {3}(.*)$/gm)].map(([, line]) => line ?? '');
  assert.is(written.length, 3);
  assert.is(stored.length, 3);
  for (const [secret, replaced] of [['not-a-real-password', '[REDACTED:password]'], ['4242 4242 4242 4242', '[REDACTED:card]'], ['@example.com', '[REDACTED:email]'], ['FAKE-COUPON-1', '[REDACTED:coupon]'], ['not.a.real.token', '[REDACTED:bearer_token]']] as const) {
    const at = written.findIndex((line) => line.includes(secret));
    assert.ok(at >= 0, secret);
    assert.match(stored[at] ?? '', replaced);
    assert.not.match(stored.join('\n'), secret);
  }
});

test('shows the firing, and the message that Slack got', () => {
  assert.match(result.stdout, /fired {2}payments-failing, \d\.\d s after the start/);
  const message = [...result.stdout.matchAll(/^ {2}\| (.*)$/gm)].map(([, line]) => line ?? '').join('\n');
  assert.match(message, '■ FIRING · critical\nPayments fail with E_TIMEOUT\nThe latest customer is [REDACTED:email].');
  assert.match(message, 'card [REDACTED:card]');
  assert.not.match(message, /4242|@example\.com/);
});

test('accounts for every event', () => {
  const [, came, out, dropped] = /^ {2}(\d+) in = (\d+) out \+ (\d+) dropped \(transform_drop \d+\); 1 alert sent$/m.exec(result.stdout) ?? [];
  assert.ok(Number(came) > 200);
  assert.is(Number(came), Number(out) + Number(dropped));
});

test('prints a config that is valid as it stands', async () => {
  const { stdout } = await runCli(['demo', '--print-config']);
  await writeFile(join(folder, 'hushpipe.yaml'), stdout);
  const checked = await runCli(['validate'], { cwd: folder, env: { SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/a/b/c' } });
  assert.is(checked.code, 0, checked.stdout);
  assert.match(checked.stdout, 'ok in 1 file, 1 trigger');
});

test.run();
