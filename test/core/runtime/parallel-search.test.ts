import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { searchBeside } from '../../../core/runtime/parallel-search.js';
import { Replay } from '../../../core/runtime/replay.js';
import { readStored } from '../../../core/runtime/stored-events.js';
import { systemClock } from '../../../core/contract/clock.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';
import { MINUTE, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('searchBeside');
const folder = tempFolder(test);

const TRIGGERS = [
  triggerConfig({ count: { gte: 2, within: MINUTE, by: 'user' }, throttle: { every: MINUTE, backoff: 1, max: MINUTE } }),
  triggerConfig({ name: 'rare', when: { n: 7 }, throttle: { every: MINUTE, backoff: 1, max: MINUTE } }),
  triggerConfig({ name: 'quiet', when: { event: 'heartbeat' }, absent: { for: 5 * MINUTE, lt: 1, by: 'host' } }),
];

function lines(count: number): string {
  return Array.from({ length: count }, (_, n) => {
    const event = n % 41 === 0 && n % 4000 < 1000 ? 'login_failed' : n === 5000 ? 'heartbeat' : 'other';
    return n % 997 === 0 ? 'a line of text\n' : `${JSON.stringify({ time: new Date(START + n * 300 - (n % 3 === 0 && n % 41 === 0 ? 50_000 : 0)).toISOString(), event, user: `u${n % 3}`, n: n % 5001, host: 'a', pad: 'x'.repeat(60) })}\n`;
  }).join('');
}

/** All that a replay of the file says, with so many threads. */
async function replayed(file: string, threads: number): Promise<{ readonly said: readonly string[]; readonly matched: object; readonly handed: number }> {
  const said: string[] = [];
  let handed = 0;
  const replay = new Replay({ triggers: TRIGGERS, real: systemClock, onTransition: ({ id, kind, at, count }) => said.push(`${kind} ${id} ${at} ${count}`), onReason: (reason, trigger) => said.push(`${trigger} ${reason}`) });
  const searcherFor = (path: string): ReturnType<typeof searchBeside> => searchBeside(path, 'auto', TRIGGERS, threads, 0);
  for await (const { events, share } of readStored({ files: [file], parse: 'auto', multiline: 'none', clock: systemClock, searcherFor })) {
    handed += events.length;
    if (share !== undefined) {
      assert.is(share.before.length, events.length);
      assert.ok(share.before.every((time, at) => time >= (share.before[at - 1] ?? -Infinity) && time <= share.latest && (at === 0 || time >= (events[at - 1]?.time ?? Infinity))));
    }
    replay.take(events, share);
  }
  return { said, matched: Object.fromEntries(replay.matched), handed };
}

test('gives what one thread gives, with fewer events handed over', async () => {
  const file = folder.in('events.jsonl');
  writeFileSync(file, lines(30_000));
  const alone = await replayed(file, 1);
  const beside = await replayed(file, 3);
  assert.equal(beside.said, alone.said);
  assert.equal(beside.matched, alone.matched);
  assert.ok(alone.said.length > 20, `${alone.said.length} things were said`);
  assert.is(alone.handed, 30_000);
  assert.ok(beside.handed < 20_000, `${beside.handed} events were handed over`);
});

test('is not there where it would gain nothing', () => {
  const file = folder.in('events.jsonl');
  writeFileSync(file, lines(10));
  assert.is(searchBeside(file, 'auto', TRIGGERS), undefined);
  assert.is(searchBeside(file, 'logfmt', TRIGGERS, 2, 0), undefined);
  assert.is(searchBeside('-', 'auto', TRIGGERS, 2), undefined);
  assert.is(searchBeside(file, 'auto', TRIGGERS, 1, 0), undefined);
});

test('ends with the reading, also before the end of the file', async () => {
  const file = folder.in('events.jsonl');
  writeFileSync(file, lines(30_000));
  for await (const { events } of readStored({ files: [file], parse: 'auto', multiline: 'none', clock: systemClock, searcherFor: (path) => searchBeside(path, 'auto', TRIGGERS, 2, 0) })) {
    assert.ok(events.length > 0);
    break;
  }
});

test.run();
