import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { loadSigmaSection } from '../../../core/config/load-sigma.js';
import { suite } from '../../support/suite.js';

const test = suite('loadSigmaSection');

let folder = '';
test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-sigma-'));
});
test.after.each(() => rm(folder, { recursive: true, force: true }));

const rule = (id: string, level: string): string => `title: Rule ${id}\nid: ${id}\nlogsource: {}\ndetection:\n  sel: { a: ${id} }\n  condition: sel\nlevel: ${level}\n`;

test('makes triggers of all rules of a folder, with their severities and places', async () => {
  await mkdir(join(folder, 'rules/deep'), { recursive: true });
  await writeFile(join(folder, 'rules/one.yml'), `${rule('r1', 'critical')}---\n${rule('r2', 'low')}`);
  await writeFile(join(folder, 'rules/deep/three.yaml'), rule('r3', 'medium'));
  await writeFile(join(folder, 'rules/readme.txt'), 'no rule');
  const { triggers, diagnostics, files } = await loadSigmaSection([join(folder, 'rules')], folder, folder);
  assert.equal(triggers.map(({ config: { name, severity }, place }) => [name, severity, place.file, place.line]), [
    ['r3', 'warning', 'rules/deep/three.yaml', 1], ['r1', 'critical', 'rules/one.yml', 1], ['r2', 'info', 'rules/one.yml', 9],
  ]);
  assert.equal(diagnostics, []);
  assert.is(files.length, 2);
});

test('leaves out what is below the level that is asked for, and tells the actions that are named', async () => {
  await writeFile(join(folder, 'one.yml'), `${rule('r1', 'critical')}---\n${rule('r2', 'low')}`);
  const { triggers } = await loadSigmaSection({ rules: [join(folder, 'one.yml')], pipelines: [], min_level: 'high', alert: 'ops' }, folder, folder);
  assert.equal(triggers.map(({ config: { name, alert } }) => [name, alert]), [['r1', { to: 'ops', title: 'Rule r1' }]]);
});

test('warns of what it cannot use, and of a path that is not there', async () => {
  await writeFile(join(folder, 'bad.yml'), 'title: x\nid: x\ndetection: {}\n');
  const { diagnostics, triggers } = await loadSigmaSection([join(folder, 'bad.yml'), join(folder, 'none.yml')], folder, folder);
  assert.equal(triggers, []);
  assert.equal([...new Set(diagnostics.map(({ place, severity }) => `${severity} ${place.file}`))].sort(), ['warning bad.yml', 'warning none.yml']);
});

test('reads the rules anew when a file changed, and only then', async () => {
  const file = join(folder, 'one.yml');
  await writeFile(file, rule('r1', 'low'));
  const names = async (): Promise<readonly string[]> => (await loadSigmaSection([file], folder, folder)).triggers.map(({ config }) => config.name);
  assert.equal(await names(), ['r1']);
  await writeFile(file, rule('r22', 'low'));
  assert.equal(await names(), ['r22']);
});

test.run();
