import * as assert from 'uvu/assert';
import { diffConfigs } from '../../../core/config/diff.js';
import { formatDiff } from '../../../core/config/format-diff.js';
import { loadConfig } from '../../../core/config/load-config.js';
import type { LoadedConfig } from '../../../core/config/loaded-config.js';
import { testRegistry } from '../../support/config-plugins.js';
import { suite } from '../../support/suite.js';

const plugins = testRegistry();

async function load(text: string): Promise<LoadedConfig> {
  const { config } = await loadConfig({ file: '/nowhere/config.yaml', cwd: '/nowhere', text: `version: 1\n${text}`, env: {}, plugins });
  assert.ok(config);
  return config;
}

const before = `
service: { name: shop }
actions: { ops: { type: chat, webhook_url: first-value } }
sinks: { old_webhook: { type: memory }, archive: { type: store, path: a.log } }
triggers:
  - { name: payment-errors, when: { level: error }, count: { gte: 10, within: 5m }, alert: ops }
  - { name: quiet, when: { a: 1 }, alert: ops }
`;
const after = `
service: { name: store }
actions: { ops: { type: chat, webhook_url: second-value } }
sinks: { archive: { type: store, path: a.log, queue: { max_events: 500 } }, new: { type: memory } }
triggers:
  - { name: payment-errors, when: { level: error }, count: { gte: 15, within: 5m }, severity: critical, alert: ops }
  - { name: login-burst, when: { event: [login_failed, login_locked] }, alert: ops }
`;

const test = suite('formatDiff');

test('prints one line for each change', async () => {
  const diff = diffConfigs(await load(before), await load(after));
  const live = { windowEvents: () => 8, queued: (id: string) => (id === 'sinks.old_webhook' ? 41 : undefined), drainLimit: 10_000 };
  assert.fixture(formatDiff(diff, live), `\
~ service            changed                             of events from now on
~ config.yaml        payment-errors.count.gte 10 -> 15   window kept (8 events)
~ config.yaml        payment-errors.severity (default) -> critical
+ config.yaml        login-burst                         new
- config.yaml        quiet                               its alerts are resolved
~ sinks.archive      queue.max_events (default) -> 500   kept running
+ sinks.new          memory                              new
~ actions.ops        webhook_url [secret] -> [secret]    replaced
- sinks.old_webhook  memory                              drained first, 41 queued, max 10 s
`);
});

test('needs no running pipeline, and says when nothing changed', async () => {
  const config = await load(before);
  assert.is(formatDiff(diffConfigs(config, config)), 'no change\n');
  assert.match(formatDiff(diffConfigs(config, await load(after))), /window kept\n/);
});

test.run();
