import { existsSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { testPipeline, type TestPipeline, type TestPipelineOptions } from '../../../core/testing/test-pipeline.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('testPipeline');
const folder = tempFolder(test);

const CONFIG = {
  version: 1,
  sources: { app: { type: 'file', paths: ['/no/such/folder/*.log'], parse: 'logfmt' } },
  sinks: { archive: { type: 'file', path: 'archive.jsonl' } },
  actions: { team: { type: 'webhook', url: 'https://alerts.example.com/in' } },
  triggers: [{ name: 'many', when: { event: 'login_failed' }, count: { gte: 3, within: '1m', by: 'user' }, severity: 'critical', alert: { to: 'team', title: 'Many failures of ${user}', text: '${count}' } }],
};
const FAILED = { event: 'login_failed', user: 'eve' };

async function withPipeline(config: object, use: (pipeline: TestPipeline) => Promise<void>, options?: TestPipelineOptions): Promise<void> {
  const pipeline = await testPipeline(config as Readonly<Record<string, unknown>>, options);
  await use(pipeline).finally(() => pipeline.close());
}

test('runs events through triggers on its own time, and keeps what actions would have sent', async () => {
  await withPipeline(CONFIG, async (pipeline) => {
    for (let i = 0; i < 3; i++) {
      await pipeline.emit(FAILED);
      await pipeline.advance('10s');
    }
    assert.equal(pipeline.transitions.map(({ kind, trigger, key, at }) => [kind, trigger, key, at - Date.UTC(2026, 8, 21)]), [['fired', 'many', { user: 'eve' }, 20_000]]);
    assert.equal(pipeline.messages.map(({ action, form, at }) => [action, form, at - Date.UTC(2026, 8, 21)]), [['team', 'post', 20_000]]);
    assert.match(pipeline.messages[0]?.text ?? '', '[CRITICAL] Many failures of eve\n3');
    await pipeline.advance('2m');
    assert.equal(pipeline.transitions.map(({ kind, at }) => [kind, at - Date.UTC(2026, 8, 21)]).at(-1), ['resolved', 60_000]);
  }, { start: '2026-09-21T00:00:00Z' });
});

test('encrypts as a real run does, under keys that nobody has', async () => {
  const config = { ...CONFIG, redact: { keys: { street: 'encrypt' } }, audit: { subject: { id: 'user' } } };
  await withPipeline(config, async (pipeline) => {
    await pipeline.emit([{ ...FAILED, street: 'Elm' }, { street: 'Oak' }]);
    const [sealed, masked] = pipeline.events.map(({ line }) => JSON.parse(line) as Record<string, string>);
    assert.match(sealed?.['street'] ?? '', /^\[SEALED:street\.[\w-]{16}\.[\w-]+\]$/);
    assert.is(masked?.['street'], '[REDACTED:street]');
    assert.not.match(pipeline.said(), /Elm|Oak/);
  });
});

test('takes what is given one by one, at the same time and with the same words, for events of their own', async () => {
  await withPipeline(CONFIG, async (pipeline) => {
    for (let i = 0; i < 3; i++) await pipeline.emit(FAILED);
    assert.equal(pipeline.transitions.map(({ kind, count }) => [kind, count]), [['fired', 3]]);
    assert.is(pipeline.messages[0]?.alert?.samples.length, 2);
  });
});

test('redacts before anything else, and shows everything that anybody could have seen', async () => {
  await withPipeline(CONFIG, async (pipeline) => {
    const card = ['4242', '4242', '4242', '4242'].join(' ');
    await pipeline.emit([FAILED, FAILED, { ...FAILED, note: card }]);
    assert.is(pipeline.events.length, 3);
    assert.match(pipeline.events[2]?.line ?? '', 'REDACTED');
    assert.not.match(pipeline.said(), card);
    assert.match(pipeline.said(), 'eve');
  });
});

test('reads lines as the named source does, and objects as what they are', async () => {
  await withPipeline(CONFIG, async (pipeline) => {
    await pipeline.emit(['event=login_failed user=mallory', FAILED], { source: 'app' });
    await pipeline.emit('event=login_failed user=mallory');
    assert.equal(pipeline.events.map(({ line }) => line), ['{"event":"login_failed","user":"mallory"}', '{"event":"login_failed","user":"eve"}', 'event=login_failed user=mallory']);
    assert.match((await rejection(pipeline.emit('x', { source: 'nothing' }), TypeError)).message, 'no source "nothing"');
  });
});

test('needs none of the secrets of sinks and actions, and writes nothing', async () => {
  const config = {
    ...CONFIG,
    data_dir: folder.in('data'),
    redact: { detectors: { email: 'pseudonym' }, pseudonym_key: '${NO_SUCH_KEY}' },
    sinks: { archive: { type: 'file', path: folder.in('archive.jsonl') } },
    actions: { team: { type: 'slack', webhook_url: '${NO_SUCH_WEBHOOK}' } },
  };
  await withPipeline(config, async (pipeline) => {
    await pipeline.emit([FAILED, FAILED, FAILED]);
    await pipeline.advance('30s');
    assert.is(pipeline.messages.length, 1);
  });
  assert.not.ok(existsSync(folder.in('data')));
  assert.not.ok(existsSync(folder.in('archive.jsonl')));
});

test('rejects with everything that is wrong with a config', async () => {
  const error = await rejection(testPipeline({ ...CONFIG, triggers: [{ name: 'x', when: { a: 1 }, throttle: { every: '${NO_SUCH_TIME}' }, alert: 'nobody' }] }), HushpipeError);
  assert.match(error.message, /TRIGGER_UNKNOWN_TARGET/);
});

test('leaves a config that lacks more than secrets to be mended', async () => {
  const error = await rejection(testPipeline({ ...CONFIG, triggers: [{ name: 'x', when: { a: 1 }, throttle: { every: '${NO_SUCH_TIME}' }, alert: 'team' }] }), HushpipeError);
  assert.match(error.message, 'NO_SUCH_TIME is not set');
});

test.run();
