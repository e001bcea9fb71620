import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { ActionReceiver } from '../../../core/contract/plugin.js';
import { testContext } from '../../../core/testing/test-context.js';
import { httpAction, type HttpTarget } from '../../../plugins/shared/http-action.js';
import { notice } from '../../support/notices.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('httpAction');
const { signal } = new AbortController();

const actionOf = (target: Partial<HttpTarget>): ActionReceiver =>
  httpAction(testContext(), false, () => ({ send: () => Promise.resolve(undefined), render: ({ id }) => ({ id }), ...target }));

test('sends each notice by itself, and gives the receipts', async () => {
  const sent: string[] = [];
  const action = actionOf({ messages: 'edit', send: ({ id }) => Promise.resolve(sent.push(id) === 1 ? undefined : { id }) });
  const result = await action.deliver([notice({}, { id: 'a' }), notice({}, { id: 'b' })], signal);
  assert.equal(sent, ['a', 'b']);
  assert.equal(result, { failed: [], receipts: [{ index: 1, receipt: { id: 'b' } }] });
  assert.is(action.messages, 'edit');
  assert.equal(action.render?.(notice({}, { id: 'c' })), { id: 'c' });
});

test('says nothing of messages where one that stands cannot be changed', () => {
  assert.not('messages' in actionOf({}));
});

test('is as well as its target says it is', async () => {
  const action = httpAction(testContext(), false, ({ health }) => ({
    render: () => ({}),
    send() {
      health.failed('Alerts are refused.');
      return Promise.reject(new PermanentError('refused'));
    },
  }));
  assert.equal(await action.health?.(signal), { status: 'ok' });
  await rejection(Promise.resolve(action.deliver([notice()], signal)), PermanentError);
  assert.equal(await action.health?.(signal), { status: 'failed', detail: 'Alerts are refused.' });
});

test('calls no private address unless that is allowed', async () => {
  for (const allowed of [false, true]) {
    const action = httpAction(testContext({ fetch: () => Promise.reject(new TypeError('nobody is there')) }), allowed, ({ fetch }) => ({
      render: () => ({}),
      send: async () => {
        await fetch('http://127.0.0.1:9/', {}, signal);
        return undefined;
      },
    }));
    await rejection(Promise.resolve(action.deliver([notice()], signal)), allowed ? RetryableError : PermanentError);
  }
});

test.run();
