import * as assert from 'uvu/assert';
import { ERRORS } from '../../../core/contract/errors.js';
import { REASONS } from '../../../core/contract/reasons.js';
import { runCli } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';

const test = suite('explain');

test('says what an error means, and what to do', async () => {
  const { code, stdout } = await runCli(['explain', 'CONFIG_ENV_MISSING']);
  assert.is(code, 0);
  assert.is(stdout, `CONFIG_ENV_MISSING

What happened
  ${ERRORS.CONFIG_ENV_MISSING.summary}

What to do
  ${ERRORS.CONFIG_ENV_MISSING.remedy}
`);
});

test('says which exit code belongs to an error', async () => {
  assert.match((await runInProcess(['explain', 'CONFIG_INVALID'], '.')).stdout, 'exits with 78.');
  assert.match((await runInProcess(['explain', 'CLI_NOT_RUNNING'], '.')).stdout, 'exits with 4.');
});

test('says of a reason whether the event was lost', async () => {
  assert.match((await runInProcess(['explain', 'queue_full_drop_oldest'], '.')).stdout, /did not reach this destination/);
  assert.match((await runInProcess(['explain', 'malformed'], '.')).stdout, /went on all the same/);
});

test('reads codes in any case', async () => {
  assert.is((await runInProcess(['explain', 'config_syntax'], '.')).stdout, (await runInProcess(['explain', 'CONFIG_SYNTAX'], '.')).stdout);
});

test('lists every error and every reason', async () => {
  const { code, stdout } = await runInProcess(['explain', '--list'], '.');
  assert.is(code, 0);
  for (const name of [...Object.keys(ERRORS), ...Object.keys(REASONS)]) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
});

test('gives JSON', async () => {
  const { stdout } = await runInProcess(['explain', 'refused', '--json'], '.');
  assert.equal(JSON.parse(stdout), { code: 'refused', kind: 'reason', summary: REASONS.refused, lost: true });
  assert.is((JSON.parse((await runInProcess(['explain', '--list', '--json'], '.')).stdout) as unknown[]).length, Object.keys(ERRORS).length + Object.keys(REASONS).length);
});

test('proposes the code that was probably meant', async () => {
  const { code, stdout, stderr } = await runInProcess(['explain', 'CONFG_SYNTAX'], '.');
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.is(stderr, 'hushpipe: there is no code "CONFG_SYNTAX"\nDid you mean "CONFIG_SYNTAX"?\n');
});

test('asks for a code', async () => {
  const { code, stderr } = await runInProcess(['explain'], '.');
  assert.is(code, 2);
  assert.match(stderr, 'hushpipe explain --list');
});

test.run();
