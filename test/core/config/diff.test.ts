import * as assert from 'uvu/assert';
import { diffConfigs, type ConfigDiff } from '../../../core/config/diff.js';
import { loadConfig } from '../../../core/config/load-config.js';
import type { LoadedConfig } from '../../../core/config/loaded-config.js';
import { testRegistry } from '../../support/config-plugins.js';
import { suite } from '../../support/suite.js';

const plugins = testRegistry();

async function load(text: string): Promise<LoadedConfig> {
  const { config, diagnostics } = await loadConfig({ file: '/nowhere/config.yaml', text: `version: 1\n${text}`, env: {}, plugins });
  assert.equal(diagnostics, []);
  assert.ok(config);
  return config;
}

async function diff(before: string, after: string): Promise<ConfigDiff> {
  return diffConfigs(await load(before), await load(after));
}

function said({ instances, triggers }: ConfigDiff): readonly string[] {
  return [...instances, ...triggers].map((change) => `${change.change} ${change.id}${'keys' in change ? ` ${change.keys.map(({ key }) => key).join(' ')}` : ''}`);
}

const test = suite('diffConfigs');

test('finds nothing where only the spelling changed', async () => {
  const result = await diff(
    'sinks: { a: { type: store, path: a.log, timeout: 60s }, b: { type: memory } }\nlog: {}\n',
    'sinks:\n  b: { type: memory, queue: { when_full: block } }\n  a: { timeout: 1m, path: ./a.log, type: store }\n',
  );
  assert.ok(result.isEmpty);
  assert.equal(said(result), ['unchanged sinks.b', 'unchanged sinks.a']);
});

test('tells what came, what went and which keys changed', async () => {
  const result = await diff(
    'sinks: { a: { type: store, path: a.log, rotate: { size: 1MiB } }, b: { type: memory } }\n',
    'sinks: { a: { type: store, path: b.log, rotate: { size: 2MiB, keep: 7 }, batch: { max_events: 5 } }, c: { type: memory } }\n',
  );
  assert.not.ok(result.isEmpty);
  assert.equal(said(result), ['changed sinks.a path rotate.size batch.max_events', 'added sinks.c', 'removed sinks.b']);
});

test('tells apart what needs a new instance and what only core owns', async () => {
  const remakes = async (after: string): Promise<unknown> => {
    const [change] = (await diff('sinks: { a: { type: store, path: a.log } }\n', `sinks: { a: ${after} }\n`)).instances;
    return change?.change === 'changed' ? change.remake : change?.change;
  };
  assert.is(await remakes('{ type: store, path: a.log, queue: { max_events: 5 } }'), false);
  assert.is(await remakes('{ type: store, path: b.log }'), true);
  assert.is(await remakes('{ type: memory }'), true);
});

test('shows secrets as changed, never as they are', async () => {
  const result = await diff('actions: { a: { type: chat, webhook_url: first-value } }\n', 'actions: { a: { type: chat, webhook_url: second-value } }\n');
  assert.equal(said(result), ['changed actions.a webhook_url']);
  assert.not.match(JSON.stringify(result), /first-value|second-value/);
});

test('does not take a transform for another when one is put before it', async () => {
  const result = await diff(
    'transforms: [{ type: drop, when: { a: 1 } }, { type: set, fields: { x: 1 } }]\n',
    'transforms: [{ type: set, fields: { x: 1 } }, { type: drop, when: { a: 1 } }]\n',
  );
  assert.equal(said(result), ['unchanged transforms.set', 'unchanged transforms.drop']);
  assert.equal(result.sections, ['transforms']);
});

test('names the sections that changed', async () => {
  const result = await diff(
    'service: { name: a }\nmodules: { db: { level: warn } }\nsinks: { s: { type: memory } }\n',
    'service: { name: b }\nroutes: [{ to: s }]\ndata_dir: other\nlog: { level: error }\nclassify: [{ when: { a: 1 }, class: audit }]\nsinks: { s: { type: memory } }\n',
  );
  assert.equal(result.sections, ['service', 'dataDir', 'log', 'classify', 'modules', 'routes']);
});

const trigger = (more: string, name = 'burst'): string => `actions: { ops: { type: chat, webhook_url: x } }\ntriggers: [{ name: ${name}, alert: ops, ${more} }]\n`;

test('keeps the state of a trigger while its condition, grouping and window are the same', async () => {
  const keeps = async (after: string): Promise<unknown> => {
    const [change] = (await diff(trigger('when: { level: error, a: 1 }, count: { gte: 10, within: 5m, by: user }'), trigger(after))).triggers;
    return change?.change === 'changed' ? [change.keepsState, ...change.keys.map(({ key, from, to }) => `${key} ${String(from)} ${String(to)}`)] : change?.change;
  };
  assert.is(await keeps('when: { a: 1, level: error }, count: { gte: 10, within: 300s, by: user }'), 'unchanged');
  assert.equal(await keeps('when: { level: error, a: 1 }, count: { gte: 15, within: 5m, by: user }'), [true, 'count.gte 10 15']);
  assert.equal(await keeps('when: { level: error, a: 1 }, count: { gte: 10, within: 10m, by: user }'), [false, 'count.within 5m 10m']);
  assert.equal(await keeps('when: { level: warn, a: 1 }, count: { gte: 10, within: 5m, by: user }'), [false, 'when.level error warn']);
  assert.equal(await keeps('when: { level: error, a: 1 }, count: { gte: 10, within: 5m, by: host }'), [false, 'count.by user host']);
});

test('tells triggers apart by name', async () => {
  assert.equal(said(await diff(trigger('when: { a: 1 }, throttle: { every: 5m }', 'one'), trigger('when: { a: 1 }, throttle: { every: 5m }', 'two'))).filter((line) => !line.includes('ops')), ['added two', 'removed one']);
});

test.run();
