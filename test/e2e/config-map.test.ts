import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { agents } from '../support/agent.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('run with its config in a ConfigMap of Kubernetes');
const folder = tempFolder(test);
const start = agents(test);

/** Makes the folder of one version, as the kubelet does before it swaps the link. */
function write(version: string): void {
  mkdirSync(folder.in(`..${version}`));
  writeFileSync(folder.in(`..${version}`, 'hushpipe.yaml'), `
version: 1
data_dir: data
service: { name: shop, version: ${version} }
sources: { app: { type: file, paths: [app.log] } }
sinks: { out: { type: file, path: out.jsonl } }
`);
}

test('reloads when the folder behind the file is swapped', async () => {
  write('v1');
  symlinkSync('..v1', folder.in('..data'));
  symlinkSync('..data/hushpipe.yaml', folder.in('hushpipe.yaml'));
  const agent = start(folder.in('hushpipe.yaml'));
  await agent.running();

  for (const [before, after, generation] of [['v1', 'v2', 2], ['v2', 'v3', 3]] as const) {
    write(after);
    symlinkSync(`..${after}`, folder.in('..data_tmp'));
    renameSync(folder.in('..data_tmp'), folder.in('..data'));
    rmSync(folder.in(`..${before}`), { recursive: true });
    await until(`generation ${generation} runs`, async () => (await agent.status()).generation === generation);
  }
  assert.is((await agent.status()).last_error, null);
  assert.equal(await agent.stop(), { code: 0, signal: null });
});

test.run();
