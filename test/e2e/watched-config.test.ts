import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { agents, type Agent } from '../support/agent.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('run follows its config file');
const folder = tempFolder(test);
const start = agents(test);

const config = (service: string): string => `version: 1
data_dir: data
service: { name: ${service} }
sources:
  app: { type: file, paths: [app.log] }
sinks:
  out: { type: file, path: out.jsonl }
`;

async function startAgent(path: string, ...args: readonly string[]): Promise<Agent> {
  const agent = start(path, { args });
  await agent.running();
  assert.is((await agent.status()).generation, 1);
  return agent;
}

const reaches = async (agent: Agent, generation: number): Promise<void> =>
  void (await until(`generation ${generation} runs`, async () => (await agent.status()).generation === generation));

/** Saves as editors do: writes beside the file, and moves that into its place. */
function saveByRename(path: string, text: string): void {
  writeFileSync(`${path}.swp`, text);
  renameSync(`${path}.swp`, path);
}

test('reloads when an editor saves by rename, again and again', async () => {
  const path = folder.in('hushpipe.yaml');
  writeFileSync(path, config('one'));
  const agent = await startAgent(path);
  saveByRename(path, config('two'));
  await reaches(agent, 2);
  saveByRename(path, config('three'));
  await reaches(agent, 3);
  assert.equal(await agent.stop(), { code: 0, signal: null });
});

test('reloads when Kubernetes swaps the folder of a ConfigMap', async () => {
  const mount = (version: string): void => {
    mkdirSync(folder.in(version));
    writeFileSync(folder.in(version, 'hushpipe.yaml'), config(version));
  };
  mount('..v1');
  symlinkSync('..v1', folder.in('..data'));
  symlinkSync('..data/hushpipe.yaml', folder.in('hushpipe.yaml'));
  const agent = await startAgent(folder.in('hushpipe.yaml'));

  mount('..v2');
  symlinkSync('..v2', folder.in('..data_tmp'));
  renameSync(folder.in('..data_tmp'), folder.in('..data'));
  rmSync(folder.in('..v1'), { recursive: true });
  await reaches(agent, 2);
  assert.equal(await agent.stop(), { code: 0, signal: null });
});

test('reloads on SIGHUP what it does not watch', async () => {
  const path = folder.in('hushpipe.yaml');
  writeFileSync(path, config('one'));
  const agent = await startAgent(path, '--no-watch');
  writeFileSync(path, config('two'));
  agent.kill('SIGHUP');
  await reaches(agent, 2);
  assert.equal(await agent.stop(), { code: 0, signal: null });
});

test('goes on with the old config when a broken one is saved, says where it is wrong, and takes the mended one', async () => {
  const path = folder.in('hushpipe.yaml');
  writeFileSync(path, config('one'));
  const agent = await startAgent(path);
  writeFileSync(folder.in('app.log'), 'before\n');
  await until('the line is written', async () => (await agent.status()).instances.some(({ id, out }) => id === 'sinks.out' && out === 1));

  saveByRename(path, config('two').replace('path:', 'pth:'));
  await agent.says('hushpipe.yaml:7:22 sinks.out has no key');
  assert.match((await agent.status()).last_error ?? '', 'hushpipe.yaml:7:22');
  assert.is((await agent.status()).generation, 1);
  writeFileSync(folder.in('app.log'), 'after\n', { flag: 'a' });
  await until('the line is written', async () => (await agent.status()).instances.some(({ id, out }) => id === 'sinks.out' && out === 2));

  saveByRename(path, config('three'));
  await reaches(agent, 2);
  assert.is((await agent.status()).last_error, null);
  await agent.stop();
  assert.equal(readFileSync(folder.in('out.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { readonly message: string }).message), ['before', 'after']);
});

test.run();
