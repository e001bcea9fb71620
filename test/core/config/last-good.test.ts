import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readLastGood, saveLastGood, snapshotReader } from '../../../core/config/last-good.js';
import { loadConfig } from '../../../core/config/load-config.js';
import { testRegistry } from '../../support/config-plugins.js';
import { suite } from '../../support/suite.js';

const test = suite('last good config');
let folder = '';

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-good-'));
  await mkdir(join(folder, 'inc'));
});
test.after.each(() => rm(folder, { recursive: true }));

test('starts again with what was kept when the files are broken or gone', async () => {
  const file = join(folder, 'config.yaml');
  const dataDir = join(folder, 'state');
  const plugins = testRegistry();
  await writeFile(file, "version: 1\ninclude: ['inc/*.yaml']\nactions: { ops: { type: chat, webhook_url: !file hook } }\n");
  await writeFile(join(folder, 'inc/a.yaml'), 'sinks: { archive: { type: memory } }\n');
  await writeFile(join(folder, 'hook'), 'not-for-the-disk');
  const good = await loadConfig({ file, plugins });
  assert.ok(good.config);
  await saveLastGood(dataDir, good.snapshot);

  await writeFile(file, 'version: [\n');
  await rm(join(folder, 'inc/a.yaml'));
  assert.is((await loadConfig({ file, plugins })).config, undefined);
  const kept = await readLastGood(dataDir, file);
  assert.ok(kept);
  const again = await loadConfig({ file, plugins, reader: snapshotReader(kept) });
  assert.equal(again.diagnostics, []);
  assert.is(again.config?.hash, good.config.hash);
});

test('keeps it for its owner only, and without the values of files', async () => {
  const dataDir = join(folder, 'state');
  await writeFile(join(folder, 'hook'), 'not-for-the-disk');
  const text = 'version: 1\nactions: { ops: { type: chat, webhook_url: !file hook } }\n';
  const { snapshot } = await loadConfig({ file: join(folder, 'config.yaml'), text, plugins: testRegistry() });
  await saveLastGood(dataDir, snapshot);
  const { mode } = await stat(join(dataDir, 'last-good-config.json'));
  assert.is(mode & 0o777, 0o600);
  assert.not.match(JSON.stringify(await readLastGood(dataDir, snapshot.file)), 'not-for-the-disk');
});

test('has nothing for another file, from a damaged one, or where none was kept', async () => {
  const file = join(folder, 'config.yaml');
  assert.is(await readLastGood(folder, file), undefined);
  await saveLastGood(folder, { file, texts: { [file]: 'version: 1' }, includes: {} });
  assert.ok(await readLastGood(folder, file));
  assert.is(await readLastGood(folder, join(folder, 'other.yaml')), undefined);
  for (const damaged of ['', '{', 'null', '{"format":2}', JSON.stringify({ format: 1, file, texts: { a: 1 }, includes: {} })]) {
    await writeFile(join(folder, 'last-good-config.json'), damaged);
    assert.is(await readLastGood(folder, file), undefined);
  }
});

test.run();
