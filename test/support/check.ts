/**
 * Runs the checkers over the sources and fails where one of them complains, or looked at fewer files than there are:
 * a checker that sees nothing would otherwise pass for ever.
 */
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';

const FOLDERS = ['core', 'plugins', 'schemas', 'test'];

const CHECKERS: readonly { readonly name: string; readonly args: readonly string[]; readonly files: (output: string) => number }[] = [
  { name: 'tsc', args: ['-p', '.', '--noEmit', '--listFiles'], files: (output) => output.split('\n').filter((line) => line.endsWith('.ts') && !line.includes('/node_modules/')).length },
  { name: 'oxlint', args: [], files: (output) => Number(/ on (\d+) files/.exec(output)?.[1]) },
  { name: 'knip', args: ['--no-progress', '--reporter', 'symbols', '--reporter', './dist/test/support/knip-count.js'], files: (output) => Number(/^analysed (\d+) files$/m.exec(output)?.[1]) },
];

const expected = (await Promise.all(FOLDERS.map((folder) => readdir(folder, { recursive: true }))))
  .flat().filter((path) => path.endsWith('.ts')).length;
let failures = 0;
for (const { name, args, files } of CHECKERS) {
  const { stdout, stderr, status } = spawnSync(`node_modules/.bin/${name}`, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const seen = files(stdout);
  const missed = !(seen >= expected);
  if (status !== 0) console.log(`${name === 'tsc' ? stdout.replace(/^\/.*\n/gm, '') : stdout}${stderr}`);
  if (status !== 0 || missed) failures += 1;
  console.log(`${status === 0 && !missed ? 'ok  ' : 'FAIL'}  ${name} looked at ${seen} files of ${expected}`);
}
process.exitCode = failures === 0 ? 0 : 1;
