import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import * as rules from './support/architecture-rules.js';
import { readSources, type Sources } from './support/source-tree.js';
import { suite } from './support/suite.js';

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
const optional = Object.keys(manifest.optionalDependencies);
const declared = [...Object.keys(manifest.dependencies), ...optional];

const test = suite('architecture');

let sources: Sources = new Map();

test.before(async () => {
  sources = await readSources(['core', 'plugins', 'schemas', 'test']);
});

test('looks at the sources', () => {
  const lengths = [...sources.values()].map((text) => text.split('\n').length - 1).sort((a, b) => a - b);
  console.log(`looked at ${sources.size} files, median ${lengths[lengths.length >> 1]} lines, longest ${lengths.at(-1)}`);
  assert.ok(sources.size >= 20, `only ${sources.size} files`);
});

const RULES: readonly (readonly [behaviour: string, rule: rules.Rule, wrong: Readonly<Record<string, string>>, says: string])[] = [
  ['a layer never imports a higher one', rules.layers,
    { 'core/event/a.ts': "import { b } from '../config/b.js';" }, 'core/event/a.ts: imports core/config/b.ts of a higher layer'],
  ['a type import crosses no layer either', rules.layers,
    { 'core/contract/a.ts': "import type { b } from '../event/b.js';" }, 'core/contract/a.ts: imports core/event/b.ts of a higher layer'],
  ['a lazy import crosses no layer either', rules.layers,
    { 'core/config/a.ts': "await import('../cli/b.js');" }, 'core/config/a.ts: imports core/cli/b.ts of a higher layer'],
  ['every folder of core has a layer', rules.layers,
    { 'core/utils/a.ts': '' }, 'core/utils/a.ts: its folder is in no layer'],
  ['a plugin imports no other plugin', rules.isolation,
    { 'plugins/file/file.ts': "import {\n  b,\n} from '../console/b.js';" }, 'plugins/file/file.ts: imports plugins/console/b.ts: a plugin sees core/contract, plugins/shared and its own folder'],
  ['a plugin imports nothing from inside core', rules.isolation,
    { 'plugins/shared/a.ts': "import type { b } from '../../core/event/b.js';" }, 'plugins/shared/a.ts: imports core/event/b.ts: a plugin sees core/contract, plugins/shared and its own folder'],
  ['only the list of built-in plugins names a plugin', rules.composition,
    { 'core/cli/a.ts': "const { default: b } = await import('../../plugins/file/file.js');" }, 'core/cli/a.ts: imports plugins/file/file.ts: only plugins/index.ts knows the built-in plugins'],
  ['the list imports each plugin on first use', rules.composition,
    { 'plugins/index.ts': "import b from './file/file.js';" }, 'plugins/index.ts: imports plugins/file/file.ts at once instead of on first use'],
  ['the list has every plugin', rules.composition,
    { 'plugins/file/file.ts': 'export default definePlugin({});' }, 'plugins/file/file.ts: a plugin that plugins/index.ts does not list'],
  ['every built-in plugin is held against the conformance kit', rules.conformance,
    { 'plugins/index.ts': "export const file = () => import('./file/file.js');" }, 'plugins/file/file.ts: no test hands it to the conformance kit'],
  ['heavy packages are taken from the context', rules.lazyPackages(optional),
    { 'plugins/discord/a.ts': "import { WebhookClient } from 'discord.js';" }, 'plugins/discord/a.ts: imports discord.js: take it from ctx.import'],
  ['only packages that users get are imported', rules.declaredPackages(declared),
    { 'core/event/a.ts': "import * as assert from 'uvu/assert';" }, 'core/event/a.ts: imports uvu/assert, which package.json does not bring to users'],
  ['time and chance come from the injected clock', rules.timing,
    { 'plugins/file/a.ts': '/* Date.now */\nglobalThis.setTimeout(run, 1);' }, 'plugins/file/a.ts:2: setTimeout, outside core/contract/clock.ts'],
  ['a file has at most 400 lines', rules.length,
    { 'core/event/a.ts': '\n'.repeat(401) }, 'core/event/a.ts: 401 lines, more than 400'],
  ['a file is named in lower-kebab-case', rules.names,
    { 'core/event/logEvent.ts': '' }, 'core/event/logEvent.ts: not in lower-kebab-case'],
  ['only the entry points gather exports', rules.barrels,
    { 'core/event/index.ts': "export * from './a.js';" }, 'core/event/index.ts: passes on what core/event/a.ts exports; only core/main.ts and core/testing/testing.ts and core/audit/audit.ts gather'],
  ['core has no default export', rules.defaults,
    { 'core/event/a.ts': 'export default function a() {}' }, 'core/event/a.ts: a default export outside a plugin'],
];

for (const [behaviour, rule, wrong, says] of RULES) {
  test(behaviour, () => {
    assert.equal(rule(new Map(Object.entries(wrong))), [says], 'the rule finds a seeded breach');
    assert.equal(rule(sources), []);
  });
}

test.run();
