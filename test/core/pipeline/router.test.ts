import * as assert from 'uvu/assert';
import { compileCondition } from '../../../core/condition/condition.js';
import type { LogEvent } from '../../../core/contract/event.js';
import { ModuleRules } from '../../../core/pipeline/module-rules.js';
import type { Outlet } from '../../../core/pipeline/outlet.js';
import { Router, type Route, type RouterOptions } from '../../../core/pipeline/router.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('Router');

/** What each sink got, by name. */
let got: Record<string, string>;
let tally: Tally;
let held: (() => void) | undefined;

test.before.each(() => {
  got = {};
  tally = new Tally('router');
});

/** A sink that notes what it is pushed; `stalled` holds back whoever pushes. */
function sink(name: string): Outlet<LogEvent> {
  return {
    id: `sinks.${name}`,
    push(events: readonly LogEvent[], _ticket: Ticket, bytes: number) {
      assert.is(bytes, events.reduce((sum, event) => sum + event.byteLength, 0));
      got[name] = `${got[name] ?? ''}${events.map((event) => JSON.stringify(event.get('n'))).join('')} `;
      return name === 'stalled' ? new Promise<void>((resolve) => (held = resolve)) : undefined;
    },
  } as unknown as Outlet<LogEvent>;
}

function router(names: readonly string[], options: Partial<RouterOptions> = {}): Router {
  return new Router({ sinks: new Map(names.map((name) => [name, sink(name)])), routes: [], modules: undefined, random: () => 0.5, tally, ...options });
}

const route = (to: readonly string[], when?: object, from?: readonly string[]): Route =>
  ({ to, when: when && compileCondition(when).condition, from: from && new Set(from) });

const numbered = (count: number, fields: (n: number) => object = () => ({})): readonly LogEvent[] => makeEvents(Array.from({ length: count }, (_, n) => ({ n, ...fields(n) })));

test('gives every event to every sink where there are no routes', async () => {
  await router(['a', 'b']).send(numbered(3), new Ticket());
  assert.equal(got, { a: '012 ', b: '012 ' });
  assert.equal(tally.read().reasons, {});
});

test('counts events that no sink is there for', async () => {
  await router([]).send(numbered(3), new Ticket());
  assert.equal(tally.read().reasons, { unrouted: 3 });
});

test('follows all routes that an event fits, and gives it to each sink once', async () => {
  const routes = [route(['a'], { n: [0, 1] }), route(['a', 'b'], { n: [1, 2] }), route(['none'])];
  await router(['a', 'b'], { routes }).send(numbered(4), new Ticket());
  assert.equal(got, { a: '012 ', b: '12 ' });
  assert.equal(tally.read().reasons, { unrouted: 1 });
});

test('routes by source', async () => {
  const routes = [route(['a'], undefined, ['sources.app', 'sources.web']), route(['b'], undefined, ['sources.other'])];
  const there = router(['a', 'b'], { routes });
  await there.send(makeEvents([{ n: 1 }], { source: 'sources.web' }), new Ticket());
  await there.send(makeEvents([{ n: 2 }], { source: 'sources.other' }), new Ticket());
  assert.equal(got, { a: '1 ', b: '2 ' });
});

test('heeds level, sampling and sinks of modules', async () => {
  const modules = new ModuleRules({ quiet: { level: 'error' }, some: { sample: 0.4 }, most: { sample: 0.6 }, one: { sinks: ['b'] } });
  const loggers = ['quiet', 'some', 'most', 'one', 'other'];
  await router(['a', 'b'], { modules }).send(numbered(5, (n) => ({ logger: loggers[n], level: 'info' })), new Ticket());
  assert.equal(got, { a: '24 ', b: '234 ' });
  assert.equal(tally.read().reasons, { module_level: 1, module_sample: 1 });
});

test('gives the sinks of a module no more than the routes do', async () => {
  const modules = new ModuleRules({ one: { sinks: ['b'] } });
  await router(['a', 'b'], { modules, routes: [route(['a'])] }).send(numbered(2, (n) => (n === 0 ? { logger: 'one' } : {})), new Ticket());
  assert.equal([got, tally.read().reasons], [{ a: '1 ' }, { unrouted: 1 }]);
});

test('gives a small share bytes of its own', async () => {
  const events = numbered(10);
  let share: readonly LogEvent[] = [];
  const sinks = new Map([['a', { push: (given: readonly LogEvent[]) => void (share = given) } as unknown as Outlet<LogEvent>]]);
  await router([], { sinks, routes: [route(['a'], { n: [3, 7] })] }).send(events, new Ticket());
  assert.equal(share.map(({ id }) => id), [events[3]?.id, events[7]?.id]);
  assert.equal(share.map((event) => event.line()), [events[3]?.line(), events[7]?.line()]);
  assert.is.not(share[0], events[3]);
});

test('holds back its caller for a sink that does, but no other sink', async () => {
  let sent = false;
  void router(['stalled', 'b']).send(numbered(1), new Ticket()).then(() => (sent = true));
  await new Promise(setImmediate);
  assert.equal([got, sent], [{ stalled: '0 ', b: '0 ' }, false]);
  held?.();
  await new Promise(setImmediate);
  assert.is(sent, true);
});

test.run();
