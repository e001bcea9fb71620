import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { publint } from 'publint';
import * as assert from 'uvu/assert';
import { outputOf, pack, type Packed } from './support/packed.js';
import { suite } from './support/suite.js';

const test = suite('the published package');

let packed: Packed;

test.before(async () => {
  packed = await pack();
});
test.after(() => packed.remove());

const PUBLISHED = [
  /^dist\/bundle\/.+\.js$/, /^dist\/(?:core|plugins|schemas)\/.+\.d\.ts$/, /^schemas\/[a-z-]+\.schema\.json$/, /^plugins\/[a-z-]+\/(?:README\.md|example\.yaml)$/,
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|config\.example\.yaml)$/,
];

test('holds what users need, and nothing else', () => {
  assert.ok(packed.files.length > 100, `only ${packed.files.length} files`);
  assert.equal(packed.files.filter((path) => !PUBLISHED.some((pattern) => pattern.test(path))), []);
  for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md', 'config.example.yaml']) assert.ok(packed.files.includes(path), path);
});

test('holds no output whose source is gone', () => {
  const stale = packed.files.filter((path) => path.endsWith('.d.ts') && !existsSync(path.slice('dist/'.length).replace(/\.d\.ts$/, '.ts')));
  assert.equal(stale, [], 'remove dist and build again');
});

test('holds what its exports and commands point at', () => {
  const { manifest, files } = packed;
  const targets = [...Object.values(manifest.bin), ...Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))];
  assert.ok(targets.length >= 5);
  const missing = targets.map((target) => target.replace('./', '')).filter((target) => !files.some((path) => (target.endsWith('*') ? path.startsWith(target.slice(0, -1)) : path === target)));
  assert.equal(missing, []);
});

test('has every file that another one finds by its path', async () => {
  const found: string[] = [];
  for (const path of packed.files.filter((each) => each.startsWith('dist/bundle/'))) {
    const text = await readFile(path, 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:new URL\(|require\w*\(|\(import\.meta\.url\)\()"(\.[^"]+)"/g)) found.push(join(dirname(path), target));
  }
  assert.ok(found.length >= 3, `only ${found.join(', ')}`);
  assert.equal(found.filter((path) => !packed.files.includes(path)), []);
});

test('runs as a command, and gives its engine of triggers', async () => {
  const { project, manifest } = packed;
  const command = join(project, 'node_modules', 'hushpipe', manifest.bin['hushpipe'] ?? '');
  const version = await outputOf(process.execPath, [command, '--version'], project);
  assert.match(version.output, `hushpipe ${manifest.version} (Node `);
  await writeFile(join(project, 'engine.mjs'), `
    import { createTriggerEngine } from 'hushpipe';
    const engine = createTriggerEngine({ triggers: [{ name: 'errors', when: { level: 'error' }, throttle: { every: '1m' } }] });
    console.log(engine.match({ level: 'error' }).join());
  `);
  assert.is((await outputOf(process.execPath, ['engine.mjs'], project)).output, 'errors\n');
});

test('has the page and the example of every plugin', () => {
  const folders = new Set(packed.files.map((path) => /^dist\/plugins\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined && name !== 'shared'));
  assert.ok(folders.size >= 5, `only ${folders.size} plugins`);
  for (const name of folders) for (const page of ['README.md', 'example.yaml']) assert.ok(packed.files.includes(`plugins/${name}/${page}`), `plugins/${name}/${page}`);
});

test('has nothing that publint objects to', async () => {
  const { messages } = await publint({ pkgDir: join(packed.project, 'node_modules', 'hushpipe'), pack: false, strict: true });
  assert.equal(messages, []);
});

test('has types that resolve, by attw', async () => {
  const { code, output } = await outputOf(resolve('node_modules/.bin/attw'), [packed.tarball, '--profile', 'esm-only', '--no-color', '--no-emoji', '--exclude-entrypoints', './schemas/*'], '.');
  assert.is(code, 0, output);
  for (const entry of ['hushpipe/testing', 'hushpipe/audit', 'hushpipe/migrate']) assert.match(output, entry);
});

const SINK = `
import { definePlugin, PermanentError, RetryableError } from 'hushpipe';
import { HttpPeer, testSink } from 'hushpipe/testing';

const plugin = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  name: 'my_sink',
  summary: 'Posts events to my server.',
  schema: {
    type: 'object', additionalProperties: false, required: ['url'],
    properties: { url: { type: 'string', format: 'uri', description: 'Where to.' } },
  },
  examples: [{ title: 'Local', config: { url: 'http://127.0.0.1:8080' } }],
  create: ({ url }, ctx) => ({
    async deliver(batch, signal) {
      const { ok, status } = await ctx.fetch(url, { method: 'POST', body: ctx.encodeLines(batch), signal });
      if (!ok) throw status === 429 || status >= 500 ? new RetryableError(\`answered \${status}\`) : new PermanentError(\`answered \${status}\`);
    },
  }),
});

const names: string[] = [];
testSink({ test: (name) => names.push(name), plugin, peer: () => new HttpPeer(), config: (peer) => ({ url: peer.url }) });
console.log(names.length > 20);
export default plugin;
`;

test('lets a sink be written, compiled and tried in a project of its own', async () => {
  const { project } = packed;
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  await writeFile(join(project, 'my-sink.ts'), SINK);
  // A tsconfig that states no lib has the DOM's types of fetch.
  for (const lib of ['es2023', 'es2023,dom']) {
    const options = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--lib', lib, '--types', 'node', '--exactOptionalPropertyTypes'];
    const { code, output } = await outputOf(process.execPath, [resolve('node_modules/typescript/bin/tsc'), 'my-sink.ts', ...options], project);
    assert.is(code, 0, `${lib}: ${output}`);
  }
  const ran = await outputOf(process.execPath, ['my-sink.js'], project);
  assert.is(ran.output, 'true\n');
});

test('lets proofs of an audit log be checked without the rest of hushpipe', async () => {
  await writeFile(join(packed.project, 'proof.mjs'), `
    import { hashLeaf, verifyInclusion } from 'hushpipe/audit';
    const leaf = hashLeaf(Buffer.from('one'));
    console.log(verifyInclusion({ leafIdx: 0, treeSize: 1, leafHash: leaf, root: leaf, proof: [] }));
  `);
  const { output } = await outputOf(process.execPath, ['proof.mjs'], packed.project);
  assert.is(output, 'true\n');
});

test('translates rules of ElastAlert 2 without the rest of hushpipe', async () => {
  await writeFile(join(packed.project, 'migrate.mjs'), `
    import { translateElastAlert } from 'hushpipe/migrate';
    console.log(translateElastAlert({ name: 'any', type: 'any' }).triggers[0].name);
  `);
  const { output } = await outputOf(process.execPath, ['migrate.mjs'], packed.project);
  assert.is(output, 'any\n');
});

/** Prints the address of every module that is loaded. */
const HOOK = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`
  import { writeSync } from 'node:fs';
  export function load(url, context, next) { writeSync(1, url + '\\\\n'); return next(url, context); }
\`));`;

test('import \'hushpipe\' loads no plugin and no heavy package', async () => {
  const { project, manifest } = packed;
  await writeFile(join(project, 'hook.mjs'), HOOK);
  await writeFile(join(project, 'import.mjs'), "import 'hushpipe';");
  const { code, output } = await outputOf(process.execPath, ['--import', './hook.mjs', 'import.mjs'], project);
  assert.is(code, 0, output);
  const loaded = output.split('\n').filter((url) => url.startsWith('file:'));
  assert.ok(loaded.some((url) => url.endsWith('/dist/bundle/main.js')), output);
  assert.ok(packed.files.some((path) => path.startsWith('dist/bundle/plugins/')));
  assert.equal(loaded.filter((url) => url.includes('/dist/bundle/plugins/')), []);
  const heavy = [...Object.keys(manifest.optionalDependencies), '@slack/webhook'];
  assert.equal(loaded.filter((url) => heavy.some((name) => url.includes(`/node_modules/${name}/`))), []);
});

test.run();
