import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../core/contract/json.js';
import { AppLogger } from '../../../core/logger/app-logger.js';
import { NO_FIELDS } from '../../../core/logger/bound-fields.js';
import { LineFeed } from '../../../core/logger/feed.js';
import { LogHub } from '../../../core/logger/hub.js';
import type { LogLevel } from '../../../core/logger/level.js';
import type { Logger } from '../../../core/logger/logger.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('AppLogger');

let feed: LineFeed;
let hub: LogHub;
let log: AppLogger;
test.before.each(() => {
  make('info');
});

function make(level: LogLevel): void {
  const clock = new VirtualClock();
  feed = new LineFeed({ source: 'app', most: 1_000_000, clock });
  hub = new LogHub(feed, level, clock);
  log = new AppLogger(hub, 'app', NO_FIELDS);
}

/** What was logged since the last time, without its time. */
const lines = (): readonly JsonObject[] => feed.takeAll().split('\n').filter((line) => line !== '').map((line) => {
  const { time: _time, ...rest } = JSON.parse(line) as JsonObject;
  return rest;
});
const messages = (): readonly unknown[] => lines().map(({ message }) => message);

test('logs at every level from its own on', () => {
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'fatal'] as const) log[level](level);
  assert.equal(lines().map(({ message, level }) => [message, level]), [['info', 'info'], ['warn', 'warn'], ['error', 'error'], ['critical', 'critical'], ['fatal', 'critical']]);
  assert.is(log.level, 'info');
  assert.equal((['debug', 'info', 'fatal', 'silent'] as const).map((level) => log.isLevelEnabled(level)), [false, true, true, false]);
});

test('states the time of its clock', () => {
  log.info('now');
  assert.match(feed.takeAll(), /^\{"time":"2025-01-01T00:00:00\.000Z","level":"info","message":"now","logger":"app"\}\n$/);
});

test('calls a function only where the level is on', () => {
  let calls = 0;
  const expensive = (): object => ({ calls: ++calls });
  log.debug(expensive);
  log.info('computed', expensive);
  assert.equal(lines(), [{ level: 'info', message: 'computed', logger: 'app', calls: 1 }]);
});

test('may be passed on without its logger', () => {
  const { error } = log;
  [new Error('lost'), new Error('not lost')].forEach((thrown) => error(thrown));
  assert.equal(messages(), ['lost', 'not lost']);
});

test('a child has a name and fields of its own beside those of its parent', () => {
  const db = log.child({ module: 'db', region: 'eu', shard: 1 });
  const pool = db.child({ module: 'db.pool', shard: 2 });
  log.info('a');
  db.info('b');
  pool.info('c', { shard: 3 });
  db.child({ module: 7 }).info('d');
  assert.equal(lines(), [
    { level: 'info', message: 'a', logger: 'app' },
    { level: 'info', message: 'b', logger: 'db', region: 'eu', shard: 1 },
    { level: 'info', message: 'c', logger: 'db.pool', region: 'eu', shard: 3 },
    { level: 'info', message: 'd', logger: 'db', region: 'eu', shard: 1, module: 7 },
  ]);
  assert.is(pool.name, 'db.pool');
});

test('a level that is set holds for the children that have none of their own, at once', () => {
  const child = log.child({ module: 'db' });
  const quiet = log.child({}, { level: 'error' });
  log.level = 'debug';
  child.debug('heard');
  quiet.warn('not heard');
  log.level = 'silent';
  child.critical('not heard');
  quiet.error('heard too');
  assert.equal(messages(), ['heard', 'heard too']);
  assert.equal([log.level, child.level, quiet.level], ['silent', 'silent', 'error']);
});

test('a level that the config states for a name reaches loggers that are there, at once', () => {
  const db = log.child({ module: 'db' });
  const pool = db.child({ module: 'db.pool' });
  const other = log.child({ module: 'http' });
  hub.setModules({ 'db.*': { level: 'debug' }, 'db.pool': { level: 'error' }, http: { sinks: [] } });
  assert.equal([log.level, db.level, pool.level, other.level], ['info', 'debug', 'error', 'info']);
  hub.setModules({ '*': { level: 'warn' } });
  assert.equal([log.level, db.level, pool.level, other.level], ['warn', 'warn', 'warn', 'warn']);
  hub.setModules({});
  assert.equal([log.level, db.level, pool.level, other.level], ['info', 'info', 'info', 'info']);
});

test('a level set in the program makes a logger quieter than the config says, not louder', () => {
  hub.setModules({ db: { level: 'info' } });
  const db = log.child({ module: 'db' });
  db.level = 'error';
  assert.is(db.level, 'error');
  db.level = 'trace';
  assert.is(db.level, 'info');
  log.level = 'silent';
  assert.is(db.level, 'info', 'what the config states wins over the parent');
});

test('carries the fields of the context it is called in', async () => {
  await log.withContext({ traceId: 't1' }, async () => {
    await Promise.resolve();
    log.child({ module: 'db' }).info('inside');
  });
  log.info('outside');
  assert.equal(lines(), [{ level: 'info', message: 'inside', logger: 'db', traceId: 't1' }, { level: 'info', message: 'outside', logger: 'app' }]);
});

test('never throws into the program', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const bomb = { get fields(): never { throw new Error('boom'); } };
  log.info(proxy);
  log.child(proxy).child(bomb).info('m', bomb);
  log.child(undefined as unknown as Record<string, unknown>).info(undefined);
  log.withContext(proxy, () => log.info('in'));
  log.error(() => { throw new Error('lazy'); });
  const deep = (): void => {
    log.info('deep', { a: 1 });
    deep();
  };
  assert.throws(deep, (error: Error) => error instanceof RangeError);
  const logged = lines();
  assert.equal(logged.slice(0, 2).map(({ fields, details }) => fields ?? details), ['[unreadable]', '[unreadable]']);
  assert.ok(logged.some(({ message }) => message === 'lazy'));
});

test('a child of a child of thousands more costs the program no more than another', () => {
  let last: Logger = log;
  for (let n = 0; n < 20_000; n++) last = last.child({ n });
  assert.is(last.isLevelEnabled('info'), true);
  last.info('deep');
  assert.equal(lines(), [{ level: 'info', message: 'deep', logger: 'app', n: 19_999 }]);
  log.level = 'silent';
  assert.is(last.level, 'silent');
});

test('takes for fields what an interface describes', async () => {
  interface Order { readonly id: number }
  const order: Order = { id: 7 };
  log.withContext(order, () => log.child(order).info('placed', order));
  assert.equal(lines(), [{ level: 'info', message: 'placed', logger: 'app', id: 7 }]);
});

test('refuses a level that is none where it is set', () => {
  assert.throws(() => { log.level = 'loud' as LogLevel; }, 'is no level of a logger');
});

test.run();
