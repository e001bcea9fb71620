import * as assert from 'uvu/assert';
import { plainText } from '../../../core/contract/alert.js';
import { Signals } from '../../../core/pipeline/signals.js';
import { DeliveryWatch } from '../../../core/runtime/delivery-watch.js';
import { testContext } from '../../../core/testing/test-context.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { AlertSim, incidentsOf } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { MINUTE, SECOND, START } from '../../support/trigger-fixtures.js';

const test = suite('DeliveryWatch');

interface Rig {
  readonly sim: AlertSim;
  readonly signals: Signals;
  readonly watch: DeliveryWatch;
  pass(ms: number): Promise<void>;
  /** What was said where, without digests: `mail post fired`. */
  said(): readonly string[];
  again(): DeliveryWatch;
}

function rig(alerts: object = { undelivered: { to: ['chat', 'mail'], after: '5m' } }): Rig {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }], abilities: { chat: 'thread', mail: 'post' }, alerts });
  const clock = new VirtualClock(START);
  const signals = new Signals(testContext().log);
  const make = (): DeliveryWatch => new DeliveryWatch({ book: sim.book, clock, signals, onChange: () => {} });
  return {
    sim, signals, watch: make(), again: make,
    async pass(ms) {
      await clock.advance(ms);
      sim.advance(ms);
    },
    said: () => sim.take().map((words) => words.slice(words.indexOf(' ') + 1)).filter((words) => !words.endsWith('digest')),
  };
}

const failing = new Error('connect ECONNREFUSED');

test('tells elsewhere, at once, that an action refuses what it gets, and that it takes it again', async () => {
  const { sim, signals, watch, pass, said } = rig();
  signals.emit('health_changed', 'actions.chat', { status: 'degraded', detail: 'Slack refused a full message (invalid_blocks).' });
  watch.settled('chat', true);
  await pass(SECOND);
  assert.equal(said(), ['mail post fired']);
  const [incident] = incidentsOf(sim);
  assert.equal([incident?.severity, plainText(incident?.title ?? []), plainText(incident?.text ?? [])], ['critical', 'Alerts do not arrive as they should at chat', 'Slack refused a full message (invalid_blocks).']);
  assert.ok(incident?.text.every((part) => 'data' in part), 'what a target says is not to be trusted');
  watch.settled('chat', true);
  await pass(MINUTE);
  assert.equal(said(), [], 'its one sentence arrived, and no more');
  signals.emit('health_changed', 'actions.chat', { status: 'ok' });
  watch.settled('chat', true);
  await pass(MINUTE);
  assert.equal(said(), ['mail post resolved']);
});

test('tells of what was given up, once for all that is given up, until something arrives', async () => {
  const { watch, pass, said } = rig();
  for (let index = 0; index < 5; index++) {
    watch.settled('mail', false);
    await pass(SECOND);
  }
  assert.equal(said().filter((words) => words.includes('post')), ['chat post fired']);
  watch.settled('mail', true);
  await pass(MINUTE);
  assert.equal(said(), ['chat edit resolved', 'chat reply resolved']);
});

test('tells of what fails once it failed for long, not before', async () => {
  const { signals, watch, pass, said } = rig();
  signals.emit('outlet_failing', 'actions.chat', failing);
  await pass(4 * MINUTE);
  signals.emit('outlet_recovered', 'actions.chat');
  watch.settled('chat', true);
  await pass(10 * MINUTE);
  assert.equal(said(), []);
  signals.emit('outlet_failing', 'actions.chat', failing);
  await pass(5 * MINUTE - 1);
  assert.equal(said(), []);
  await pass(1);
  await pass(SECOND);
  assert.equal(said(), ['mail post fired']);
  // What was tried for too long was given up; what came then went through at once.
  watch.settled('chat', false);
  watch.settled('chat', true);
  await pass(MINUTE);
  assert.equal(said(), ['mail post resolved']);
});

test('says nothing where nobody but the action itself would be told, nor of sinks, nor where nothing is configured', async () => {
  for (const alerts of [{ undelivered: { to: 'chat' } }, {}]) {
    const { signals, watch, pass, said } = rig(alerts);
    watch.settled('chat', false);
    signals.emit('outlet_failing', 'sinks.mail', failing);
    signals.emit('health_changed', 'sources.app', { status: 'failed' });
    await pass(10 * MINUTE);
    assert.equal(said(), []);
  }
});

test('goes on where an earlier run was, outlives a reload, and ends with its action', async () => {
  const { sim, watch, pass, said, again } = rig();
  watch.settled('chat', false);
  watch.close();
  await pass(SECOND);
  said();
  const next = again();
  sim.reload();
  await pass(SECOND);
  assert.equal(said(), []);
  next.keepOnly(new Set(['chat', 'mail']));
  await pass(SECOND);
  assert.equal(said(), []);
  next.keepOnly(new Set(['mail']));
  await pass(MINUTE);
  assert.equal(said(), ['mail post resolved']);
});

test.run();
