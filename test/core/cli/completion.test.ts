import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../../core/cli/commands.js';
import { runCli } from '../../support/cli.js';
import { suite } from '../../support/suite.js';

const test = suite('completion');

const hasBash = spawnSync('bash', ['--version']).status === 0;
const inBash = hasBash ? test : (name: string): void => test.skip(name, 'there is no bash');

/** What bash offers for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout: script } = await runCli(['completion', 'bash']);
  const list = words.map((word) => `'${word}'`).join(' ');
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-euo', 'pipefail'], {
    encoding: 'utf8', input: `${script}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _hushpipe || true; echo "\${COMPREPLY[*]-}"\n`,
  });
  assert.is(status, 0, stderr);
  return stdout.trim().split(' ').filter((word) => word !== '');
}

inBash('offers the commands', async () => {
  assert.equal(await offered('hushpipe', 'va'), ['validate']);
  assert.equal((await offered('hushpipe', '')).slice(0, Object.keys(COMMANDS).length), Object.keys(COMMANDS));
});

inBash('offers the options and words of a command', async () => {
  assert.equal(await offered('hushpipe', 'run', '--o'), ['--once']);
  assert.ok((await offered('hushpipe', 'run', '--no')).includes('--no-watch'));
  assert.equal(await offered('hushpipe', 'plugins', 'i'), ['info']);
  assert.equal(await offered('hushpipe', 'explain', 'CONFIG_SYN'), ['CONFIG_SYNTAX']);
});

inBash('offers the values of an option', async () => {
  assert.equal(await offered('hushpipe', 'validate', '--format', ''), ['text', 'json', 'github', 'sarif']);
});

for (const shell of ['bash', 'zsh', 'fish']) {
  test(`writes a script for ${shell} that knows every command and option`, async () => {
    const { code, stdout } = await runCli(['completion', shell]);
    assert.is(code, 0);
    for (const [name, { flags }] of Object.entries(COMMANDS)) {
      assert.match(stdout, name);
      for (const flag of Object.keys(flags)) assert.match(stdout, shell === 'fish' ? `-l ${flag}` : `--${flag}`);
    }
  });
}

test('refuses a shell that it does not know', async () => {
  for (const args of [['completion'], ['completion', 'tcsh'], ['completion', 'valueOf']]) assert.is((await runCli(args)).code, 2);
});

test.run();
