import * as assert from 'uvu/assert';
import { Gate } from '../../../core/pipeline/gate.js';
import { Suspension } from '../../../core/runtime/suspension.js';
import type { RuntimeServices } from '../../../core/runtime/services.js';
import type { Working } from '../../../core/runtime/working-set.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('Suspension');

let context: TestContext;
let events: string[];
let suspension: Suspension;

test.before.each(() => {
  context = testContext();
  events = [];
  suspension = new Suspension({ services: { log: context.log } as RuntimeServices, stop: new AbortController().signal, resumeSource: ({ config }) => void events.push(`${config.id} resumed`) });
});

const instance = (id: string): object => ({
  start: async () => void events.push(`${id} started`),
  stop: async () => {
    events.push(`${id} stopped`);
    if (id.endsWith('bad')) throw new Error('no stop');
  },
});

const source = (id: string, stopWithin: () => Promise<void> = async () => void events.push(`${id} ended`)): Working =>
  ({ config: { id }, inlet: {}, instance: instance(id), runner: { stopWithin } }) as unknown as Working;

function sink(id: string): Working & { readonly outlet: { readonly gate: Gate } } {
  const connection = { lose: () => events.push(`${id} lost`), restore: async () => void events.push(`${id} restored`) };
  return { config: { id }, instance: instance(id), outlet: { gate: new Gate(), connection } } as unknown as Working & { readonly outlet: { readonly gate: Gate } };
}

const transform = (id: string): Working => ({ config: { id }, instance: instance(id) }) as unknown as Working;

test('stops sources before sinks: those must still acknowledge', async () => {
  let ack!: () => void;
  const waiting = new Promise<void>((resolve) => (ack = resolve));
  const suspended = suspension.suspend([sink('sinks.a'), source('sources.in', () => waiting), transform('transforms.t')]);
  await context.clock.settle();
  assert.equal(events, []);
  ack();
  await suspended;
  assert.equal(events.toSorted(), ['sinks.a stopped', 'sources.in stopped', 'transforms.t stopped']);
  assert.is(events[0], 'sources.in stopped');
});

test('stops a sink when no delivery is under way, and lets none begin', async () => {
  const working = sink('sinks.a');
  const { gate } = working.outlet;
  await gate.enter();
  const suspended = suspension.suspend([working]);
  await context.clock.settle();
  assert.equal(events, []);
  gate.leave();
  await suspended;
  let entered = false;
  void gate.enter().then(() => (entered = true));
  await context.clock.settle();
  assert.equal([events, entered], [['sinks.a stopped'], false]);
  suspension.receivers.get('sinks.a')?.open();
  await context.clock.settle();
  assert.is(entered, true);
});

test('starts all of them again', async () => {
  const working = sink('sinks.a');
  await suspension.suspend([source('sources.in'), working, transform('transforms.t')]);
  events.length = 0;
  suspension.resume();
  await context.clock.settle();
  assert.equal(events.toSorted(), ['sinks.a lost', 'sinks.a restored', 'sources.in resumed', 'transforms.t started']);
  await working.outlet.gate.enter();
});

test('goes on where one does not stop cleanly, and says so', async () => {
  await suspension.suspend([source('sources.bad'), sink('sinks.bad')]);
  assert.is(context.logs.length, 2);
  assert.ok(suspension.receivers.has('sinks.bad'));
});

test.run();
