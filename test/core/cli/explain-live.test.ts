import * as assert from 'uvu/assert';
import { explainLive, liveAlertText, liveTriggerText } from '../../../core/cli/explain-live.js';
import { journalTest } from '../../support/journal-plugins.js';
import { suite } from '../../support/suite.js';

const test = suite('explainLive');
const { start } = journalTest(test);

const config = {
  sinks: { a: { type: 'journal' } },
  actions: { tell: { type: 'journal' } },
  triggers: [{ name: 'many', when: { event: 'failed' }, count: { gte: 3, within: '1m', by: 'user' }, alert: 'tell' }, { name: 'off', when: { a: 1 }, throttle: { every: '1m' }, alert: 'tell', enabled: false }],
};

test('says what a running trigger has counted, and how far its groups are', async () => {
  const { pipeline, clock } = await start(config);
  const emit = pipeline.intake('test', 'json');
  await emit({ bytes: Buffer.from('{"event":"failed","user":"eve"}\n'.repeat(2) + '{"event":"failed","user":"bob"}\n{"event":"x"}') });
  await clock.settle();
  const text = liveTriggerText(explainLive(pipeline, { trigger: 'many' }));
  assert.match(text, 'since the start: 4 events read; fired 0, resolved 0, 0 notices\n  user=eve  inactive  2 of 3 (1 short) in 1m\n  user=bob  inactive  1 of 3 (2 short) in 1m\n');
  assert.match(liveTriggerText(explainLive(pipeline, { trigger: 'off' })), 'it is not enabled');
});

test('remembers the steps of an alert, by its id or the short one', async () => {
  const { pipeline, clock } = await start(config);
  const ids: string[] = [];
  pipeline.services.signals.on('fired', (_trigger, id) => ids.push(id));
  await pipeline.intake('test', 'json')({ bytes: Buffer.from('{"event":"failed","user":"eve"}\n'.repeat(3)) });
  await clock.advance(120_000);
  const text = liveAlertText(explainLive(pipeline, { alert: ids[0] ?? '' })) ?? '';
  assert.match(text, /many {2}user=eve {2}fired with 3 events .*\n.* resolved with 3 events/);
  assert.is(liveAlertText(explainLive(pipeline, { alert: 'many/nothing' })), undefined);
});

test('says so of a trigger that it does not have', async () => {
  const { pipeline } = await start(config);
  assert.throws(() => explainLive(pipeline, { trigger: 'mny' }), /no trigger "mny"/);
});

test.run();
