import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { ActionReceiver } from '../../core/contract/plugin.js';
import { Secret } from '../../core/contract/secret.js';
import { testContext } from '../../core/testing/test-context.js';
import { BUILT_IN } from '../../plugins/index.js';
import { HOSTILE_RUN, hostileNotice } from '../support/hostile-alerts.js';
import { suite } from '../support/suite.js';

const secret = new Secret(['s3cret', 'x'.repeat(20)].join(''));
const url = 'https://example.com';

/** A config of every action, in which nobody is to be called. Their own tests hold each against the limits of its target. */
const CONFIGS: Readonly<Record<string, object>> = {
  alertmanager: { url, resend: 60_000, allow_private: false },
  discord: { webhook_url: new Secret(`https://discord.com/api/webhooks/1/${secret.reveal()}`), channel: 'forum', allow_private: false },
  email: { host: 'example.com', port: 587, security: 'starttls', from: 'a@example.com', to: ['b@example.com'] },
  exec: { command: ['/bin/true'], allow: true, time_limit: 1000 },
  opsgenie: { api_key: secret, api_url: url, allow_private: false },
  pagerduty: { routing_key: secret, api_url: url, allow_private: false },
  slack: { token: secret, channel: '#ops', interactivity: true, api_url: url, allow_private: false },
  teams: { webhook_url: new Secret(`${url}/${secret.reveal()}`), allow_private: false },
  telegram: { token: secret, chat_id: '1', api_url: url, allow_private: false },
  webhook: { url: new Secret(`${url}/${secret.reveal()}`), method: 'POST', allow_private: false },
};

/** Machines read these: they hold what came from events as plain text, and say so. */
const FOR_MACHINES: ReadonlySet<string> = new Set(['exec', 'webhook']);
/** The most that any of them sends, in bytes: 512 KB is PagerDuty's limit. */
const MOST = 512 * 1024;

const test = suite('every action');

test('is tried', () => {
  assert.equal(Object.keys(CONFIGS), Object.keys(BUILT_IN.action));
});

for (const [name, load] of Object.entries(BUILT_IN.action)) {
  test(`${name} renders ${HOSTILE_RUN.numRuns} hostile notices: bounded JSON, no mention from data, no secret, the same each time`, async () => {
    const { default: plugin } = await load();
    const action = await plugin.create(CONFIGS[name], testContext()) as ActionReceiver;
    let looked = 0;
    fc.assert(fc.property(hostileNotice, (said) => {
      looked += 1;
      const text = JSON.stringify(action.render?.(said));
      if (looked % 20 === 0) assert.is(JSON.stringify(action.render?.(said)), text);
      assert.ok(Buffer.byteLength(text) < MOST);
      assert.not.match(text, secret.reveal());
      if (!FOR_MACHINES.has(name)) assert.not.match(text, /<[@#]|<!(?!doctype html>)|@everyone|@here|@channel/i);
    }), HOSTILE_RUN);
    assert.is(looked, HOSTILE_RUN.numRuns);
  }, { limit: 30_000 });
}

test.run();
