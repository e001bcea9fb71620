import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { AnchorSettings } from '../../../schemas/audit.js';
import { Anchors, type AnchorLine } from '../../../core/audit/anchors.js';
import { Secret } from '../../../core/contract/secret.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { FakeHttp } from '../../support/fake-http.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('Anchors');
const folder = tempFolder(test);
const said: string[] = [];
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (message: string, fields?: Readonly<Record<string, unknown>>) => void said.push(`${message} ${String(fields?.['error'])}`) };
const at = (size: number) => ({ origin: 'example.com/shop', size, note: `note ${size}` });

function make(settings: readonly AnchorSettings[], clock = new VirtualClock(0)): Anchors {
  return new Anchors({ settings, folder: folder.path, clock, log, fetch: globalThis.fetch });
}

const attempts = (): readonly AnchorLine[] => (existsSync(folder.in('anchors.log')) ? linesOf('anchors.log') : []);
/** Those that are whole by now. */
const linesOf = (name: string): readonly AnchorLine[] => readFileSync(folder.in(name), 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as AnchorLine);

test('a file gets the first checkpoint at once, then the newest one each time, and the last one at the end', async () => {
  const clock = new VirtualClock(0);
  const anchors = make([{ type: 'file', path: folder.in('out', 'anchors.jsonl'), every: 1_000 }], clock);
  anchors.offer(at(1));
  await anchors.flush();
  for (const size of [2, 3, 4]) anchors.offer(at(size));
  await clock.advance(1_000);
  await anchors.flush();
  anchors.offer(at(5));
  await anchors.flush();
  await anchors.flush();
  anchors.close();
  assert.equal(linesOf('out/anchors.jsonl').map(({ size }) => size), [1, 4, 5]);
  assert.equal(linesOf('anchors.log').map(({ size, ok }) => [size, ok]), [[1, true], [4, true], [5, true]]);
});

test('a webhook gets it as JSON with its token; one that refuses is said, recorded, and given the next one', async () => {
  const server = new FakeHttp();
  await server.start();
  const anchors = make([{ type: 'webhook', url: `${server.origin}/keep`, token: new Secret('tok-123'), every: 0 }]);
  server.next({ status: 503 });
  anchors.offer(at(1));
  assert.equal(await anchors.flush(), []);
  anchors.offer(at(2));
  await anchors.flush();
  anchors.close();
  await server.stop();
  const sizes = server.received.map(({ text }) => (JSON.parse(text) as { size: number; note: string }).size);
  assert.equal(sizes, [1, 1, 2]);
  assert.is(server.received[0]?.headers.authorization, 'Bearer tok-123');
  assert.equal(linesOf('anchors.log').map(({ ok }) => ok), [false, true, true]);
  assert.match(said.join('\n'), 'it answered 503');
  assert.not.match(readFileSync(folder.in('anchors.log'), 'utf8') + said.join('\n'), /tok-123/);
});

test('one that did not take the last checkpoint of all gets it later, though no other comes', async () => {
  const server = new FakeHttp();
  await server.start();
  const clock = new VirtualClock(0);
  const anchors = make([{ type: 'webhook', url: server.origin, every: 60_000 }], clock);
  server.next({ status: 503 });
  anchors.offer(at(1));
  await until('it has failed', () => attempts().length === 1);
  await clock.advance(60_000);
  await until('it was given again', () => attempts().length === 2);
  await clock.advance(600_000);
  await clock.settle();
  assert.equal(attempts().map(({ size, ok }) => [size, ok]), [[1, false], [1, true]]);
  assert.is(server.received.length, 2);
  anchors.close();
  await server.stop();
});

test('what comes while one is still at the last checkpoint is given to it later', async () => {
  const server = new FakeHttp();
  await server.start();
  const clock = new VirtualClock(0);
  const anchors = make([{ type: 'webhook', url: server.origin, every: 0 }], clock);
  anchors.offer(at(1));
  anchors.offer(at(2));
  const sizes = await until('it has both', () => attempts().length > 1 && attempts().map(({ size }) => size));
  assert.equal(sizes, [1, 2]);
  anchors.close();
  anchors.offer(at(3));
  await anchors.flush();
  await server.stop();
});

test('a line that a full disk cut short spoils no other', async () => {
  const path = folder.in('anchors.jsonl');
  writeFileSync(path, '{"time":"2026-');
  const anchors = make([{ type: 'file', path, every: 0 }]);
  anchors.offer(at(1));
  await anchors.flush();
  anchors.offer(at(2));
  await anchors.flush();
  anchors.close();
  assert.equal(readFileSync(path, 'utf8').split('\n').slice(1, -1).map((line) => (JSON.parse(line) as { size: number }).size), [1, 2]);
});

test('syslog gets it as one message', async () => {
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const message = once(receiver, 'message');
  const anchors = make([{ type: 'syslog', host: '127.0.0.1', port: receiver.address().port, every: 0 }]);
  anchors.offer(at(7));
  await anchors.flush();
  const [bytes] = await message as [Buffer];
  receiver.close();
  anchors.close();
  assert.match(bytes.toString(), /^<109>1 1970-01-01T00:00:00\.000Z \S+ hushpipe - checkpoint - \{"time":.*"size":7,"note":"note 7"\}$/);
});

test('names who did not take the last one', async () => {
  const anchors = make([{ type: 'file', path: folder.in('is-no-folder', 'x'), every: 0 }, { type: 'file', path: '/dev/null/x', every: 0 }]);
  anchors.offer(at(1));
  assert.equal(await anchors.flush(), ['file /dev/null/x']);
  anchors.close();
});

test.run();
