import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { SinkInstance } from '../../../core/config/loaded-config.js';
import type { LogEvent } from '../../../core/contract/event.js';
import { PermanentError } from '../../../core/contract/errors.js';
import type { Outlet } from '../../../core/pipeline/outlet.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { createEgressGuard } from '../../../core/redact/egress.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { alertAsLine, batchLimits, createOutlet, openOverflow } from '../../../core/runtime/receivers.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { journalTest, type JournalPipeline } from '../../support/journal-plugins.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';

const limits = suite('batchLimits');

limits('takes the sizes of the config, else those of the plugin, else those of core', () => {
  const sink = (batch: object, delivery?: object): SinkInstance => ({ settings: { batch }, plugin: { delivery } }) as unknown as SinkInstance;
  const core = { maxItems: 5000, maxBytes: 4_194_304, maxWait: 0, concurrency: 1 };
  assert.equal(batchLimits(sink({})), core);
  assert.equal(batchLimits(sink({}, { maxEvents: 10, concurrency: 4 })), { ...core, maxItems: 10, concurrency: 4 });
  assert.equal(batchLimits(sink({ max_events: 3, max_wait: 0 }, { maxEvents: 10, maxWait: 500 })), { ...core, maxItems: 3 });
});

limits.run();

const letters = suite('createOutlet');
const { start, folder } = journalTest(letters);
const SECRET = 'the-secret-of-the-test';

/** An outlet whose receiver refuses everything. */
async function refusing(): Promise<{ readonly running: JournalPipeline; readonly outlet: Outlet<LogEvent>; push(message: string): Ticket }> {
  const running = await start({});
  const [config] = (await running.load({ sinks: { a: { type: 'journal' } } })).sinks;
  const guard = createEgressGuard(compileRedaction({}).redactor as Redactor, [SECRET]);
  const receiver = { deliver: () => Promise.reject(new PermanentError(`refused ${SECRET}`)) };
  const outlet = createOutlet<LogEvent>(config as SinkInstance, receiver, { services: running.pipeline.services, guard: () => guard, overflow: undefined, toLine: (event) => event.line() });
  return {
    running,
    outlet,
    push(message) {
      const ticket = new Ticket();
      void outlet.push(makeEvents([{ message }]), ticket);
      ticket.settle();
      return ticket;
    },
  };
}

const path = (): string => folder.in('data', 'dead-letters', 'sinks.a.jsonl');

letters('writes what is refused with the reason, and without secrets', async () => {
  const { push, outlet } = await refusing();
  assert.is(existsSync(path()), false, 'most sinks never need it');
  await push('a').done;
  await outlet.abort();
  const letter = JSON.parse(readFileSync(path(), 'utf8')) as Record<string, unknown>;
  assert.equal({ ...letter, id: '' }, {
    id: '', time: '2025-01-01T00:00:00.000Z', instance: 'sinks.a', code: 'DELIVERY_REFUSED', reason: 'refused: refused [REDACTED:config_secret]', attempts: 1, line: '{"message":"a"}',
  });
});

letters('tries again to open the file where that failed', async () => {
  const { push, outlet, running } = await refusing();
  mkdirSync(folder.in('data'), { recursive: true });
  writeFileSync(folder.in('data', 'dead-letters'), 'in the way');
  const ticket = push('a');
  await until('it fails', () => running.log.some((line) => line.includes('dead letters cannot be written')));
  const { rmSync } = await import('node:fs');
  rmSync(folder.in('data', 'dead-letters'));
  let done = false;
  void ticket.done.then(() => (done = true));
  await until('it is written', async () => {
    await running.clock.advance(1000);
    return done;
  });
  await outlet.abort();
  assert.match(readFileSync(path(), 'utf8'), '"line":"{\\"message\\":\\"a\\"}"');
  chmodSync(path(), 0o600);
});

letters.run();

const alerts = suite('alertAsLine');

alerts('holds all of an alert, its events as objects', () => {
  const alert = JSON.parse(alertAsLine(makeAlertDelivery({ trigger: 'many' }))) as { readonly trigger: string; readonly samples: readonly { readonly user: string }[] };
  assert.equal([alert.trigger, alert.samples[0]?.user], ['many', 'eve']);
});

alerts.run();

const overflows = suite('openOverflow');
const other = journalTest(overflows);

overflows('opens a spool where the config asks for one, or an earlier run left one behind', async () => {
  const { load, pipeline } = await other.start({});
  const open = async (when_full: string): Promise<boolean> => {
    const [config] = (await load({ sinks: { a: { type: 'journal', queue: { when_full } } } })).sinks;
    const overflow = await openOverflow(config as SinkInstance, pipeline.services, (_path, value) => value);
    await overflow?.close();
    return overflow !== undefined;
  };
  assert.is(await open('block'), false);
  assert.is(await open('spool'), true);
  assert.equal(readdirSync(other.folder.in('data', 'sinks.a')), ['spool']);
  assert.is(await open('block'), true);
});

overflows.run();
