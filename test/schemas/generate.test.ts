import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { frame } from '../../core/config/sections.js';
import { MODIFIERS } from '../../core/condition/modifiers.js';
import { ERRORS } from '../../core/contract/errors.js';
import { REASONS } from '../../core/contract/reasons.js';
import { generateFiles } from '../../schemas/generate.js';
import { suite } from '../support/suite.js';

const test = suite('generateFiles');
let files: ReadonlyMap<string, string> = new Map();

test.before(async () => {
  files = await generateFiles();
});

function page(path: string): string {
  return files.get(path) ?? '';
}

test('what is in the tree is what the schemas say now', async () => {
  assert.is(files.size, 10);
  for (const [path, content] of files) assert.is(await readFile(path, 'utf8').catch(() => ''), content, `${path} is stale: npm run generate`);
});

test('every error, reason and modifier has its row with a meaning', () => {
  for (const code of Object.keys(ERRORS)) assert.match(page('docs/reference/errors.md'), new RegExp(`^\\| \`${code}\` \\| \\S.* \\| \\S.* \\|$`, 'm'));
  for (const reason of Object.keys(REASONS)) assert.match(page('docs/reference/reasons.md'), new RegExp(`^\\| \`${reason}\` \\| \\S.* \\|$`, 'm'));
  for (const modifier of Object.keys(MODIFIERS)) assert.match(page('docs/reference/triggers.md'), new RegExp(`^\\| \`${modifier}\` \\| \\S.* \\|$`, 'm'));
});

test('every section of the file has its heading with a description', () => {
  for (const [section, schema] of Object.entries(frame.properties ?? {})) {
    assert.match(page('docs/reference/config.md'), `\n## ${section}\n\n`);
    assert.ok(schema.description !== undefined, `${section} has no description`);
  }
});

test('the schemas are such that a validator other than ours takes configs and refuses mistakes', () => {
  const check = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(page('schemas/config.schema.json')) as object);
  const config = {
    version: 1,
    sinks: { archive: { type: 'file', path: 'a', rotate: { size: '1MiB' }, queue: { max_bytes: '${SIZE}' } }, own: { type: 'my_sink', any: 1 } },
    transforms: [{ type: 'drop', when: { a: 1 } }],
    triggers: [{ name: 'a', when: { level: 'error' }, count: { gte: 1, within: '5m' }, alert: 'ops' }],
  };
  assert.ok(check(config), JSON.stringify(check.errors));
  const wrong = [
    { ...config, sink: {} }, { ...config, sinks: { archive: { type: 'file', pth: 'a' } } }, { ...config, sinks: { archive: { type: 'file', path: 'a', queue: { max_bytes: 5 } } } },
    { ...config, triggers: [{ name: 'a', when: {}, alert: 'ops', severity: 'crtical' }] }, { ...config, transforms: [{ when: {} }] },
  ];
  for (const mistake of wrong) assert.not.ok(check(mistake), JSON.stringify(mistake));
});

test('the schema of included files takes a list of triggers or sections, nothing of the main file', () => {
  const check = new Ajv({ strict: false }).compile(JSON.parse(page('schemas/trigger.schema.json')) as object);
  const trigger = { name: 'a', when: { level: 'error' }, alert: 'ops' };
  assert.ok(check([trigger]));
  assert.ok(check([{ name: 'fires', given: [{ event: { a: 1 } }], expect: [{ fired: 'a' }] }]));
  assert.ok(check({ triggers: [trigger], sinks: {} }));
  assert.not.ok(check({ version: 1, triggers: [trigger] }));
  assert.not.ok(check([{ ...trigger, when: 5 }]));
});

test.run();
