import { readFile, writeFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { formatDiagnostics } from '../../../core/config/format-diagnostics.js';
import { loadConfig } from '../../../core/config/load-config.js';
import { testRegistry } from '../../support/config-plugins.js';
import { suite } from '../../support/suite.js';

/** Each case: `== name`, the file, `--`, what is said about it. With UPDATE=1 the last part is written anew. */
const PATH = 'test/core/config/mistakes.txt';
const env = { HOOK: 'https://chat.example/hook', LEVEL: 'from-outside' };

const cases = (await readFile(PATH, 'utf8')).split(/^== /m).slice(1).map((text) => {
  const [name = '', ...lines] = text.split('\n');
  const end = lines.indexOf('--');
  return { name, config: lines.slice(0, end).map((line) => `${line}\n`).join(''), expected: lines.slice(end + 1).join('\n') };
});

async function said(text: string): Promise<string> {
  const { diagnostics } = await loadConfig({ file: '/nowhere/config.yaml', cwd: '/nowhere', text, env, plugins: testRegistry() });
  return formatDiagnostics(diagnostics);
}

const test = suite('diagnose');

for (const { name, config, expected } of cases) test(name, async () => assert.fixture(await said(config), expected));

test('looks at every case', () => assert.ok(cases.length >= 20, `${cases.length} cases`));

if (process.env['UPDATE'] === '1') {
  const parts = await Promise.all(cases.map(async ({ name, config }) => `== ${name}\n${config}--\n${await said(config)}`));
  await writeFile(PATH, parts.join(''));
} else {
  test.run();
}
