import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { parseDocument } from 'yaml';
import { INSTANCE_SECTIONS, type InstanceSection, instanceSchema, SECTION_KINDS } from '../../core/config/instance-schema.js';
import { optionsTable } from '../../core/config/options-table.js';
import { schemaErrors } from '../../core/config/validator.js';
import { BUILT_IN } from '../../plugins/index.js';
import { HEADINGS, readPluginPage } from '../support/plugin-page.js';
import { suite } from '../support/suite.js';

const test = suite('plugin pages');

let looked = 0;
for (const [kind, plugins] of Object.entries(BUILT_IN)) {
  for (const [name, load] of Object.entries(plugins)) {
    // The list holds functions: only their text says which folder they import.
    const folder = `plugins/${/import\(["']\.\/([^/"']+)\//.exec(load.toString())?.[1]}`;
    looked += 1;

    test(`the page of ${kind} ${name} has every heading, in order`, async () => {
      const page = readPluginPage(await readFile(`${folder}/README.md`, 'utf8'));
      assert.is(page.title, `${name} (${kind})`);
      assert.match(page.lead, /^[^.]+(?:\.\S[^.]*)*\.$/, 'the lead is one sentence');
      assert.equal([...page.sections.keys()], HEADINGS);
      for (const [heading, text] of page.sections) assert.ok(text.length > 0, `nothing under ${heading}`);
    });

    test(`the options of ${kind} ${name} are those of its schema`, async () => {
      const page = readPluginPage(await readFile(`${folder}/README.md`, 'utf8'));
      const { default: plugin } = await load();
      const expected = optionsTable(plugin.schema as never);
      assert.ok(page.sections.get('Options')?.startsWith(expected), `${folder}/README.md must say under Options:\n${expected}`);
    });

    test(`the examples of ${kind} ${name} are configs that use it`, async () => {
      const document = parseDocument(await readFile(`${folder}/example.yaml`, 'utf8'));
      assert.equal(document.errors.map(String), []);
      const config = document.toJS() as { readonly version: number } & Record<InstanceSection, Record<string, { readonly type: string }>>;
      assert.is(config.version, 1);
      const section = INSTANCE_SECTIONS.find((section) => SECTION_KINDS[section] === kind) as InstanceSection;
      const entries = Object.values(config[section]).filter((entry) => entry.type === name);
      assert.ok(entries.length > 0, `no ${kind} of type ${name}`);
      const { default: plugin } = await load();
      for (const entry of [...entries, ...plugin.examples.map((example) => Object.assign({ type: name }, example.config))]) {
        assert.equal(schemaErrors(instanceSchema(plugin), entry).map((error) => `${error.instancePath} ${error.message}`), []);
      }
    });
  }
}

test('looks at the built-in plugins', () => {
  console.log(`looked at the pages of ${looked} plugins`);
  assert.ok(looked > 0);
});

test.run();
