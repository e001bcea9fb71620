import * as assert from 'uvu/assert';
import { loadConfig } from '../../../core/config/load-config.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { Coverage } from '../../../core/testing/coverage.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { suite } from '../../support/suite.js';

const test = suite('Coverage');

async function coverage(triggers: readonly object[]): Promise<Coverage> {
  const text = JSON.stringify({ version: 1, actions: { ops: { type: 'webhook', url: 'https://a.example' } }, triggers: triggers.map((trigger) => ({ throttle: { every: '1m' }, alert: 'ops', ...trigger })) });
  const { config } = await loadConfig({ file: '/c/hushpipe.yaml', text, plugins: createRegistry(BUILT_IN) });
  if (config === undefined) throw new Error('no config');
  return new Coverage(config);
}

test('names conditions that were never met, or always', async () => {
  const seen = await coverage([{ name: 'a', when: [{ x: 1, y: 1 }, { z: 1, not: { p: 1, q: 1 } }] }]);
  seen.take(makeEvents([{ x: 1, y: 1, p: 1 }, { x: 2, y: 1 }]));
  assert.equal(seen.read().gaps.map(({ term, never }) => [term.text, never]), [['y: 1', 'false'], ['z: 1', 'true'], ['q: 1', 'true']]);
  assert.is(seen.read().terms, 5);
});

test('names triggers that did not fire, but not those that are off', async () => {
  const seen = await coverage([{ name: 'a', when: { x: 1 } }, { name: 'b', when: { x: 1 } }, { name: 'c', when: { x: 1 }, enabled: false }]);
  seen.fired('b');
  assert.equal([seen.read().triggers, seen.read().silent], [2, ['a']]);
});

test('says of what was never asked that it was not', async () => {
  assert.equal((await coverage([{ name: 'a', when: { x: 1 } }])).read().gaps.map(({ never, term }) => [never, term.path]), [['asked', ['when', 'x']]]);
});

test.run();
