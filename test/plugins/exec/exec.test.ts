import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import type { Answer, Peer } from '../../../core/testing/peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import exec from '../../../plugins/exec/exec.js';
import { ExecAction, type ExecConfig } from '../../../plugins/exec/exec-action.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';
import { until } from '../../support/until.js';

const test = suite('exec');
const folder = tempFolder(test);

let ctx: TestContext;
const { signal } = new AbortController();
test.before.each(() => {
  ctx = testContext();
});

/** An action that runs this text as a shell program, in the folder of the test. */
function create(program: string, changes: Partial<ExecConfig> = {}): ExecAction {
  return new ExecAction({ command: ['/bin/sh', '-c', program], allow: true, cwd: folder.path, time_limit: 10_000, ...changes }, ctx);
}

test('gives the notice as one line of JSON on the standard input, and nothing of it as an argument', async () => {
  const action = create('printf "%s," "$0" "$@" > args; cat > input', { command: ['/bin/sh', '-c', 'printf "%s," "$0" "$@" > args; cat > input', 'name', 'a b', '$(id)', '; rm'] });
  await action.deliver([notice({ title: [{ data: '$(touch hacked) `touch hacked`' }] })], signal);
  assert.is(await readFile(folder.in('args'), 'utf8'), 'name,a b,$(id),; rm,');
  const input = await readFile(folder.in('input'), 'utf8');
  assert.is(input.indexOf('\n'), input.length - 1);
  assert.equal(JSON.parse(input), action.render(notice({ title: [{ data: '$(touch hacked) `touch hacked`' }] })));
  assert.not.ok(existsSync(folder.in('hacked')));
});

test('is told of every change of an incident', async () => {
  const action = create('cat >> input');
  assert.is(action.messages, 'edit');
  assert.equal(await action.deliver([notice(LIFE.fired)], signal), { failed: [], receipts: [{ index: 0, receipt: { done: true } }] });
  await action.deliver([notice(LIFE.resolved, { cause: 'resolved', form: 'edit' })], signal);
  assert.equal((await readFile(folder.in('input'), 'utf8')).trim().split('\n').map((line) => (JSON.parse(line) as { readonly status: string }).status), ['firing', 'resolved']);
});

test('render shows what the program reads byte for byte, in each state', async () => {
  const action = create('cat >> input');
  const said = [...ALERT_CAUSES.map((cause) => notice(LIFE[cause], { cause, form: cause === 'fired' ? 'post' : 'edit' })), notice({ title: [{ data: 'a\ud800\n"\u0000' }] }), summaryNotice()];
  await action.deliver(said, signal);
  assert.is(await readFile(folder.in('input'), 'utf8'), said.map((delivery) => `${JSON.stringify(action.render(delivery))}\n`).join(''));
});

test('runs it with PATH and the configured environment alone', async () => {
  process.env['HUSHPIPE_TEST_LEAK'] = 'leaked';
  await create('env > env', { env: { API_TOKEN: new Secret('t') } }).deliver([notice()], signal);
  delete process.env['HUSHPIPE_TEST_LEAK'];
  const names = (await readFile(folder.in('env'), 'utf8')).trim().split('\n').map((line) => line.split('=')[0]).filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? ''));
  assert.equal(new Set(names), new Set(['PATH', 'API_TOKEN']));
});

test('75 is run again by core, any other code never', async () => {
  await rejection(create('exit 75').deliver([notice()], signal), RetryableError);
  const failing = create('echo secret output; echo more >&2; exit 3');
  assert.match((await rejection(failing.deliver([notice()], signal), PermanentError)).message, 'ended with 3');
  assert.is((await failing.health()).status, 'failed');
  assert.not.match(ctx.said(), 'secret output');
});

test('a program that does not read its input, or reads late, is judged by its exit code', async () => {
  const big = notice({ text: [{ data: 'x'.repeat(1_000_000) }], key: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'v'.repeat(900)])) });
  await create('exit 0').deliver([big], signal);
  await create('exec 0<&-; exit 0').deliver([big], signal);
});

test('one that takes too long is killed with what it started', async () => {
  const action = create('sleep 60 & echo $! > child; wait', { time_limit: 3000 });
  const running = rejection(action.deliver([notice()], signal), RetryableError);
  const child = await until('the child', async () => (await readFile(folder.in('child'), 'utf8').catch(() => '')).trim());
  await ctx.clock.advance(3000);
  assert.match((await running).message, 'longer than 3000 ms');
  await until('the end of the child', () => !isAlive(Number(child)));
});

test('it is killed when the delivery is stopped, at once', async () => {
  const stopping = new AbortController();
  const running = rejection(create('echo $$ > pid; exec sleep 60').deliver([notice()], stopping.signal), RetryableError);
  const pid = await until('the program', async () => (await readFile(folder.in('pid'), 'utf8').catch(() => '')).trim());
  const start = performance.now();
  stopping.abort();
  await running;
  assert.ok(performance.now() - start < 250);
  await until('its end', () => !isAlive(Number(pid)));
});

test('one that is not there is refused for good', async () => {
  assert.match((await rejection(create('', { command: ['/nowhere/program'] }).deliver([notice()], signal), PermanentError)).message, 'ENOENT');
});

test('runs nothing unless it is allowed', async () => {
  await rejection(create('touch ran', { allow: false }).deliver([notice()], signal), PermanentError);
  assert.not.ok(existsSync(folder.in('ran')));
});

test('check names what a schema cannot', () => {
  const config = { command: ['program', 'a\0b'], allow: false, time_limit: 1, env: { '1x': new Secret('a'), OK: new Secret('a\0b') } };
  assert.equal([...exec.check?.(config) ?? []].map(({ path }) => path), ['allow', 'command.0', 'command.1', 'env.1x', 'env.OK']);
  assert.equal([...exec.check?.({ command: ['/bin/true', '-x'], allow: true, time_limit: 1 }) ?? []], []);
});

test.run();

/** Whether a process runs: one that has ended and was not waited for does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const conformance = suite('exec conforms');

/** A folder with a program that appends its input to a file, and does as it is told by another. */
class ProgramPeer implements Peer {
  readonly can = { busy: ['75'], refuse: ['1', '64'], hold: true } as const;
  folder = '';

  async start(): Promise<void> {
    if (this.folder !== '') return;
    this.folder = await mkdtemp(join(tmpdir(), 'hushpipe-exec-'));
    this.answer({ kind: 'take' });
    await writeFile(join(this.folder, 'program'), '#!/bin/sh\ncd "${0%/*}"\nread -r line\nread -r code < told\nwhile [ "$code" = hold ]; do\n  : > held\n  sleep 0.01\n  read -r code < told\ndone\n[ "$code" = 0 ] && printf "%s\\n" "$line" >> taken\nexit "$code"\n');
    await chmod(join(this.folder, 'program'), 0o700);
    await writeFile(join(this.folder, 'taken'), '');
  }

  async stop(): Promise<void> {
    if (this.folder !== '') await rm(this.folder, { recursive: true, force: true });
  }

  async received(): Promise<readonly string[]> {
    return (await readFile(join(this.folder, 'taken'), 'utf8')).split('\n').filter((line) => line !== '');
  }

  answer(answer: Answer): void {
    // Moved into its place, so that the program never reads a part of it.
    writeFileSync(join(this.folder, 'telling'), `${answer.kind === 'busy' || answer.kind === 'refuse' ? answer.as : answer.kind === 'hold' ? 'hold' : '0'}\n`);
    renameSync(join(this.folder, 'telling'), join(this.folder, 'told'));
  }

  held(): Promise<void> {
    return until('a held program', () => existsSync(join(this.folder, 'held'))).then(() => undefined);
  }
}

const SECRET = ['exec', 'k3y'.repeat(8)].join('-');

testAction({
  test: conformance,
  plugin: exec,
  peer: () => new ProgramPeer(),
  config: (peer) => ({ command: [join(peer.folder, 'program')], allow: true, time_limit: 10_000, env: { API_TOKEN: new Secret(SECRET) } }),
  secret: SECRET,
});

conformance.run();
