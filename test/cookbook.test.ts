import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { checkPath } from '../core/cli/check-path.js';
import { pathsToCheck } from '../core/cli/paths-to-check.js';
import { formatDiagnostics } from '../core/config/format-diagnostics.js';
import { createRegistry } from '../core/plugin-host/registry.js';
import { Coverage } from '../core/testing/coverage.js';
import { findTests } from '../core/testing/find-tests.js';
import { runTest } from '../core/testing/run-test.js';
import { BUILT_IN } from '../plugins/index.js';
import { suite } from './support/suite.js';

const test = suite('the cookbook');

const FOLDER = 'docs/cookbook';
const plugins = createRegistry(BUILT_IN);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
let triggers = 0;

for (const file of files) {
  test(`${file} does what its tests say, and each of its triggers fires in one`, async () => {
    const { subjects, diagnostics } = await findTests({ plugins, configs: [], parts: [resolve(FOLDER, file)], onlyParts: false });
    assert.is(formatDiagnostics(diagnostics), '');
    const [subject] = subjects;
    if (subject === undefined) throw new Error('nothing to test');
    const coverage = new Coverage(subject.config);
    for (const { config } of subject.tests) {
      const failures = await runTest(subject.config, config, coverage);
      assert.equal(failures.flatMap(({ lines }) => lines), [], config.name);
    }
    assert.equal(coverage.read().silent, []);
    triggers += subject.config.triggers.length;
  });
}

test('there are at least twenty triggers, and nothing about them that a check would warn of but their targets', async () => {
  console.log(`${triggers} triggers in ${files.length} files`);
  assert.ok(triggers >= 20);
  for (const path of await pathsToCheck([FOLDER])) {
    if (path.kind === 'page') continue;
    const { diagnostics } = await checkPath(path, { plugins, lenient: true, overrides: [], lint: {} });
    assert.equal(diagnostics.filter(({ code }) => code !== 'TRIGGER_NO_WITNESS').map(({ message }) => message), [], path.path);
  }
});

test.run();
