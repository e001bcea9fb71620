import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { suite } from './suite.js';

const runner = fileURLToPath(new URL('run.js', import.meta.url));
const BARE = `import { suite as bare } from ${JSON.stringify(import.meta.resolve('uvu'))};\n`;
const OURS = `import { suite } from ${JSON.stringify(new URL('suite.js', import.meta.url).href)};\nconst test = suite('it');\n`;
const PASSING = `${OURS}test('holds', () => {});\ntest.run();\n`;

interface Run { readonly code: number | null; readonly output: string; readonly last: string }

let root = '';

/** Writes compiled test files, each with its source beside it in test/, and runs the runner over them. */
async function run(files: Record<string, string>, ...args: readonly string[]): Promise<Run> {
  for (const [name, text] of Object.entries(files)) {
    await write(join(root, 'dist', 'test', name), text);
    await write(join(root, 'test', name.replace(/\.js$/, '.ts')), '');
  }
  return node([runner, ...args]);
}

async function emptyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-run-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return folder;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function node(args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const code = await new Promise<number | null>((resolve) => { child.once('close', resolve); });
  return { code, output, last: output.trimEnd().split('\n').at(-1) ?? '' };
}

const test = suite('run');

test.before.each(async () => { root = await emptyProject(); });
test.after.each(() => rm(root, { recursive: true, force: true }));

test('adds up the files and ends with their counts', async () => {
  const { code, last } = await run({ 'a.test.js': PASSING, 'core/b.test.js': PASSING.replace('test.run', "test('too', () => {});\ntest.run") });
  assert.is(last, '3 passed, 0 failed');
  assert.is(code, 0);
});

test('counts a failed assertion, prints it and exits with 1', async () => {
  const { code, output, last } = await run({ 'a.test.js': `${OURS}test('holds', () => {});\ntest('breaks', () => { throw new Error('seen by the reader'); });\ntest.run();` });
  assert.is(last, '1 passed, 1 failed');
  assert.is(code, 1);
  assert.match(output, 'seen by the reader');
});

test('leaves out bench and services, and runs services alone when asked', async () => {
  const files = { 'a.test.js': PASSING, 'bench/b.test.js': 'throw 1', 'services/c.test.js': PASSING.replace('holds', 'served') };
  const all = await run(files);
  assert.is(all.last, '1 passed, 0 failed');
  const services = await run(files, 'services');
  assert.is(services.last, '1 passed, 0 failed');
  assert.match(services.output, 'services/c.test.js');
});

test('takes parts of paths, also of sources, and fails when nothing matches', async () => {
  const files = { 'core/a.test.js': PASSING, 'core/b.test.js': PASSING };
  assert.is((await run(files, 'test/core/a.test.ts')).last, '1 passed, 0 failed');
  const none = await run(files, 'no-such-file');
  assert.is(none.last, '0 passed, 1 failed');
  assert.is(none.code, 1);
});

test('fails when there is no test file at all', async () => {
  assert.is((await run({})).last, '0 passed, 1 failed');
});

test('leaves out the output of a removed source, and says so', async () => {
  await write(join(root, 'dist', 'test', 'gone.test.js'), 'throw 1');
  const { output, last } = await run({ 'a.test.js': PASSING });
  assert.is(last, '1 passed, 0 failed');
  assert.match(output, 'gone.test.js has no source');
});

test('counts on after a thrown non-Error', async () => {
  const { last } = await run({ 'a.test.js': `${OURS}test('a', () => { throw null; }); test('b', () => { throw new Error('real'); }); test('c', () => {}); test.run();` });
  assert.is(last, '1 passed, 2 failed');
});

test('counts every test of a suite whose before hook throws as failed', async () => {
  const { last } = await run({ 'a.test.js': `${OURS}test.before(() => { throw 0; }); test('a', () => {}); test('b', () => {}); test.run();` });
  assert.is(last, '0 passed, 2 failed');
});

test('undoes what was set up in reverse, and all of it', async () => {
  const hooks = "test.after.each(() => console.log('undone first')); test.after.each(() => { throw new Error('stuck'); }); test.after.each(() => console.log('undone last'));";
  const { output, last } = await run({ 'a.test.js': `${OURS}${hooks} test('a', () => {}); test.run();` });
  assert.is(last, '0 passed, 1 failed');
  assert.match(output, /undone last[^]*undone first/);
});

test('prints the reason of a skipped test and does not count it', async () => {
  const { output, last } = await run({ 'a.test.js': `${OURS}test.skip('talks to a broker', 'BROKER_URL is not set', () => {});\ntest.run();` });
  assert.is(last, '0 passed, 0 failed');
  assert.match(output, 'skipped: it: talks to a broker: BROKER_URL is not set');
});

test.run();

const traps = suite('what bare uvu lets pass');

/** A file that is wrong, and what the runner or the suite must say of it. */
const TRAPS: readonly (readonly [name: string, text: string, said: string])[] = [
  ['an empty file', '', 'no summary'],
  ['a suite without run()', `${OURS}test('never', () => {});`, 'was not run'],
  ['a second suite without run()', `${PASSING}const b = suite('second'); b('never', () => {});`, 'The suite "second" was not run'],
  ['a bare suite without run()', `${BARE}bare('x')('never', () => {});`, 'no summary'],
  ['a suite without tests', `${OURS}test.run();`, 'has no tests'],
  ['a bare suite without tests', `${BARE}bare('x').run();`, 'no tests'],
  ['a before hook that throws', `${OURS}test.before(() => { throw new Error('cold'); }); test('a', () => {}); test.run();`, 'In the before hook: cold'],
  ['a bare before hook that throws', `${BARE}const t = bare('x'); t.before(() => { throw new Error('cold'); }); t('a', () => {}); t.run();`, '0 passed'],
  ['a before.each hook that throws', `${OURS}test.before.each(() => { throw new Error('cold'); }); test('a', () => {}); test.run();`, 'In the before.each hook: cold'],
  ['an after.each hook that throws', `${OURS}test.after.each(() => { throw new Error('cold'); }); test('a', () => {}); test.run();`, 'In the after.each hook: cold'],
  ['an after hook that throws', `${OURS}test.after(() => { throw new Error('cold'); }); test('a', () => {}); test.run();`, 'In the after hook: cold'],
  ['throw null', `${OURS}test('a', () => { throw null; }); test.run();`, 'Threw null'],
  ['a bare throw null', `${BARE}const t = bare('x'); t('a', () => { throw null; }); t.run();`, '0 passed'],
  ['a rejection with a non-Error', `${OURS}test('a', () => Promise.reject('text')); test.run();`, 'Threw text'],
  ['only left in', `${OURS}test.only('a', () => {}); test.run();`, 'only is not a function'],
  ['a bare only left in', `${BARE}const t = bare('x'); t.only('a', () => {}); t('b', () => {}); t.run();`, 'left out without a reason'],
  ['a bare skip', `${BARE}const t = bare('x'); t.skip('a'); t('b', () => {}); t.run();`, 'left out without a reason'],
  ['a test that sets process.exitCode', `${OURS}test('a', () => { process.exitCode = 1; }); test.run();`, 'left process.exitCode at 1'],
  ['a test that ends the process', `${OURS}test('a', () => { process.exit(0); }); test.run();`, 'no summary'],
  ['a process that is killed', `${OURS}test('a', () => { process.kill(process.pid, 'SIGKILL'); }); test.run();`, 'killed by SIGKILL'],
  ['a failure after the last test', `${PASSING}process.on('exit', () => { process.exitCode = 3; });`, 'ended with code 3'],
  ['a suite that is run late', `${PASSING}setTimeout(() => { const b = suite('late'); b('a', () => {}); b.run(); }, 50);`, '2 summaries'],
];

/** What the runner said of each trap, its own line first. */
let verdicts: readonly string[] = [];

traps.before(async () => {
  root = await emptyProject();
  const name = (index: number): string => `${String(index).padStart(3, '0')}.test.js`;
  const { output } = await run(Object.fromEntries(TRAPS.map(([, text], index) => [name(index), text])));
  const sections = output.split(/^(?=(?:ok {2}|FAIL) {2}\d)/m);
  verdicts = TRAPS.map((_trap, index) => sections.find((section) => section.slice(6).startsWith(name(index))) ?? '');
});
traps.after(() => rm(root, { recursive: true, force: true }));

for (const [index, [name, , said]] of TRAPS.entries()) {
  traps(`fails ${name}`, () => {
    const verdict = verdicts[index] ?? '';
    assert.match(verdict, /^FAIL {2}/);
    assert.match(verdict, said);
  });
}

const limits = suite('time limits');
limits.before.each(async () => { root = await emptyProject(); });
limits.after.each(() => rm(root, { recursive: true, force: true }));

limits('kill a file with a live handle', async () => {
  const { output, last } = await run({ 'a.test.js': `${PASSING}setInterval(() => {}, 1000);` }, '--limit', '700');
  assert.is(last, '1 passed, 1 failed');
  assert.match(output, 'not ended within 0.7 s');
});

limits('fail a test that outlasts its own, and go on with the next', async () => {
  const { output, last } = await run({ 'a.test.js': `${OURS}test('a', () => new Promise(() => {}), { limit: 50 }); test('b', () => {}); test.run();` });
  assert.is(last, '1 passed, 1 failed');
  assert.match(output, 'Not finished within 50 ms');
});

traps('fails type errors: npm test compiles before it runs', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
  assert.match(scripts['test'] ?? '', /^npm run build && /);
  assert.match(scripts['build'] ?? '', /^tsc /);
});

traps.run();
limits.run();
