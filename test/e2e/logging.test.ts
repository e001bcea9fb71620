import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';

const test = suite('a program that logs');

/** Starting a program takes seconds where many tests share a core. */
const limit = 30_000;

const PROGRAM = fileURLToPath(new URL('logging-program.js', import.meta.url));

/** More than a pipe holds, and some in each of 500 turns; 10,000 in full size. */
const LINES = FULL ? 10_000 : 2000;

/** What runs the program in this way. */
const program = (way: string, turns = 1): readonly string[] => [PROGRAM, way, folder, String(turns), String(LINES)];

let folder: string;
test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-logging-'));
});
test.after.each(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. A signal is sent when it has written to its output. */
async function run(args: readonly string[], signal?: NodeJS.Signals): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (signal !== undefined) child.stdout.once('data', () => child.kill(signal));
  return new Promise((resolve) => child.once('close', (code, ended) => resolve({ code, signal: ended, stdout, stderr })));
}

function check(text: string): void {
  const numbers = text.split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { readonly n: number }).n);
  assert.is(numbers.length, LINES);
  assert.is(numbers.findIndex((number, index) => number !== index), -1, 'each once, in order');
  assert.not.match(text, 'hunter2');
  assert.match(text, '"password":"[REDACTED:password]"');
}

const main = new URL('../../core/main.js', import.meta.url).href;

async function runText(text: string): Promise<Ended> {
  await writeFile(join(folder, 'program.mjs'), text);
  return run([join(folder, 'program.mjs')]);
}

const written = (): Promise<string> => readFile(join(folder, 'app.jsonl'), 'utf8');

for (const [end, way, code] of [
  ['because nothing is left to do', 'return', 0],
  ['by closing its logger', 'close', 0],
  ['by process.exit', 'exit', 3],
  ['by an error that nobody caught', 'throw', 1],
] as const) {
  test(`loses nothing when it ends ${end}`, async () => {
    const ended = await run(program(way));
    assert.is(ended.code, code, ended.stderr);
    check(await written());
  }, { limit });
}

for (const turns of [1, 40, 500]) {
  test(`loses nothing of a pipeline of its own by process.exit, ${turns} turns after it began`, async () => {
    assert.is((await run(program('given', turns))).code, 3);
    check(await written());
  }, { limit });
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`loses nothing by ${signal}, and ends as by any other`, async () => {
    const ended = await run(program('signal', 20), signal);
    assert.is(ended.signal, signal, ended.stderr);
    check(await written());
  }, { limit });
}

test('writes to its output also when it ends before the pipeline is up', async () => {
  const ended = await run(program('stdout'));
  assert.is(ended.code, 3);
  check(ended.stdout);
}, { limit });

for (const [end, last] of [
  ['because nothing is left to do', ''],
  ['by process.exit', 'process.exit();'],
  ['by process.exit, with its pipeline up', 'await log.pipeline; process.exit();'],
] as const) {
  test(`loses nothing of what listeners to the end log, when it ends ${end}`, async () => {
    const ended = await runText(`import { createLogger } from '${main}';
      const log = createLogger({ folder: '.' });
      process.once('beforeExit', () => {
        log.info('beforeExit');
        setTimeout(async () => {
          log.info('after it');
          await log.flush();
        }, 1);
      });
      process.on('exit', () => { log.info('exit'); log.info('last'); });
      log.info('first');
      ${last}`);
    assert.is(ended.code, 0, ended.stderr);
    const messages = (await written()).trim().split('\n').map((line) => (JSON.parse(line) as { readonly message: string }).message);
    assert.equal(messages, last === '' ? ['first', 'beforeExit', 'after it', 'exit', 'last'] : ['first', 'exit', 'last']);
  }, { limit });
}

test('says on standard error, once, what is wrong with its config, and goes on', async () => {
  await writeFile(join(folder, 'hushpipe.yaml'), 'version: 1\nsinks: { all: { type: fiel, path: x } }\n');
  const ended = await runText(`import { createLogger } from '${main}';
    const log = createLogger({ config: 'hushpipe.yaml' });
    log.info('lost');
    await log.flush().catch(({ code }) => console.log(code));
    log.info('lost');
    await log.close().catch(({ code }) => console.log(code));`);
  assert.equal([ended.code, ended.stdout], [0, 'CONFIG_INVALID\nCONFIG_INVALID\n']);
  assert.match(ended.stderr, /^hushpipe: the logger has no pipeline, and drops its lines: hushpipe\.yaml:2:23 .*Did you mean "file"\?/);
  assert.is(ended.stderr.split('the logger has no pipeline').length, 2);
}, { limit });

test('says that its last lines are lost where nothing can take them', async () => {
  const ended = await runText(`import { createLogger } from '${main}';
    createLogger({ config: { version: 1, sinks: { all: { type: 'file', path: '/dev/null/x' } } } }).info('lost');
    process.exit(0);`);
  assert.match(ended.stderr, /^hushpipe: the last lines could not be delivered: .*sinks\.all: cannot write to \/dev\/null\/x/);
}, { limit });

test('ends within the time that its close allows, whatever a sink does', async () => {
  const ended = await runText(`import { createServer } from 'node:http';
    import { createLogger } from '${main}';
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    server.unref();
    const log = createLogger({ config: { version: 1, sinks: { out: { type: 'webhook', url: 'http://127.0.0.1:' + server.address().port + '/', allow_private: true } } } });
    log.info('never answered');
    await log.pipeline;
    setTimeout(() => process.exit(4), 5_000).unref();
    await log.close({ timeout: 300 });`);
  assert.is(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, 'not everything could be delivered in time');
}, { limit });

test.run();
