import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../contract/clock.js';
import type { Source } from '../contract/plugin.js';
import { fail, pause, within, type Check } from './check.js';
import type { Feed } from './feed.js';
import { Marks } from './items.js';
import { deepFreeze, startInstance, STEP_LIMIT, stopInstance, withRig, type Subject } from './rig.js';
import { asRecords, SourceRun, type SourceRig } from './source-run.js';
import { TestContext } from './test-context.js';

/** Longest that a run may take to settle after its signal aborts, in milliseconds. */
const ABORT_LIMIT = 250;
/** Most calls of emit that may wait for an answer at once: beyond it, a source does not let itself be held back. */
const MOST_OUTSTANDING = 256;

type OnTrial = Subject<Source, Feed>;

export function sourceBehaviours(subject: OnTrial): readonly Check[] {
  const { can } = subject.peer();
  const unless = (able: boolean | undefined, what: string): string | undefined => (able ? undefined : `the feed cannot ${what}`);
  const running = (name: string, body: (rig: SourceRig) => Promise<void>, notApplicable?: string, once = false): Check => ({
    name,
    notApplicable,
    run: () => withRig(once ? { ...subject, context: { ...subject.context, once } } : subject, body),
  });
  return [
    running('hands over each record once, in order', handsOverInOrder),
    running('does not write to what it handed over', leavesBytes),
    running('hands over odd records as they are', handsOverOdd, unless(can.binary, 'carry any byte')),
    running('is held back by what core has not taken', isHeldBack),
    running('acknowledges what core has taken, and not before', acknowledgesTaken, unless(can.acknowledge, 'see what is acknowledged')),
    running('does not acknowledge what core did not take', keepsRejected, unless(can.acknowledge, 'see what is acknowledged')),
    running('ends within 250 ms of an abort', endsOnAbort),
    running('runs again after a run has ended', runsAgain),
    running('ends by itself where the input ends and once is set', endsWithInput, unless(can.once, 'come to an end'), true),
    { name: 'reads again what was not acknowledged, and that alone', notApplicable: unless(can.resume, 'be read again'), run: () => resumes(subject) },
    { name: 'keeps two instances apart', run: () => keepsApart(subject) },
  ];
}

function expectRecords(run: SourceRun, texts: readonly string[], when: string): void {
  const { records } = run;
  if (records.length === texts.length && texts.every((text, index) => records[index]?.includes(text))) return;
  const found = records.map((record) => record.match(/kit\d{5}x/)?.[0] ?? `${record.slice(0, 40)}...`);
  fail(`${when}: ${records.length} records where ${texts.length} were fed, in the order ${found.slice(0, 12).join(', ')}`);
}

async function handsOverInOrder(rig: SourceRig): Promise<void> {
  const marks = new Marks();
  const texts: string[] = [];
  const run = new SourceRun(rig);
  for (const size of [1, 5, 100]) {
    const some = marks.take(size);
    texts.push(...some);
    const fed = rig.peer.feed(asRecords(some));
    await run.reaches(texts.length);
    await within(STEP_LIMIT, fed, 'feed did not settle');
  }
  await pause(50);
  expectRecords(run, texts, `after ${texts.length} records`);
  await run.end();
}

async function leavesBytes(rig: SourceRig): Promise<void> {
  const run = new SourceRun(rig, 'hold');
  const marks = new Marks();
  const fed = Promise.all([rig.peer.feed(asRecords(marks.take(5))), pause(20).then(() => rig.peer.feed(asRecords(marks.take(5))))]);
  await run.reaches(1);
  run.release();
  await run.reaches(10);
  await within(STEP_LIMIT, fed, 'feed did not settle');
  for (const { batch, copy } of run.given) if (!isDeepStrictEqual(Uint8Array.from(batch.bytes), copy)) fail('the bytes of a batch changed after it was handed over');
  await run.end();
}

async function handsOverOdd(rig: SourceRig): Promise<void> {
  const run = new SourceRun(rig);
  const odd = [
    Buffer.from('kit00001x \u0000\u0007\u001b[31m'), Buffer.concat([Buffer.from('kit00002x '), Uint8Array.of(0xff, 0xc3, 0x28)]),
    Buffer.from(`kit00003x ${'x'.repeat(100_000)}`), Buffer.from('kit00004x {"__proto__":1}\t'),
  ];
  const fed = rig.peer.feed(odd);
  await run.reaches(odd.length);
  await within(STEP_LIMIT, fed, 'feed did not settle');
  for (const [index, record] of odd.entries()) {
    if (run.records[index] !== record.toString('latin1')) fail(`the record ${JSON.stringify(record.toString('latin1').slice(0, 40))} came as ${JSON.stringify(run.records[index]?.slice(0, 40))}`);
  }
  await run.end();
}

async function isHeldBack(rig: SourceRig): Promise<void> {
  const run = new SourceRun(rig, 'hold');
  const marks = new Marks();
  const texts = marks.take(2 * MOST_OUTSTANDING);
  const feeding = texts.map((text) => rig.peer.feed(asRecords([text])).catch(() => {}));
  await run.reaches(1);
  await pause(200);
  if (run.outstanding > MOST_OUTSTANDING) fail(`${run.outstanding} calls of emit wait for an answer`);
  run.release();
  await run.reaches(texts.length);
  await within(STEP_LIMIT, Promise.all(feeding), 'feed did not settle');
  await run.end();
}

async function acknowledgesTaken(rig: SourceRig): Promise<void> {
  const run = new SourceRun(rig, 'hold');
  const acknowledged = async (): Promise<number> => await rig.peer.acknowledged?.() ?? fail('a feed that sees acknowledgements needs acknowledged()');
  const fed = rig.peer.feed(asRecords(new Marks().take(3)));
  await run.reaches(1);
  await pause(50);
  if (await acknowledged() > 0) fail(`${await acknowledged()} records were acknowledged before core had taken them`);
  run.release();
  await run.reaches(3);
  await within(STEP_LIMIT, fed, 'feed did not settle');
  for (let waited = 0; await acknowledged() < 3; waited += 50) {
    if (waited > 2000) fail(`${await acknowledged()} of 3 records were acknowledged although core has taken them`);
    await rig.context.clock.advance(1000);
    await pause(50);
  }
  await run.end();
}

async function keepsRejected(rig: SourceRig): Promise<void> {
  const run = new SourceRun(rig, 'reject');
  const fed = rig.peer.feed(asRecords(new Marks().take(3))).catch(() => {});
  await run.reaches(1);
  await rig.context.clock.advance(1000);
  await pause(50);
  await run.end();
  const acknowledged = await rig.peer.acknowledged?.() ?? 0;
  if (acknowledged > 0) fail(`${acknowledged} records were acknowledged although core rejected them`);
  await within(STEP_LIMIT, fed, 'feed did not settle');
}

async function endsOnAbort(rig: SourceRig): Promise<void> {
  for (const busy of [false, true]) {
    const run = new SourceRun(rig, busy ? 'hold' : 'take');
    const fed = busy ? rig.peer.feed(asRecords(new Marks().take(1))).catch(() => {}) : Promise.resolve();
    if (busy) await run.reaches(1);
    else await pause(20);
    const from = systemClock.monotonic();
    run.abort();
    // Core rejects what it has not taken when it stops.
    run.release('reject');
    await within(4 * ABORT_LIMIT, run.ended.catch((error: unknown) => { if (!busy) fail('run rejected on an abort', error); }), 'run did not settle after an abort');
    const took = systemClock.monotonic() - from;
    if (took > ABORT_LIMIT) fail(`run settled ${Math.round(took)} ms after the abort`);
    if (busy) {
      await stopInstance(rig.instance);
      await within(STEP_LIMIT, fed, 'feed did not settle');
    }
  }
}

async function runsAgain(rig: SourceRig): Promise<void> {
  const marks = new Marks();
  for (let times = 0; times < 2; times++) {
    const run = new SourceRun(rig);
    const texts = marks.take(2);
    const fed = rig.peer.feed(asRecords(texts));
    await run.reaches(2);
    await within(STEP_LIMIT, fed, 'feed did not settle');
    if (!texts.every((text) => run.records.some((record) => record.includes(text)))) fail(`the records of run ${times + 1} did not come`);
    await run.end();
  }
}

async function endsWithInput(rig: SourceRig): Promise<void> {
  const texts = new Marks().take(20);
  await within(STEP_LIMIT, rig.peer.feed(asRecords(texts)), 'feed did not settle');
  await rig.peer.end?.();
  const run = new SourceRun(rig);
  await within(STEP_LIMIT, run.ended, `run did not end within ${STEP_LIMIT} ms`);
  expectRecords(run, texts, 'when run has ended');
  if (run.outstanding > 0) fail('run ended before core had answered');
}

/** One instance takes some and is cut off in the middle of the rest; the next one, with the same folder, gets the rest. */
async function resumes(subject: OnTrial): Promise<void> {
  const marks = new Marks();
  const [taken, rest] = [marks.take(5), marks.take(5)];
  await withRig(subject, async (rig) => {
    const dataDir = await rig.context.dataDir();
    const first = new SourceRun(rig);
    await within(STEP_LIMIT, rig.peer.feed(asRecords(taken)), 'feed did not settle');
    await first.reaches(taken.length);
    if (rig.peer.acknowledged) await untilAcknowledged(rig, taken.length);
    first.taking = 'hold';
    const fed = rig.peer.feed(asRecords(rest)).catch(() => {});
    await first.reaches(taken.length + 1);
    await first.end();
    await stopInstance(rig.instance);

    const context = new TestContext({ ...subject.context, dataDir });
    const instance = await subject.plugin.create(deepFreeze(subject.config(rig.peer)), context);
    await startInstance(instance, rig.signal);
    const second = new SourceRun({ ...rig, context, instance });
    await second.reaches(rest.length);
    await pause(50);
    expectRecords(second, rest, 'after a restart');
    await second.end();
    await stopInstance(instance);
    await context.dispose();
    await within(STEP_LIMIT, fed, 'feed did not settle');
  });
}

async function untilAcknowledged(rig: SourceRig, count: number): Promise<void> {
  for (let waited = 0; waited < 2000 && (await rig.peer.acknowledged?.() ?? 0) < count; waited += 50) {
    await rig.context.clock.advance(1000);
    await pause(50);
  }
}

async function keepsApart(subject: OnTrial): Promise<void> {
  await withRig(subject, async (one) => {
    const claims = new Set(subject.plugin.claims?.(subject.config(one.peer)));
    await withRig({ ...subject, context: { ...subject.context, id: 'test.other' } }, async (other) => {
      // What may only exist once cannot exist twice.
      if (subject.plugin.claims?.(subject.config(other.peer)).some((claim) => claims.has(claim))) return;
      const runs = [new SourceRun(one), new SourceRun(other)] as const;
      const [first, second] = [['kit10000x', 'kit10001x'], ['kit20000x']];
      const fed = Promise.all([one.peer.feed(asRecords(first)), other.peer.feed(asRecords(second))]);
      await runs[0].reaches(2);
      await runs[1].reaches(1);
      await within(STEP_LIMIT, fed, 'feed did not settle');
      expectRecords(runs[0], first, 'beside another instance');
      expectRecords(runs[1], second, 'beside another instance');
      for (const run of runs) await run.end();
    });
  });
}
