import * as assert from 'uvu/assert';
import { formatDiagnostics } from '../../../core/config/format-diagnostics.js';
import { validateMarkdown } from '../../../core/config/validate-markdown.js';
import { testRegistry } from '../../support/config-plugins.js';
import { suite } from '../../support/suite.js';

const test = suite('validateMarkdown');

async function check(text: string): Promise<readonly [blocks: number, said: string]> {
  const { blocks, diagnostics } = await validateMarkdown({ file: '/nowhere/guide.md', cwd: '/nowhere', text, plugins: testRegistry() });
  return [blocks, formatDiagnostics(diagnostics)];
}

test('shows mistakes at their place in the document', async () => {
  const [blocks, said] = await check(`# Guide

\`\`\`yaml
version: 1
sinks:
  archive: { type: store, pth: a.log }
\`\`\`

1. In a list:

   \`\`\`yml
   routes:
     - { tu: archive }
   \`\`\`
`);
  assert.is(blocks, 2);
  assert.fixture(said, `\
guide.md:6:27  error  CONFIG_UNKNOWN_KEY  sinks.archive has no key "pth". Did you mean "path"?
   6 |   archive: { type: store, pth: a.log }
     |                           ^^^
guide.md:13:10  error  CONFIG_UNKNOWN_KEY  routes[0] has no key "tu". Did you mean "to"?
  13 |      - { tu: archive }
     |          ^^
`);
});

test('takes no other block for a config', async () => {
  assert.equal(await check('```yaml\nname: ci\non: push\n```\n\n```json\n{ "sinks": 1 }\n```\n\n```\nsinks: 1\n```\n\n    sinks: 1\n\n```yaml\n- a\n```\n'), [0, '']);
});

test('skips a block on request, and only that one', async () => {
  const [blocks, said] = await check('<!-- hushpipe: skip -->\n\n```yaml\nsinks: 1\n```\n\n```yaml\nsinks: 1\n```\n');
  assert.is(blocks, 1);
  assert.match(said, /^guide.md:8:8 /);
});

test('asks for no environment, files, plugins or names that are elsewhere', async () => {
  assert.equal(await check(`
\`\`\`yaml
version: 1
include: ['triggers/*.yaml', more.yaml]
plugins: ['./my-sink.mjs']
sinks: { mine: { type: my_sink, any: 1 } }
actions: { ops: { type: chat, webhook_url: '\${HOOK}' }, dev: { type: chat, webhook_url: !file hook } }
\`\`\`
~~~yaml
triggers:
  - { name: a, when: { level: error }, throttle: { every: 5m }, alert: elsewhere }
~~~
`), [2, '']);
});

test('reports a block that is no YAML where it looks like a config', async () => {
  const [blocks, said] = await check('```yaml\nsinks: { a: }\nroutes: [\n```\n\n```yaml\nother: [\n```\n');
  assert.is(blocks, 1);
  assert.match(said, /^guide.md:\d+:\d+ {2}error {2}CONFIG_SYNTAX/);
});

test('goes to the end of a document for a block that is not closed', async () => {
  const [blocks] = await check('````yaml\nversion: 1\n```\n');
  assert.is(blocks, 1);
});

test.run();
