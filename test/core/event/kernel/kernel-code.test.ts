import { readFile, writeFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { compileKernel } from '../../../support/compile-kernel.js';
import { suite } from '../../../support/suite.js';

const test = suite('KERNEL_CODE');

const FILE = 'core/event/kernel/kernel-code.ts';

test('is what the compiler makes of kernel.as', async () => {
  const compiled = await compileKernel();
  if (process.env['UPDATE'] === '1') await writeFile(FILE, compiled);
  assert.is(await readFile(FILE, 'utf8'), compiled, 'run `npm run generate`');
}, { limit: 60_000 });

test.run();
