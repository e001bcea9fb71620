import { isDeepStrictEqual } from 'node:util';
import type { Receiver } from '../contract/plugin.js';
import { fail, within } from './check.js';
import type { Items } from './items.js';
import { deliver, inWords, type Outcome } from './outcome.js';
import type { Answer, Peer } from './peer.js';
import { STEP_LIMIT, type Rig, type Subject } from './rig.js';

export type ReceiverRig<T> = Rig<Receiver<T>, Peer>;
export type ReceiverOnTrial<T> = Subject<Receiver<T>, Peer>;

/** `size`, or fewer where the plugin takes fewer at once. */
export function sizeOf<T>({ plugin }: ReceiverOnTrial<T>, size: number): number {
  return Math.min(size, plugin.delivery?.maxEvents ?? size);
}

export function deliverTo<T>(rig: ReceiverRig<T>, batch: readonly T[], signal: AbortSignal = rig.signal): Promise<readonly Outcome[]> {
  return within(STEP_LIMIT, deliver(rig.instance, batch, signal), `deliver did not settle within ${STEP_LIMIT} ms`);
}

export function expectAll(outcomes: readonly Outcome[], kinds: readonly Outcome['kind'][], what: string): void {
  if (!outcomes.every(({ kind }) => kinds.includes(kind))) fail(`${what}: ${inWords(outcomes)}; expected ${kinds.join(' or ')}`, outcomes.find(({ error }) => error !== undefined)?.error);
}

export async function expectReceived<T>({ peer }: { readonly peer: Peer }, items: Items<T>, marks: readonly string[], when: string): Promise<void> {
  const received = items.marksIn(await peer.received());
  if (isDeepStrictEqual(received, marks)) return;
  const missing = marks.filter((mark) => !received.includes(mark));
  const twice = received.filter((mark, index) => received.indexOf(mark) !== index);
  const strange = received.filter((mark) => !marks.includes(mark));
  fail(`${when}, the peer has ${received.length} of ${marks.length} ${items.noun}s: missing ${list(missing)}; more than once ${list(twice)}; not sent ${list(strange)}; in order ${list(received)}`);
}

function list(marks: readonly string[]): string {
  return marks.length === 0 ? 'none' : `${marks.slice(0, 8).join(' ')}${marks.length > 8 ? ' ...' : ''}`;
}

export function answer(peer: Peer, how: Answer): void {
  if (peer.answer === undefined) fail('the peer has abilities, but no answer()');
  peer.answer(how);
}

/** Delivers a batch that is never answered, and aborts as soon as the peer has it, which `aborted` tells. */
export async function abortWhileHeld<T>(rig: ReceiverRig<T>, batch: readonly T[], aborted: () => void = () => {}): Promise<readonly Outcome[]> {
  const controller = new AbortController();
  answer(rig.peer, { kind: 'hold' });
  const delivery = deliver(rig.instance, batch, controller.signal);
  await within(STEP_LIMIT, Promise.race([rig.peer.held?.() ?? fail('a peer that can hold needs held()'), delivery]), 'nothing reached the peer');
  controller.abort(new Error('The delivery was aborted.'));
  aborted();
  return await within(1000, delivery, 'deliver did not settle within a second of an abort');
}
