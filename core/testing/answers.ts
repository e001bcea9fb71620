import { systemClock } from '../contract/clock.js';
import { fail, pause, within, type Check } from './check.js';
import { abortWhileHeld, answer, deliverTo, expectAll, expectReceived, sizeOf, type ReceiverOnTrial } from './delivering.js';
import { Marks, type Items } from './items.js';
import { deliver, inWords } from './outcome.js';
import type { Answer, PeerAbilities } from './peer.js';
import { letTimePass, startInstance, STEP_LIMIT, withRig } from './rig.js';

/** Longest that a delivery may take to settle after its signal aborts: see `Receiver.deliver`. */
const ABORT_LIMIT = 250;

/** The checks of a sink or an action that need a peer which answers otherwise than "taken". */
export function answerChecks<T>(subject: ReceiverOnTrial<T>, items: Items<T>): readonly Check[] {
  const { can } = subject.peer();
  const unless = (able: boolean | undefined, what: string): string | undefined => (able ? undefined : `the peer cannot ${what}`);
  return [
    { name: 'waits for the answer', notApplicable: unless(can.hold, 'hold an answer'), run: () => waitsForAnswer(subject, items) },
    { name: 'settles within 250 ms of an abort', notApplicable: unless(can.hold, 'hold an answer'), run: () => settlesOnAbort(subject, items) },
    ...each('busy', can, (as) => ({ name: `asks to be tried again on ${as}`, run: () => isTriedAgain(subject, items, { kind: 'busy', as }) })),
    { name: 'passes on when to try again', notApplicable: unless(can.busyAfter && can.busy !== undefined, 'say when'), run: () => passesOnDelay(subject, items, can.busy?.[0] ?? '') },
    ...each('refuse', can, (as) => ({ name: `is never tried again on ${as}`, run: () => isRefused(subject, items, { kind: 'refuse', as }) })),
    {
      name: `reports exactly the ${items.noun}s that were not taken`,
      notApplicable: sizeOf(subject, 3) < 3 ? `it takes ${sizeOf(subject, 3)} at once` : unless(can.partial, 'take a part'),
      run: () => reportsPart(subject, items),
    },
    { name: 'asks to be tried again after a dropped connection', notApplicable: unless(can.drop, 'drop a connection'), run: () => isTriedAgain(subject, items, { kind: 'drop' }) },
    {
      name: 'does not send again by itself',
      notApplicable: subject.peer().attempts === undefined ? 'the peer counts no attempts' : unless(can.busy !== undefined || can.drop, 'fail'),
      run: () => sendsOnce(subject, items, can),
    },
  ];
}

function each(ability: 'busy' | 'refuse', can: PeerAbilities, check: (as: string) => Check): readonly Check[] {
  const ways = can[ability] ?? [];
  return ways.length > 0 ? ways.map(check) : [{ ...check(ability), notApplicable: `the peer cannot say ${ability}` }];
}

async function waitsForAnswer<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks().take(1);
    answer(rig.peer, { kind: 'hold' });
    let settled = false;
    const delivery = deliver(rig.instance, items.make(marks), rig.signal).finally(() => { settled = true; });
    await within(STEP_LIMIT, Promise.race([rig.peer.held?.() ?? fail('a peer that can hold needs held()'), delivery]), 'nothing reached the peer');
    await pause(50);
    if (settled) fail('deliver settled while the answer was outstanding');
    answer(rig.peer, { kind: 'take' });
    expectAll(await within(STEP_LIMIT, delivery, 'deliver did not settle after the answer'), ['delivered'], 'after the answer');
    await expectReceived(rig, items, marks, 'after the answer');
  });
}

async function settlesOnAbort<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks();
    const took = await timeFromAbort(async (aborted) => {
      const outcomes = await abortWhileHeld(rig, items.make(marks.take(1)), aborted);
      if (outcomes.some(({ kind }) => kind === 'delivered' || kind === 'refused')) fail(`an aborted delivery that nobody answered counts as ${inWords(outcomes)}`);
    });
    if (took > ABORT_LIMIT) fail(`deliver settled ${Math.round(took)} ms after the abort`);
    const controller = new AbortController();
    controller.abort(new Error('The delivery was aborted.'));
    await within(ABORT_LIMIT, deliver(rig.instance, items.make(marks.take(1)), controller.signal), `deliver did not settle within ${ABORT_LIMIT} ms with a signal that had aborted before`);
  });
}

/** Milliseconds of real time from the call of `aborted` to the end of `work`. */
async function timeFromAbort(work: (aborted: () => void) => Promise<void>): Promise<number> {
  let at = systemClock.monotonic();
  await work(() => { at = systemClock.monotonic(); });
  return systemClock.monotonic() - at;
}

async function isTriedAgain<T>(subject: ReceiverOnTrial<T>, items: Items<T>, how: Answer): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks().take(sizeOf(subject, 3));
    const batch = items.make(marks);
    answer(rig.peer, how);
    const outcomes = await deliverTo(rig, batch);
    expectAll(outcomes, ['retry', 'failed', 'lost'], `the answer ${how.kind}`);
    await expectReceived(rig, items, [], `after the answer ${how.kind}`);
    answer(rig.peer, { kind: 'take' });
    if (outcomes.some(({ kind }) => kind === 'lost')) await startInstance(rig.instance, rig.signal);
    expectAll(await deliverTo(rig, batch), ['delivered'], 'the same batch again');
    await expectReceived(rig, items, marks, 'when the same batch was delivered again');
  });
}

async function passesOnDelay<T>(subject: ReceiverOnTrial<T>, items: Items<T>, as: string): Promise<void> {
  const afterMs = 7000;
  await withRig(subject, async (rig) => {
    answer(rig.peer, { kind: 'busy', as, afterMs });
    for (const { kind, afterMs: passed, error } of await deliverTo(rig, items.make(new Marks().take(1)))) {
      if (kind !== 'retry') fail(`${as} with a delay gives ${inWords([{ kind, error }])} instead of a RetryableError`, error);
      // A date in whole seconds may take up to a second off, and a margin up to one more on.
      if (passed === undefined || passed < afterMs - 1000 || passed > afterMs + 1000) fail(`the peer said ${afterMs} ms, the error's afterMs is ${String(passed)}`);
    }
  });
}

async function isRefused<T>(subject: ReceiverOnTrial<T>, items: Items<T>, how: Answer): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks();
    answer(rig.peer, how);
    expectAll(await deliverTo(rig, items.make(marks.take(sizeOf(subject, 3)))), ['refused'], `the answer ${how.kind}`);
    answer(rig.peer, { kind: 'take' });
    const next = marks.take(1);
    expectAll(await deliverTo(rig, items.make(next)), ['delivered'], 'the batch after a refused one');
    await expectReceived(rig, items, next, 'after a refused batch and one that was taken');
  });
}

async function reportsPart<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks().take(sizeOf(subject, 5));
    const failed = marks.map((_mark, index) => index).filter((index) => index % 2 === 1);
    answer(rig.peer, { kind: 'partial', failed });
    const outcomes = await deliverTo(rig, items.make(marks));
    const reported = outcomes.flatMap(({ kind }, index) => (kind === 'delivered' ? [] : [index]));
    if (String(reported) !== String(failed)) fail(`the peer did not take the indexes ${failed.join(', ')}; reported as failed: ${reported.join(', ') || 'none'}`);
    await expectReceived(rig, items, marks.filter((_mark, index) => !failed.includes(index)), 'after a part was taken');
  });
}

async function sendsOnce<T>(subject: ReceiverOnTrial<T>, items: Items<T>, can: PeerAbilities): Promise<void> {
  const answers: readonly Answer[] = [...(can.busy ?? []).map((as) => ({ kind: 'busy', as }) as const), ...(can.drop ? [{ kind: 'drop' } as const] : [])];
  for (const how of answers) {
    await withRig(subject, async (rig) => {
      answer(rig.peer, how);
      const delivery = deliver(rig.instance, items.make(new Marks().take(1)), rig.signal);
      const waits = await Promise.race([delivery.then(() => false), pause(500).then(() => true)]);
      await letTimePass(rig.context);
      const attempts = rig.peer.attempts?.() ?? 0;
      if (attempts > 1) fail(`${attempts} attempts after one delivery and the answer ${how.kind}`);
      if (waits) fail(`deliver waits after the answer ${how.kind}, instead of leaving that to core`);
      await delivery;
    });
  }
}
