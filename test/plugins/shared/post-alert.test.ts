import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { JsonObject } from '../../../core/contract/json.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { HealthReport } from '../../../plugins/shared/health-report.js';
import { postAlert, type ChatAnswer } from '../../../plugins/shared/post-alert.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('postAlert');

const taken: ChatAnswer = { status: 200, words: '', failure: undefined, receipt: { ts: '1' } };
const refused: ChatAnswer = { status: 400, words: 'bad_form', failure: new PermanentError('Refused.') };
const gone: ChatAnswer = { status: 404, words: '', failure: new PermanentError('Gone.') };
const busy: ChatAnswer = { status: 429, words: '', failure: new RetryableError('Busy.') };

let ctx: TestContext;
let posted: string[];

function run(...answers: readonly ChatAnswer[]): Promise<JsonObject | undefined> {
  ctx = testContext();
  posted = [];
  return postAlert({ name: 'Chat', ctx, health: new HealthReport(ctx) }, 'delivery-1', 'full', 'sentence', (payload) => {
    posted.push(payload);
    return Promise.resolve(answers[posted.length - 1] ?? taken);
  });
}

test('posts the full message', async () => {
  assert.equal(await run(taken), { ts: '1' });
  assert.equal([posted, ctx.health], [['full'], []]);
});

test('posts the sentence where the message is refused, counts it and says so', async () => {
  assert.equal(await run(refused, taken), { ts: '1' });
  assert.equal(posted, ['full', 'sentence']);
  assert.is(ctx.counters.get('refused_messages'), 1);
  assert.equal(ctx.health, [{ status: 'degraded', detail: 'Chat refused a full message (bad_form); its one sentence was posted.' }]);
});

test('posts the sentence once', async () => {
  await rejection(run(refused, refused), PermanentError);
  assert.equal([posted, ctx.health.map(({ status }) => status)], [['full', 'sentence'], ['failed']]);
  assert.equal(ctx.health.map(({ detail }) => detail), ['Chat refuses messages. Refused. The dead letters show what was sent.'], 'alerts are not replayed');
  await rejection(run(refused, busy), RetryableError);
  assert.equal([posted, ctx.health], [['full', 'sentence'], []]);
});

test('posts no sentence where the caller is refused, or may come later', async () => {
  await rejection(run(gone), PermanentError);
  assert.equal([posted, ctx.health.map(({ status }) => status)], [['full'], ['failed']]);
  await rejection(run(busy), RetryableError);
  assert.equal([posted, ctx.health], [['full'], []]);
});

test.run();
