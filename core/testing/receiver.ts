import { isDeepStrictEqual } from 'node:util';
import type { Receiver } from '../contract/plugin.js';
import { answerChecks } from './answers.js';
import { fail, pause, within, type Check } from './check.js';
import { abortWhileHeld, answer, deliverTo, expectAll, expectReceived, sizeOf, type ReceiverOnTrial, type ReceiverRig } from './delivering.js';
import { descriptionCheck } from './description.js';
import { expectUnpolluted, Marks, type Items } from './items.js';
import { lifecycleChecks, type Exercise } from './lifecycle.js';
import type { Answer, Peer } from './peer.js';
import { startInstance, stopInstance, STEP_LIMIT, withRig } from './rig.js';
import { secrecyCheck } from './secrecy.js';
import { TestContext } from './test-context.js';

/** All checks of a sink or an action. */
export function receiverChecks<T>(subject: ReceiverOnTrial<T>, kind: 'sink' | 'action', items: Items<T>): readonly Check[] {
  const exercise = receiverExercise(subject, items);
  const { delivery } = subject.plugin;
  return [
    descriptionCheck(subject, kind),
    ...lifecycleChecks(subject, exercise),
    { name: 'keeps two instances apart', run: () => keepsApart(subject, items) },
    { name: `delivers each ${items.noun} once, in order`, run: () => deliversInOrder(subject, items) },
    { name: 'leaves the batch as it was', run: () => leavesBatch(subject, items) },
    { name: `takes an odd ${items.noun}, or refuses it for good`, run: () => takesOdd(subject, items) },
    {
      name: 'takes a redelivery without harm',
      notApplicable: delivery?.idempotent === true ? undefined : 'delivery.idempotent is not stated',
      run: () => withRig(subject, async (rig) => {
        const marks = new Marks().take(sizeOf(subject, 3));
        const batch = items.make(marks);
        for (let times = 0; times < 2; times++) expectAll(await deliverTo(rig, batch), ['delivered'], 'a batch');
        await expectReceived(rig, items, marks, 'after the same batch was delivered twice');
      }),
    },
    {
      name: 'has written when deliverSync returns, where it offers that',
      run: () => withRig(subject, async (rig) => {
        if (!rig.instance.deliverSync) return;
        const marks = new Marks().take(sizeOf(subject, 3));
        rig.instance.deliverSync(items.make(marks));
        await expectReceived(rig, items, marks, 'after deliverSync');
      }),
    },
    ...answerChecks(subject, items),
    secrecyCheck(subject, exercise),
  ];
}

function receiverExercise<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Exercise<Receiver<T>, Peer> {
  const marks = new Marks();
  const batch = (): readonly T[] => items.make(marks.take(sizeOf(subject, 3)));
  return {
    async work(rig) {
      const wanted = marks.take(sizeOf(subject, 3));
      expectAll(await deliverTo(rig, items.make(wanted)), ['delivered'], 'a batch');
      const received = items.marksIn(await rig.peer.received());
      if (!wanted.every((mark) => received.includes(mark))) fail('the peer does not have the batch');
    },
    async exhaust(rig) {
      const { peer } = rig;
      const errors: unknown[] = [];
      const attempt = async (how: Answer): Promise<void> => {
        answer(peer, how);
        errors.push(...(await deliverTo(rig, batch())).map(({ error }) => error).filter((error) => error !== undefined));
      };
      errors.push(...(await deliverTo(rig, batch())).map(({ error }) => error).filter((error) => error !== undefined));
      for (const as of peer.can.busy ?? []) await attempt({ kind: 'busy', as });
      for (const as of peer.can.refuse ?? []) await attempt({ kind: 'refuse', as });
      if (peer.can.partial) await attempt({ kind: 'partial', failed: [0] });
      if (peer.can.drop) await attempt({ kind: 'drop' });
      if (peer.can.hold) errors.push(...(await abortWhileHeld(rig, batch())).map(({ error }) => error));
      if (peer.answer) answer(peer, { kind: 'take' });
      await within(STEP_LIMIT, Promise.resolve(rig.instance.health?.(rig.signal)), 'health did not settle').catch((error: unknown) => errors.push(error));
      await pause(20);
      return errors;
    },
  };
}

async function keepsApart<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (one) => {
    const peer = subject.peer();
    const context = new TestContext({ ...subject.context, id: 'test.other' });
    await peer.start();
    try {
      const config = subject.config(peer);
      const claims = new Set(subject.plugin.claims?.(subject.config(one.peer)));
      // What may only exist once cannot exist twice.
      if (subject.plugin.claims?.(config).some((claim) => claims.has(claim))) return;
      const other: ReceiverRig<T> = { peer, context, signal: one.signal, instance: await subject.plugin.create(config, context) };
      await startInstance(other.instance, other.signal);
      const [first, second, third] = [0, 1, 2].map((index) => [`kit1000${index}x`]) as [string[], string[], string[]];
      const both = await Promise.all([deliverTo(one, items.make(first)), deliverTo(other, items.make(second))]);
      expectAll(both.flat(), ['delivered'], 'two instances at once');
      await stopInstance(other.instance);
      expectAll(await deliverTo(one, items.make(third)), ['delivered'], 'one instance after the other was stopped');
      await expectReceived(one, items, [...first, ...third], 'beside another instance');
      await expectReceived(other, items, second, 'beside another instance');
    } finally {
      await context.dispose();
      await peer.stop();
    }
  });
}

async function deliversInOrder<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks();
    const all: string[] = [];
    for (const size of [1, 2, 10, 100, 1]) {
      const batch = marks.take(sizeOf(subject, size));
      all.push(...batch);
      expectAll(await deliverTo(rig, items.make(batch)), ['delivered'], `a batch of ${batch.length}`);
      await expectReceived(rig, items, all, `when deliver has resolved for a batch of ${batch.length}`);
    }
  });
}

async function leavesBatch<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (rig) => {
    const batch = items.make(new Marks().take(sizeOf(subject, 5)));
    const before = batch.map((item) => items.snapshot(item));
    expectAll(await deliverTo(rig, batch), ['delivered'], 'a frozen batch');
    if (!isDeepStrictEqual(batch.map((item) => items.snapshot(item)), before)) fail('deliver changed the items of its batch');
  });
}

async function takesOdd<T>(subject: ReceiverOnTrial<T>, items: Items<T>): Promise<void> {
  await withRig(subject, async (rig) => {
    const marks = new Marks();
    for (const [what, item] of items.odd(marks.next)) {
      const outcomes = await deliverTo(rig, [item]);
      expectUnpolluted(what);
      expectAll(outcomes, ['delivered', 'refused'], what);
      const mark = marks.next();
      expectAll(await deliverTo(rig, items.make([mark])), ['delivered'], `an ordinary ${items.noun} after ${what}`);
      const times = items.marksIn(await rig.peer.received()).filter((received) => received === mark).length;
      if (times !== 1) fail(`after ${what}, an ordinary ${items.noun} arrived ${times} times`);
    }
  });
}
