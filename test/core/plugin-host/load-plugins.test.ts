import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { reservedKeys } from '../../../core/config/instance-schema.js';
import { loadPlugins } from '../../../core/plugin-host/load-plugins.js';
import { createRegistry, type Registry } from '../../../core/plugin-host/registry.js';
import { suite } from '../../support/suite.js';

const test = suite('loadPlugins');
let folder = '';
let registry: Registry;

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-plugins-'));
  registry = createRegistry();
});
test.after.each(() => rm(folder, { recursive: true }));

const plugin = (more = ''): string => `{ apiVersion: 1, kind: 'sink', name: 'mine', summary: 'Mine.', examples: [], schema: { type: 'object', properties: {} }, create() { return {} }, ${more} }`;

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function load(...names: readonly string[]): Promise<readonly string[]> {
  const failures = await loadPlugins(names, { folder, registry, reserved: reservedKeys });
  return failures.map(({ index, error }) => `${index} ${error.code} ${error.message} (${error.hint})`);
}

test('imports a module relative to the config, one plugin or a list of them', async () => {
  await write({ 'my-sink.mjs': `export default ${plugin()};`, 'more/two.mjs': `export default [${plugin("name: 'one'")}, ${plugin("name: 'two'")}];` });
  assert.equal(await load('./my-sink.mjs', './more/two.mjs'), []);
  assert.equal(registry.names('sink'), ['mine', 'one', 'two']);
  assert.is((await registry.get('sink', 'mine'))?.summary, 'Mine.');
});

test('imports packages from where the config stands, also those that only allow import', async () => {
  await write({
    'node_modules/plain/package.json': '{ "main": "index.mjs" }', 'node_modules/plain/index.mjs': `export default ${plugin("name: 'plain'")};`,
    'node_modules/@me/modern/package.json': '{ "exports": { ".": { "types": "./x.d.ts", "import": { "default": "./lib/main.mjs" } }, "./other": "./lib/other.mjs" } }',
    'node_modules/@me/modern/lib/main.mjs': `export default ${plugin("name: 'modern'")};`, 'node_modules/@me/modern/lib/other.mjs': `export default ${plugin("name: 'other'")};`,
    'node_modules/sugar/package.json': '{ "exports": { "import": "./a.mjs" } }', 'node_modules/sugar/a.mjs': `export default ${plugin("name: 'sugar'")};`,
  });
  assert.equal(await load('plain', '@me/modern', '@me/modern/other', 'sugar'), []);
  assert.equal(registry.names('sink'), ['modern', 'other', 'plain', 'sugar']);
});

test('says what cannot be found, and how to get it', async () => {
  assert.equal(await load('./none.mjs', 'no-such-package-here'), [
    '0 PLUGIN_NOT_FOUND the module ./none.mjs cannot be found (Check the path, relative to the config file, or install the package.)',
    '1 PLUGIN_NOT_FOUND the module no-such-package-here cannot be found (Install it: npm install no-such-package-here. The path of a file of your own begins with ./)',
  ]);
});

test('says what is wrong with a module, and uses the others', async () => {
  await write({ 'good.mjs': `export default ${plugin()};`, 'broken.mjs': 'export default {', 'throws.mjs': 'throw new Error("at import")', 'empty.mjs': 'export const x = 1;' });
  const said = await load('./broken.mjs', './throws.mjs', './empty.mjs', './good.mjs');
  assert.match(said[0] ?? '', /^0 PLUGIN_INVALID \.\/broken\.mjs: SyntaxError/);
  assert.match(said[1] ?? '', /^1 PLUGIN_INVALID \.\/throws\.mjs: Error: at import \(\/.*throws\.mjs:1:7\) /);
  assert.match(said[2] ?? '', /^2 PLUGIN_INVALID \.\/empty\.mjs does not export a plugin as default/);
  assert.is(said.length, 3);
  assert.equal(registry.names('sink'), ['mine']);
});

test('takes the same module twice, but no second plugin of the name', async () => {
  await write({ 'a.mjs': `export default ${plugin()};`, 'b.mjs': `export default ${plugin()};` });
  const said = await load('./a.mjs', './a.mjs', './b.mjs');
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', /^2 PLUGIN_DUPLICATE there is already a sink called "mine"/);
});

test.run();
