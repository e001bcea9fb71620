import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../core/contract/clock.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { askControl } from '../../../core/server/control-client.js';
import { ControlSocket, type ControlOptions } from '../../../core/server/control-socket.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('ControlSocket');
let folder = '';
let dataDir = '';
let count = 0;
const open: ControlSocket[] = [];

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-control-'));
});
test.before.each(() => {
  dataDir = join(folder, `data-${count++}`);
});
test.after.each(async () => {
  for (const socket of open.splice(0)) await socket.close();
});
test.after(() => rm(folder, { recursive: true }));

async function start(more: Partial<ControlOptions> = {}): Promise<ControlSocket> {
  const socket = await ControlSocket.open({ dataDir, clock: systemClock, guard: (text) => text, handlers: { echo: (args) => Promise.resolve(args) }, ...more });
  open.push(socket);
  return socket;
}

function ask(command: string, args: JsonObject = {}): Promise<JsonValue> {
  return askControl(dataDir, command, args, { clock: systemClock, timeout: 5000 });
}

/** Sends bytes as they are and gives all that comes back. */
async function raw(path: string, text: string): Promise<string> {
  const socket = connect(path);
  socket.setEncoding('utf8').end(text);
  let answer = '';
  for await (const chunk of socket as AsyncIterable<string>) answer += chunk;
  return answer;
}

test('answers a request', async () => {
  await start();
  assert.equal(await ask('echo', { a: [1, { b: 'c' }] }), { a: [1, { b: 'c' }] });
});

test('answers several requests of one connection in order', async () => {
  const { path } = await start();
  const answers = await raw(path, '{"command":"echo","n":1}\n{"command":"echo","n":2}\n');
  assert.is(answers, '{"ok":true,"result":{"n":1}}\n{"ok":true,"result":{"n":2}}\n');
});

test('is open to its owner only', async () => {
  const { path } = await start();
  assert.is(path, join(dataDir, 'control.sock'));
  assert.is((await stat(path)).mode & 0o777, 0o600);
  assert.is((await stat(dataDir)).mode & 0o777, 0o700);
});

test('puts every text of an answer, also of errors and names, through the guard', async () => {
  const guard = (text: string): string => text.replaceAll('hunter2', '[secret]');
  const { path } = await start({
    guard,
    handlers: {
      deep: () => Promise.resolve({ hunter2: ['hunter2', { a: 'is hunter2' }] }),
      fail: () => Promise.reject(new HushpipeError('RELOAD_FAILED', 'no hunter2 here', { hint: 'change hunter2' })),
      crash: () => Promise.reject(new Error('crashed on hunter2')),
    },
  });
  const answers = await raw(path, '{"command":"deep"}\n{"command":"fail"}\n{"command":"crash"}\n{"command":"hunter2"}\n');
  assert.is(answers.match(/\[secret\]/g)?.length, 7);
  assert.not.match(answers, 'hunter2');
});

test('hands an error over with its code and hint', async () => {
  await start({ handlers: { fail: () => Promise.reject(new HushpipeError('RELOAD_FAILED', 'it did not start', { hint: 'start it' })) } });
  const error = await rejection(ask('fail'), HushpipeError);
  assert.is(error.code, 'RELOAD_FAILED');
  assert.is(error.message, 'it did not start');
  assert.is(error.hint, 'start it');
});

for (const [what, line] of [['no JSON', 'status'], ['no object', '[]'], ['a null', 'null'], ['no command', '{}'], ['a command that is an inherited name', '{"command":"toString"}']] as const) {
  test(`refuses ${what}, and goes on`, async () => {
    const { path } = await start();
    const [first, second] = (await raw(path, `${line}\n{"command":"echo"}\n`)).split('\n');
    assert.match(first ?? '', /^\{"ok":false,"error":\{"code":"CLI_USAGE"/);
    assert.is(second, '{"ok":true,"result":{}}');
  });
}

test('ends a connection whose request never ends', async () => {
  const { path } = await start();
  const socket = connect(path);
  socket.setEncoding('utf8').on('error', () => {}).write('x'.repeat(200_000));
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  // Not awaited by `once`: what was not read of the request may show as a reset connection first.
  await new Promise((resolve) => {
    socket.once('close', resolve);
  });
  assert.match(answer, 'at most 65536 characters');
});

test('ends a connection that is quiet for a minute', async () => {
  const clock = new VirtualClock();
  let served = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    served = resolve;
  });
  const { path } = await start({ clock, handlers: { hello: () => Promise.resolve(served()).then(() => null) } });
  const socket = connect(path);
  const closed = once(socket, 'close');
  socket.write('{"command":"hello"}\n');
  await arrived;
  await once(socket, 'data');
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await clock.advance(59_999);
  assert.is(socket.closed, false);
  await clock.advance(1);
  await closed;
});

test('refuses a second one with the same data directory', async () => {
  await start();
  const error = await rejection(start(), HushpipeError);
  assert.is(error.code, 'SOCKET_IN_USE');
  assert.equal(await ask('echo'), {});
});

test('lets one of many that start at once have the data directory, over a socket that was left behind', async () => {
  await leaveSocketBehind(join(dataDir, 'control.sock'));
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => start()));
  assert.is(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal(await ask('echo'), {});
  assert.equal(await readdir(dataDir), ['control.sock']);
});

test('takes the place of a socket that a killed process left behind', async () => {
  await leaveSocketBehind(join(dataDir, 'control.sock'));
  await start();
  assert.equal(await ask('echo'), {});
});

test('does not remove a file that is no socket', async () => {
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'control.sock'), 'mine');
  const error = await rejection(start(), HushpipeError);
  assert.match(error.message, 'is in the way: it is no socket');
  assert.is((await stat(join(dataDir, 'control.sock'))).size, 4);
});

test('leaves nothing behind when it is closed, and ends what is connected', async () => {
  const control = await start();
  const socket = connect(control.path);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  open.splice(0);
  await control.close();
  await closed;
  assert.equal(await readdir(dataDir), []);
});

test('stands elsewhere where the path of the data directory is too long, and is found there', async () => {
  dataDir = join(dataDir, 'x'.repeat(120));
  const control = await start();
  assert.ok(Buffer.byteLength(control.path) <= 103);
  assert.is((await stat(join(control.path, '..'))).mode & 0o777, 0o700);
  assert.equal(await ask('echo'), {});
  assert.is((await rejection(start(), HushpipeError)).code, 'SOCKET_IN_USE');
  open.splice(0);
  await control.close();
  assert.equal(await readdir(dataDir), []);
  assert.is(await stat(join(control.path, '..')).catch(() => 'gone'), 'gone');
});

test('tells who asks that nobody runs', async () => {
  const error = await rejection(ask('echo'), HushpipeError);
  assert.is(error.code, 'CLI_NOT_RUNNING');
  assert.match(error.message, dataDir);
});

test('tells who asks that the connection was closed without an answer', async () => {
  await mkdir(dataDir);
  const server = createServer((socket) => socket.destroy()).listen(join(dataDir, 'control.sock'));
  await once(server, 'listening');
  try {
    const error = await rejection(ask('echo'), HushpipeError);
    assert.is(error.code, 'CLI_NOT_RUNNING');
    assert.is(error.message, `the hushpipe with the data directory ${dataDir} closed the connection without an answer`);
    assert.match(error.hint, 'see its log');
  } finally {
    server.close();
    await once(server, 'close');
  }
});

test('tells who asks that there is no answer in time', async () => {
  await start({ handlers: { sleep: () => new Promise(() => {}) } });
  const clock = new VirtualClock();
  const asked = rejection(askControl(dataDir, 'sleep', {}, { clock, timeout: 1000 }), HushpipeError);
  while (clock.pending === 0) await Promise.resolve();
  await clock.advance(1000);
  assert.match((await asked).message, 'did not answer within 1 s');
});

/** As after kill -9: the socket's file is there, and nobody listens. */
async function leaveSocketBehind(path: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const child = spawn(process.execPath, ['-e', 'require("net").createServer().listen(process.argv[1], () => console.log("up"))', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test.run();
