import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import stdin from '../../../plugins/stdin/stdin.js';
import { suite } from '../../support/suite.js';

const test = suite('stdin');
const child = fileURLToPath(new URL('./echo-stdin.js', import.meta.url));

/** Runs the plugin in a process of its own and gives what it wrote: the batches it emitted. */
async function run(mode: string, input: string, end = true): Promise<{ output: string; code: unknown }> {
  const process = spawn(globalThis.process.execPath, [child, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  process.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  process.stdin.write(input);
  if (end) process.stdin.end();
  const [code] = await once(process, 'close') as [unknown];
  return { output, code };
}

test('reads to the end of the input, after which the process ends', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
  assert.equal(await run('all', lines), { output: lines, code: 0 });
});

test('lets the process end when it is stopped while the input is open', async () => {
  assert.equal(await run('first', 'a\n', false), { output: 'a\n', code: 0 });
});

test('is alone on the standard input', () => {
  assert.equal(stdin.claims?.({}), ['stdin']);
});

test.run();
