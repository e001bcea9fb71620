import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { Alert } from '../../../core/contract/alert.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { encodePayload, noticePayload, type IncidentPayload } from '../../../plugins/shared/alert-json.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { suite } from '../../support/suite.js';

const payloadOf = (fields: Partial<Alert> = {}): IncidentPayload => noticePayload(makeAlertDelivery(fields)) as IncidentPayload;

const test = suite('noticePayload');

test('is what the page says', () => {
  const body = /```json\n([^]*?)```/.exec(readFileSync('plugins/webhook-action/README.md', 'utf8'))?.[1] ?? '';
  assert.equal(JSON.parse(encodePayload(payloadOf())), JSON.parse(body));
});

test('has no runbook where the trigger states none', () => {
  assert.equal(payloadOf({ runbook: undefined }).links, {});
});

test('counts the votes once there are any', () => {
  assert.equal([payloadOf(), payloadOf({ votes: { useful: 0, noise: 1 } })].map(({ votes }) => votes), [undefined, { useful: 0, noise: 1 }]);
});

test('takes of a large event what people need, and says so', () => {
  const [sample] = payloadOf({ samples: makeEvents([{ level: 'error', message: 'm'.repeat(9000), stack: 's'.repeat(20_000) }]) }).samples;
  assert.equal(Object.keys(sample ?? {}), ['time', 'level', 'message', 'truncated']);
  assert.is(sample?.['message'], `${'m'.repeat(4095)}…`);
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each body is bounded JSON without half characters`, () => {
  let largest = 0;
  fc.assert(fc.property(hostileNotice, (notice) => {
    const body = encodePayload(noticePayload(notice));
    largest = Math.max(largest, body.length);
    assert.is((JSON.parse(body) as { version: number }).version, 1);
    assert.not.match(body, /(?<!\\)(?:\\\\)*\\ud[89a-f]|\p{Surrogate}/u);
  }), HOSTILE_RUN);
  console.log(`\nthe largest body has ${largest} characters`);
  assert.ok(largest > 10_000 && largest < 700_000);
});

test.run();
