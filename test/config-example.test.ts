import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { parseDocument } from 'yaml';
import { formatDiagnostics } from '../core/config/format-diagnostics.js';
import { loadConfig } from '../core/config/load-config.js';
import { frame } from '../core/config/sections.js';
import { createRegistry } from '../core/plugin-host/registry.js';
import { BUILT_IN } from '../plugins/index.js';
import { alertsSchema } from '../schemas/alerts.js';
import { suite } from './support/suite.js';

const PATH = 'config.example.yaml';
const text = await readFile(PATH, 'utf8');

const test = suite('config.example.yaml');

test('loads as it stands, with no environment and without a warning', async () => {
  const { config, diagnostics } = await loadConfig({ file: PATH, env: {}, plugins: createRegistry(BUILT_IN) });
  assert.is(formatDiagnostics(diagnostics), '');
  assert.ok(config);
});

test('loads with the links that stand in it as a comment, which are all there are', async () => {
  const uncommented = text.replace(/^ {2}# (?=links:|  )/gm, '  ');
  const env = { ALERT_LINK_SECRET: 'k'.repeat(32), SLACK_SIGNING_SECRET: 's'.repeat(32) };
  const { config, diagnostics } = await loadConfig({ file: PATH, text: uncommented, env, plugins: createRegistry(BUILT_IN) });
  assert.is(formatDiagnostics(diagnostics), '');
  assert.equal(Object.keys(config?.alerts.links ?? {}).toSorted(), Object.keys(alertsSchema.properties.links.properties).toSorted());
});

test('shows every section once', () => {
  const shown = Object.keys(parseDocument(text).toJS() as object);
  assert.equal(shown.toSorted(), Object.keys(frame.properties ?? {}).toSorted());
});

test('is checked and completed by editors', async () => {
  assert.match(text, /^# yaml-language-server: \$schema=\.\/schemas\/config\.schema\.json\n/);
  const check = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(await readFile('schemas/config.schema.json', 'utf8')) as object);
  assert.ok(check(parseDocument(text).toJS()), JSON.stringify(check.errors));
});

test.run();
