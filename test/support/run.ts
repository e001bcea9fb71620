/**
 * Runs compiled tests, each file in its own process, as many at once as there are cores and one more, as many wait for
 * other processes; that one begins with dist/test/e2e, whose files take longest:
 *
 *   node dist/test/support/run.js [services] [--limit MS] [part of a path]...
 *
 * Without `services`, all of dist/test but its folders bench and services. The last line is `N passed, N failed`.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { runTestFile } from './test-file.js';

/** Milliseconds that a file may take. */
const FILE_LIMIT = 300_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
const limit = Number(values.limit ?? FILE_LIMIT);
const services = positionals[0] === 'services';
const filters = positionals.slice(services ? 1 : 0).map((path) => path.replace(/^(\.\/)?(dist\/)?test\//, '').replace(/\.[jt]s$/, ''));

const root = join(process.cwd(), 'dist', 'test');
const found = existsSync(root) ? await readdir(root, { recursive: true }) : [];
const files = found
  .filter((path) => path.endsWith('.test.js'))
  .filter((path) => services === path.startsWith(`services${sep}`) && !path.startsWith(`bench${sep}`))
  .filter((path) => filters.length === 0 || filters.some((part) => path.includes(part)))
  .filter((path) => hasSource(path))
  .sort();

let passed = 0;
let failed = 0;
if (files.length === 0) {
  failed += 1;
  console.log(`FAIL  no test file matches ${filters.join(' ') || relative(process.cwd(), root)}`);
}

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
const waiting = files.filter((path) => path.startsWith(`e2e${sep}`));
const busy = files.filter((path) => !path.startsWith(`e2e${sep}`));
const lane = async (next: () => string | undefined): Promise<void> => {
  for (let path = next(); path !== undefined; path = next()) await runOne(path);
};
await Promise.all([lane(() => waiting.shift() ?? busy.shift()), ...Array.from({ length: availableParallelism() }, () => lane(() => busy.shift() ?? waiting.shift()))]);
console.log(`${files.length} files`);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

async function runOne(path: string): Promise<void> {
  const result = await runTestFile(join(root, path), limit);
  passed += result.passed;
  failed += result.failed;
  const counts = `${result.passed} passed, ${result.failed} failed, ${result.seconds.toFixed(1)} s`;
  console.log(`${result.failed === 0 ? 'ok  ' : 'FAIL'}  ${path}  (${counts})`);
  if (result.failed > 0) console.log(result.output);
  else for (const line of result.skips) console.log(`      ${line}`);
  for (const problem of result.problems) console.log(`      ${path}: ${problem}`);
}

/** The compiler leaves the output of a removed or renamed test behind: that is no test any more. */
function hasSource(path: string): boolean {
  const source = join(process.cwd(), 'test', path.replace(/\.js$/, '.ts'));
  const there = existsSync(source);
  if (!there) console.log(`left out: dist/test/${path} has no source any more`);
  return there;
}
