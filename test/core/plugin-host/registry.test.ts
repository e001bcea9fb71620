import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { definePlugin } from '../../../core/contract/plugin.js';
import { createRegistry, type PluginLoaders } from '../../../core/plugin-host/registry.js';
import { suite } from '../../support/suite.js';

const sink = definePlugin({
  apiVersion: 1, kind: 'sink', name: 'memory', summary: 'Keeps events.', examples: [],
  schema: { type: 'object', additionalProperties: false, properties: {} },
  create: () => ({ deliver: () => Promise.resolve() }),
});

function loaders(onLoad: () => void = () => undefined): PluginLoaders {
  return {
    source: {}, transform: {}, action: {},
    sink: { memory: () => { onLoad(); return Promise.resolve({ default: sink }); } },
  };
}

const test = suite('createRegistry');

test('imports a built-in plugin when it is first asked for', async () => {
  let loads = 0;
  const registry = createRegistry(loaders(() => { loads++; }));
  assert.equal(registry.names('sink'), ['memory']);
  assert.is(loads, 0);
  assert.is(await registry.get('sink', 'memory'), sink);
  assert.is(loads, 1);
});

test('knows nothing of other kinds, other names and the prototype of objects', async () => {
  const registry = createRegistry(loaders());
  assert.is(await registry.get('action', 'memory'), undefined);
  assert.is(await registry.get('sink', 'constructor'), undefined);
  assert.is(await registry.get('sink', '__proto__'), undefined);
});

test('refuses a second plugin of the same kind and name, but takes the same one twice', () => {
  const registry = createRegistry(loaders());
  const other = { ...sink, name: 'other' };
  registry.add(other);
  registry.add(other);
  assert.equal(registry.names('sink'), ['memory', 'other']);
  assert.throws(() => registry.add({ ...sink }), (error: unknown) => error instanceof HushpipeError && error.code === 'PLUGIN_DUPLICATE' && error.message.includes('"memory"'));
  assert.throws(() => registry.add({ ...other }), /"other"/);
});

test('is not changed by what is added to an extension of it', async () => {
  const registry = createRegistry(loaders());
  const extension = registry.extend();
  const other = { ...sink, name: 'other' };
  extension.add(other);
  assert.is(await extension.get('sink', 'other'), other);
  assert.is(await extension.get('sink', 'memory'), sink);
  assert.equal(registry.names('sink'), ['memory']);
  assert.throws(() => extension.add({ ...sink }), /"memory"/);
});

test.run();
