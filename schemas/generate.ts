import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { editorConfigSchema, editorTriggerSchema, forEditor } from '../core/config/editor-schema.js';
import { configPage, detectorsPage, errorsPage, pluginsPage, reasonsPage, testsPage, triggersPage } from '../core/config/reference-pages.js';
import type { AnyPlugin } from '../core/contract/plugin.js';
import { BUILT_IN } from '../plugins/index.js';
import { eventSchema } from './event.js';

/** What is made of the schemas and tables, by path from the top: the schemas for editors and the reference of the docs. */
export async function generateFiles(): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<AnyPlugin, string>();
  for (const loaders of Object.values(BUILT_IN)) {
    for (const load of Object.values(loaders)) {
      // The list holds functions: only their text says which folder they import.
      folders.set((await load()).default, /import\(["']\.\/([^/"']+)\//.exec(load.toString())?.[1] ?? '');
    }
  }
  const plugins = [...folders.keys()];
  const json = (schema: unknown): string => `${JSON.stringify(schema, undefined, 2)}\n`;
  return new Map([
    ['schemas/config.schema.json', json(editorConfigSchema(plugins))],
    ['schemas/trigger.schema.json', json(editorTriggerSchema(plugins))],
    ['schemas/event.schema.json', json({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'hushpipe event', ...forEditor(eventSchema) })],
    ['docs/reference/config.md', configPage()],
    ['docs/reference/detectors.md', detectorsPage()],
    ['docs/reference/triggers.md', triggersPage()],
    ['docs/reference/tests.md', testsPage()],
    ['docs/reference/plugins.md', pluginsPage(plugins, (plugin) => folders.get(plugin) ?? '')],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/reasons.md', reasonsPage()],
  ]);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const [path, content] of await generateFiles()) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    console.log(path);
  }
}
