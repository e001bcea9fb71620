import * as assert from 'uvu/assert';
import { loadConfig, type LoadResult } from '../../../core/config/load-config.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { runTest } from '../../../core/testing/run-test.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { suite } from '../../support/suite.js';

const test = suite('runTest');

const BASE = {
  version: 1,
  sources: { web: { type: 'stdin', parse: 'logfmt' } },
  sinks: { archive: { type: 'file', path: 'archive.jsonl' } },
  actions: { 'slack-ops': { type: 'slack', webhook_url: '${NO_SUCH}' } },
  triggers: [
    { name: 'errors', when: { level: 'error', service: 'shop' }, count: { gte: 3, within: '1m', by: 'user' }, severity: 'critical', alert: { to: 'slack-ops', title: 'Errors of ${user}' } },
    { name: 'off', when: { a: 1 }, throttle: { every: '1m' }, alert: 'slack-ops', enabled: false },
  ],
};
const THREE = { every: '10s', times: 3, event: { level: 'error', service: 'shop', user: 'eve' } };

async function load(tests: readonly object[]): Promise<LoadResult> {
  return loadConfig({ file: '/c/hushpipe.yaml', text: JSON.stringify({ ...BASE, tests }), plugins: createRegistry(BUILT_IN), standIns: true });
}

/** The lines of all failures of one test. */
async function failures(given: readonly object[], expect: readonly object[], rest: object = {}): Promise<readonly (readonly string[])[]> {
  const { config, tests, diagnostics } = await load([{ name: 'it', given, expect, ...rest }]);
  assert.equal(diagnostics.map(({ message }) => message), []);
  const [only] = tests;
  if (config === undefined || only === undefined) throw new Error('no config');
  return (await runTest(config, only)).map(({ lines }) => lines);
}

test('is silent about all that is as expected', async () => {
  assert.equal(await failures([THREE], [
    { fired: 'errors', by: { user: 'eve' }, at: '20s' }, { fired: 'errors', after: '20s', before: '21s', times: 1 }, { resolved: 'errors', at: '1m' }, { never: 'errors', by: { user: 'bob' } },
    { sink: 'slack', posts: 2, edits: 0, text: '[CRITICAL] Errors of eve' }, { sink: 'slack-ops', posts: 2 }, { sink: 'archive', events: 3, text: '"user":"eve"' }, { absent_everywhere: 'mallory' },
  ]), []);
});

test('says how near it came where a trigger did not fire', async () => {
  assert.equal(await failures([{ ...THREE, times: 2 }, { at: '30s', event: { level: 'error', service: 'search', user: 'eve' } }], [{ fired: 'errors', by: { user: 'eve' } }]), [[
    'expected errors of user=eve to fire', 'it never did', '3 read -> 3 met level: error -> 2 met service: shop -> 2 in group user=eve', 'best window 0s-10s of user=eve: 2 of 3 (1 short)',
  ]]);
});

test('says when and for whom it did what was expected otherwise', async () => {
  assert.equal(await failures([THREE], [
    { fired: 'errors', at: '10s' }, { fired: 'errors', by: { user: 'bob' } }, { fired: 'errors', times: 2 }, { never: 'errors' }, { resolved: 'errors', before: '30s' },
  ]), [
    ['expected errors to fire at 10s', 'it fired user=eve at 20s'],
    ['expected errors of user=bob to fire', 'it fired for user=eve at 20s'],
    ['expected errors to fire 2 times', 'it fired user=eve at 20s'],
    ['expected errors never to fire', 'it fired user=eve at 20s'],
    ['expected errors to resolve before 30s', 'it fired user=eve at 20s and still does'],
  ]);
});

test('ends at until, and says what still fires then', async () => {
  assert.equal(await failures([THREE], [{ resolved: 'errors' }], { until: '30s' }), [['expected errors to resolve', 'it fired user=eve at 20s and still does']]);
});

test('says what came too late to count', async () => {
  const late = { at: '5m', event: { ...THREE.event, time: '2025-01-01T00:01:00Z' } };
  assert.equal(await failures([{ at: '4m', event: THREE.event }, late, { at: '270s', event: THREE.event }], [{ fired: 'errors' }]), [[
    'expected errors to fire', 'it never did', '3 read -> 3 met level: error -> 3 met service: shop', 'best window 4m-270s of user=eve: 2 of 3 (1 short)',
    '1 more would have counted but came 210s late, after their window had closed (lateness limit 30s)',
  ]]);
});

test('says so of a trigger that is not enabled', async () => {
  assert.equal(await failures([{ event: { a: 1 } }], [{ fired: 'off' }]), [['expected off to fire', 'it never did', 'it is not enabled']]);
});

test('shows what a sink got instead', async () => {
  assert.equal(await failures([THREE], [{ sink: 'slack', posts: 2 }, { sink: 'slack', text: 'mallory' }, { sink: 'archive', events: 1 }]), [
    ['expected slack to get 2 posts', 'it got 1 post', 'post: [CRITICAL] Errors of eve'],
    ['expected slack to get the text "mallory"', 'it got:', '[CRITICAL] Errors of eve'],
    ['expected archive to get 1 event', 'it got 3 events'],
  ]);
});

test('finds a text that should be nowhere, and does not repeat it', async () => {
  assert.equal(await failures([{ event: { note: 'confidential' } }], [{ absent_everywhere: 'confidential' }]), [['expected a text to be nowhere', 'it is in the sink archive']]);
});

test('reads lines as their source does', async () => {
  assert.equal(await failures([{ source: 'web', times: 3, event: 'level=error service=shop user=eve n=${n}' }], [{ fired: 'errors', by: { user: 'eve' }, at: '0s' }]), []);
});

test.run();
