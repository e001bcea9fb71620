import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';

const test = suite('limitYoungGeneration');

const MODULE = new URL('../../../core/cli/young-generation.js', import.meta.url).href;
/** Makes objects that live for a while, as those of batches do, and tells how large the young generation became, in MB. */
const PROGRAM = `
import { getHeapSpaceStatistics } from 'node:v8';
const { limitYoungGeneration } = await import(process.argv[1]);
if (process.argv[2] === 'limit') limitYoungGeneration();
const held = [];
let most = 0;
for (let turn = 0; turn < 150; turn++) {
  held.push(Array.from({ length: 20_000 }, (_, at) => ({ at, turn })));
  if (held.length > 6) held.shift();
  most = Math.max(most, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
  await new Promise((resolve) => setImmediate(resolve));
}
console.log(most / 1024 / 1024);
`;

function largest(limit: string, env: Readonly<Record<string, string>> = {}): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM, MODULE, limit], { encoding: 'utf8', env: { ...process.env, ...env } });
  assert.is(status, 0, stderr);
  return Number(stdout);
}

test('keeps the young generation from growing to what V8 would let it', () => {
  assert.ok(largest('none') >= 32);
  assert.ok(largest('limit') <= 16);
});

test('leaves it alone where Node was told how large it may be', () => {
  assert.ok(largest('limit', { NODE_OPTIONS: '--max-semi-space-size=16' }) >= 32);
});

test.run();
