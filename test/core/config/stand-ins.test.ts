import * as assert from 'uvu/assert';
import { loadConfig, type LoadResult } from '../../../core/config/load-config.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { suite } from '../../support/suite.js';

const test = suite('standIn');

function load(text: string): Promise<LoadResult> {
  return loadConfig({ file: '/config/hushpipe.yaml', text: `version: 1\n${text}`, env: { SET: 'from-the-environment' }, plugins: createRegistry(BUILT_IN), standIns: true });
}

test('takes what the environment lacks from the examples of the plugin, and keeps the rest', async () => {
  const { config, diagnostics } = await load(`
actions: { ops: { type: slack, webhook_url: '\${NO_SUCH}', mention: '\${NO_SUCH}' } }
sinks: { out: { type: webhook, url: 'https://logs.example.com/\${SET}', headers: { authorization: 'Bearer \${NO_SUCH}' } } }`);
  assert.equal(diagnostics, []);
  const [action] = config?.actions ?? [];
  const [sink] = config?.sinks ?? [];
  assert.match(JSON.stringify(action?.options), '[secret]');
  assert.match((sink?.options as { readonly url: { reveal(): string } }).url.reveal(), 'from-the-environment');
});

test('gives pseudonyms a key', async () => {
  const { config } = await load('redact: { detectors: { email: pseudonym }, pseudonym_key: !file /no/such/file }');
  assert.ok(config);
});

test('stands in for nothing else', async () => {
  const { config, diagnostics } = await load("service: { name: '${NO_SUCH}' }");
  assert.is(config, undefined);
  assert.equal(diagnostics.map(({ code, place }) => [code, place.line]), [['CONFIG_ENV_MISSING', 2]]);
});

test.run();
