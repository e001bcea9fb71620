import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { formatDiagnostics } from '../../../core/config/format-diagnostics.js';
import { loadConfig, type LoadConfigOptions, type LoadResult } from '../../../core/config/load-config.js';
import type { LoadedConfig } from '../../../core/config/loaded-config.js';
import { Secret } from '../../../core/contract/secret.js';
import { testRegistry } from '../../support/config-plugins.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';

const test = suite('loadConfig');
let folder = '';

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-config-'));
});
test.after(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

function load(text: string | undefined, more: Partial<LoadConfigOptions> = {}): Promise<LoadResult> {
  return loadConfig({ file: join(folder, 'config.yaml'), cwd: folder, env: {}, plugins: testRegistry(), ...(text === undefined ? {} : { text }), ...more });
}

async function loaded(text: string | undefined, more: Partial<LoadConfigOptions> = {}): Promise<LoadedConfig> {
  const { config, diagnostics } = await load(text, more);
  assert.is(formatDiagnostics(diagnostics), '');
  assert.ok(config);
  return config;
}

const FULL = `
version: 1
service: { name: shop, env: prod, version: '1.2' }
data_dir: state
log: { level: debug }
sources:
  app: { type: tail, paths: ['logs/*.log'], parse: { type: regex, pattern: '(?<a>.)' }, max_line: 64KiB }
transforms:
  - { type: drop, when: { path: /healthz } }
  - { type: set, fields: { team: payments } }
  - { type: drop, when: { path: /ready } }
classify: [{ when: { event|startswith: authn_ }, class: security }]
modules:
  'db.*': { level: warn, sinks: [archive], sample: { debug: 0.01 } }
routes: [{ from: app, to: [archive] }]
sinks:
  archive: { type: store, path: ./archive/app.jsonl, rotate: { size: 1MiB }, queue: { max_bytes: 1MB }, retry: { max_age: 2h } }
actions:
  ops: { type: chat, webhook_url: '\${HOOK}' }
triggers:
  - { name: errors, when: { level: error }, throttle: { every: 5m }, alert: ops }
`;

test('gives what a pipeline needs, converted, with defaults, and frozen', async () => {
  const config = await loaded(FULL, { env: { HOOK: 'https://chat.example/hook' } });
  assert.equal(config.service, { service: 'shop', env: 'prod', version: '1.2', host: hostname() });
  assert.is(config.dataDir, join(folder, 'state'));
  assert.equal(config.log, { level: 'debug', format: 'auto' });
  const [source] = config.sources;
  assert.is(source?.id, 'sources.app');
  assert.equal(source?.options, { paths: [join(folder, 'logs/*.log')], from: 'end' });
  assert.equal(source?.settings, { parse: { type: 'regex', pattern: '(?<a>.)' }, multiline: 'none', max_line: 65_536, acknowledge: 'delivered' });
  assert.equal(config.transforms.map(({ id, settings }) => [id, settings]), [
    ['transforms.drop', { when: { path: '/healthz' } }], ['transforms.set', {}], ['transforms.drop-2', { when: { path: '/ready' } }],
  ]);
  const [sink] = config.sinks;
  assert.ok(sink);
  assert.equal(sink.options, { path: join(folder, 'archive/app.jsonl'), rotate: { size: 1_048_576, keep: 7 } });
  assert.is(sink.settings.queue.max_bytes, 1_000_000);
  assert.is(sink.settings.queue.max_events, 50_000);
  assert.is(sink.settings.retry.max_age, 7_200_000);
  assert.is(sink.settings.timeout, 30_000);
  assert.equal(sink.place, { file: 'config.yaml', line: 17, column: 3 });
  assert.equal(config.modules, { 'db.*': { level: 'warn', sinks: ['archive'], sample: { debug: 0.01 } } });
  assert.equal(config.routes, [{ from: 'app', to: ['archive'] }]);
  assert.equal(config.classify, [{ when: { 'event|startswith': 'authn_' }, class: 'security' }]);
  assert.equal(config.triggers.map(({ config: { name }, place }) => [name, place.line]), [['errors', 21]]);
  assert.throws(() => { (sink.options as { path: string }).path = ''; }, /read only/);
  assert.throws(() => { (sink.settings.queue as { max_bytes: number }).max_bytes = 0; }, /read only/);
});

test('hands secrets over as Secret and lists their values for the guard', async () => {
  const config = await loaded(FULL, { env: { HOOK: 'https://chat.example/hook' } });
  const [action] = config.actions;
  assert.ok(action);
  const { webhook_url: url } = action.options as { readonly webhook_url: Secret };
  assert.instance(url, Secret);
  assert.is(url.reveal(), 'https://chat.example/hook');
  assert.equal(config.secrets, ['https://chat.example/hook']);
  assert.not.match(JSON.stringify(config), 'chat.example');
});

test('reads secrets from files, without the last line break, and names the files', async () => {
  await write({ 'secrets/hook': 'https://chat.example/from-file\n' });
  const config = await loaded('version: 1\nactions: { ops: { type: chat, webhook_url: !file secrets/hook } }\n');
  assert.equal(config.secrets, ['https://chat.example/from-file']);
  assert.equal(config.files, [join(folder, 'config.yaml'), join(folder, 'secrets/hook')]);
});

test('keeps variables as the type that the schema wants', async () => {
  const config = await loaded('version: 1\nsinks: { a: { type: store, path: a, rotate: { size: 1MB, keep: "${N}" } } }', { env: { N: '3' } }).catch(() => undefined);
  assert.is(config, undefined, 'quoted text is no number');
  const text = 'version: 1\nservice:\n  version: ${N}\nsinks:\n  a:\n    type: memory\n    batch:\n      max_events: ${N}\n    dead_letters: ${B}\n';
  const { service, sinks } = await loaded(text, { env: { N: '3', B: 'false' } });
  assert.is(service.version, '3');
  assert.is(sinks[0]?.settings.batch.max_events, 3);
  assert.is(sinks[0]?.settings.dead_letters, false);
});

test('follows anchors, aliases and merge keys', async () => {
  const { sinks } = await loaded(`version: 1
sinks:
  a: &base { type: store, path: a.log, batch: &batch { max_events: 5 } }
  b: { <<: *base, path: b.log }
  c: { type: memory, batch: *batch }
`);
  assert.equal(sinks.map(({ options }) => (options as { path?: string }).path), [join(folder, 'a.log'), join(folder, 'b.log'), undefined]);
  assert.equal(sinks.map(({ settings }) => settings.batch.max_events), [5, 5, 5]);
});

test('joins included files, which hold sections or a list of triggers', async () => {
  await write({
    'config.yaml': "version: 1\ninclude: ['triggers/*.yaml', more.yaml]\nactions: { ops: { type: chat, webhook_url: x } }\ntriggers: [{ name: a, when: { x: 1 }, count: { gte: 2, within: 1m }, alert: ops }]\n",
    'triggers/b.yaml': '- { name: b, when: { x: 1 }, count: { gte: 2, within: 1m }, alert: ops }\n',
    'triggers/c.yaml': 'triggers:\n  - { name: c, when: { x: 1 }, count: { gte: 2, within: 1m }, alert: ops }\n',
    'more.yaml': 'sinks: { archive: { type: memory } }\n',
  });
  const config = await loaded(undefined);
  assert.equal(config.triggers.map(({ config: { name }, place }) => [name, `${place.file}:${place.line}`]), [
    ['a', 'config.yaml:4'], ['b', 'triggers/b.yaml:1'], ['c', 'triggers/c.yaml:2'],
  ]);
  assert.equal(config.sinks.map(({ id }) => id), ['sinks.archive']);
  assert.equal(config.files, ['config.yaml', 'triggers/b.yaml', 'triggers/c.yaml', 'more.yaml'].map((name) => join(folder, name)));
  assert.ok(config.folders.includes(join(folder, 'triggers')));
});

test('reports mistakes in included files at their place, and names that two files share', async () => {
  await write({
    'config.yaml': "version: 1\ninclude: ['inc/*.yaml']\nsinks:\n  archive: { type: memory }\n",
    'inc/a.yaml': 'sinks:\n  archive: { type: memory }\n  other: { type: store }\nredact: {}\n',
    'inc/b.yaml': '- { name: t, when: { x: 1 }, alert: nobody, throttle: { every: 5m } }\n',
  });
  const { diagnostics, config } = await load(undefined);
  assert.is(config, undefined);
  assert.equal(formatDiagnostics(diagnostics).split('\n').filter((line) => line.includes('error')).map((line) => line.slice(0, 70)), [
    'inc/a.yaml:2:3  error  CONFIG_DUPLICATE_NAME  sinks.archive is defined',
    'inc/a.yaml:3:3  error  CONFIG_MISSING_KEY  sinks.other lacks "path". T',
    'inc/a.yaml:4:1  error  CONFIG_UNKNOWN_KEY  "redact" cannot stand in an',
    'inc/b.yaml:1:37  error  TRIGGER_UNKNOWN_TARGET  there is no action "no',
  ]);
});

test('says nothing about names that a broken file may define', async () => {
  await write({
    'config.yaml': 'version: 1\ninclude: [broken.yaml]\nroutes: [{ to: archive }]\n',
    'broken.yaml': 'sinks: { archive: { type: memory }\n',
  });
  const { diagnostics } = await load(undefined);
  assert.equal(diagnostics.map(({ code, place }) => `${place.file} ${code}`), ['broken.yaml CONFIG_SYNTAX']);
});

test('lays overrides over the file', async () => {
  const config = await loaded(FULL, {
    env: { HOOK: 'h' },
    overrides: ['sinks.archive.queue.max_events=10', 'modules."db.*".level=error', 'transforms.1.fields.team=search', 'triggers.errors.alert=[ops]', 'log.format=json', 'service.name=${X:-y}'],
  });
  assert.is(config.sinks[0]?.settings.queue.max_events, 10);
  assert.is(config.modules['db.*']?.level, 'error');
  assert.equal(config.transforms[1]?.options, { fields: { team: 'search' } });
  assert.equal(config.log, { level: 'debug', format: 'json' });
  assert.is(config.service.service, 'y');
});

test('says what is wrong with an override', async () => {
  const { diagnostics } = await load(FULL, { env: { HOOK: 'h' }, overrides: ['nonsense', 'sinks.archive.queu.max_events=10', 'log.level=loud', 'triggers.nobody.alert=x', 'log={'] });
  assert.equal(diagnostics.map(({ place, code, message }) => `${place.file} ${code} ${message}`), [
    '--set sinks.archive.queu.max_events CONFIG_UNKNOWN_KEY sinks.archive has no key "queu"',
    '--set log.level CONFIG_BAD_VALUE log.level "loud" is not one of trace, debug, info, warn, error, critical',
    '--set triggers.nobody.alert CONFIG_UNKNOWN_REFERENCE the list triggers has no item "nobody"',
    '--set log CONFIG_SYNTAX flow map must end with a }',
    '--set  CLI_USAGE a setting has the form path.to.key=value',
  ]);
});

test('checks without the environment when asked to, and then gives no config', async () => {
  const text = 'version: 1\nactions: { ops: { type: chat, webhook_url: "${HOOK}", pause: "${P}" }, dev: { type: chat, webhook_url: !file none, timeout: 3 } }\n';
  const { diagnostics, config } = await load(text, { lenient: true });
  assert.is(config, undefined);
  assert.equal(diagnostics.map(({ code, message }) => `${code} ${message}`), ['CONFIG_BAD_VALUE timeout must be a duration such as 250ms, 5s, 1m, 2h or 7d, not 3']);
});

test('takes a part of a config as such', async () => {
  const { diagnostics } = await load('routes: [{ to: elsewhere }]\nsinks: { a: { type: memry } }\n', { fragment: true });
  assert.equal(diagnostics.map(({ code }) => code), ['CONFIG_UNKNOWN_TYPE']);
});

test('knows the files to watch and the data directory of a broken config', async () => {
  const { files, dataDir, config } = await load('version: 1\ndata_dir: ../state\nsinks: { a: { type: none } }\n');
  assert.is(config, undefined);
  assert.equal(files, [join(folder, 'config.yaml')]);
  assert.is(dataDir, join(folder, '../state'));
});

test('reports a file that is not there, is empty, or holds something else', async () => {
  const codes = async (more: Partial<LoadConfigOptions>, text?: string): Promise<readonly string[]> => (await load(text, more)).diagnostics.map(({ code }) => code);
  assert.equal(await codes({ file: join(folder, 'none.yaml') }), ['CONFIG_NOT_FOUND']);
  assert.equal(await codes({ file: folder }), ['CONFIG_NOT_FOUND']);
  assert.equal(await codes({}, ''), ['CONFIG_SYNTAX']);
  assert.equal(await codes({}, '# nothing\n'), ['CONFIG_SYNTAX']);
  assert.equal(await codes({}, '[a]\n'), ['CONFIG_BAD_VALUE']);
});

test('gives equal hashes to what means the same, and others to what does not', async () => {
  const hashes = async (sink: string): Promise<readonly unknown[]> => {
    const config = await loaded(`version: 1\nsinks: { a: ${sink} }\n`);
    return [config.hash, config.sinks[0]?.hash];
  };
  const first = await hashes('{ type: store, path: a.log, timeout: 60s }');
  assert.equal(await hashes('{ timeout: 1m, path: ./a.log, type: store, queue: {} }'), first);
  assert.not.equal(await hashes('{ type: store, path: a.log, timeout: 61s }'), first);
});

test('never throws, whatever the file holds', async () => {
  const word = fc.constantFrom('version', 'sinks', 'sources', 'actions', 'triggers', 'routes', 'to', 'type', 'store', 'path', 'chat', 'when', 'include', 'plugins', 'redact', 'modules', 'transforms',
    'a', '1', 'null', '[]', '{}', '${X}', '"', "'", ': ', '- ', '\n', '\n  ', '\n    ', ', ', '{', '}', '[', ']', '&a ', '*a', '!file x', '<<', '#', '|', '__proto__', 'constructor');
  await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
    const { config, diagnostics } = await load(`version: 1\n${words.join('')}`);
    return config !== undefined || diagnostics.length > 0;
  }), { seed: 11, numRuns: runs(600) });
}, { limit: 30_000 });

test('never throws for any value in any place', async () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('store', 'chat', 'drop', 'tail', 'memory', 'ops'));
  const key = fc.constantFrom('type', 'path', 'when', 'to', 'from', 'a', 'queue', 'sample', 'level', 'sinks', 'name', 'alert', 'webhook_url', 'fields', '__proto__', 'rotate', 'parse');
  const { tree } = fc.letrec((tie) => ({ tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(key, tie('tree'), { maxKeys: 4 })) }));
  const section = fc.constantFrom('sinks', 'sources', 'actions', 'transforms', 'triggers', 'routes', 'modules', 'classify', 'redact', 'include', 'plugins', 'service', 'log', 'data_dir');
  await fc.assert(fc.asyncProperty(fc.dictionary(section, tree), async (sections) => {
    const { config, diagnostics } = await load(JSON.stringify({ version: 1, ...sections }));
    return config !== undefined || diagnostics.length > 0;
  }), { seed: 12, numRuns: runs(500) });
}, { limit: 30_000 });

test.run();
