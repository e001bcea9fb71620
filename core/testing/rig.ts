import type { Instance, Plugin } from '../contract/plugin.js';
import { pause, within } from './check.js';
import { TestContext, type TestContextOptions } from './test-context.js';

/** A plugin whose types were left behind: the kits try it with a config that its author made for it. */
export interface ErasedPlugin<I extends Instance> extends Omit<Plugin, 'claims' | 'authenticates' | 'check' | 'create'> {
  claims?(config: unknown): readonly string[];
  check?(config: unknown): Iterable<{ readonly path: string; readonly message: string }>;
  create(config: unknown, ctx: TestContext): I | PromiseLike<I>;
}

/** What every kit is told: the plugin on trial, and how to make its other side and its config. */
export interface Subject<I extends Instance, O extends OtherSide> {
  readonly plugin: ErasedPlugin<I>;
  readonly peer: () => O;
  readonly config: (peer: O) => unknown;
  readonly secret?: string | undefined;
  readonly context?: TestContextOptions | undefined;
}

export interface OtherSide {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A peer, and an instance that was made for it. */
export interface Rig<I extends Instance, O extends OtherSide> {
  readonly peer: O;
  readonly context: TestContext;
  readonly instance: I;
  readonly signal: AbortSignal;
}

/** Longest that a step of an instance may take in a check, in milliseconds of real time. */
export const STEP_LIMIT = 5000;

export async function makeInstance<I extends Instance, O extends OtherSide>(subject: Subject<I, O>, peer: O, context: TestContext): Promise<I> {
  return await subject.plugin.create(deepFreeze(subject.config(peer)), context);
}

export async function startInstance(instance: Instance, signal: AbortSignal): Promise<void> {
  if (instance.start) await within(STEP_LIMIT, instance.start(signal), `start did not settle within ${STEP_LIMIT} ms`);
}

export async function stopInstance(instance: Instance, signal: AbortSignal = new AbortController().signal): Promise<void> {
  if (instance.stop) await within(STEP_LIMIT, instance.stop(signal), `stop did not settle within ${STEP_LIMIT} ms`);
}

/** Starts a peer, makes an instance for it and starts that, runs `body`, and ends it all as core does. */
export async function withRig<I extends Instance, O extends OtherSide>(
  subject: Subject<I, O>, body: (rig: Rig<I, O>) => Promise<void>, options: { readonly start?: boolean } = {},
): Promise<void> {
  const peer = subject.peer();
  const context = new TestContext(subject.context);
  const { signal } = new AbortController();
  let instance: I | undefined;
  try {
    await peer.start();
    instance = await makeInstance(subject, peer, context);
    if (options.start !== false) await startInstance(instance, signal);
    await body({ peer, context, instance, signal });
    await stopInstance(instance);
    instance = undefined;
  } finally {
    // After a failure the failure is what counts, so what the clean-up says is left out.
    if (instance) await stopInstance(instance).catch(() => {});
    await context.dispose();
    await peer.stop();
  }
}

/** Lets work that a plugin may have left behind come to light: an hour of its clock, and a moment of real time. */
export async function letTimePass(context: TestContext): Promise<void> {
  for (let minutes = 0; minutes < 60; minutes += 10) await context.clock.advance(600_000);
  await pause(50);
}

/** Freezes plain objects and arrays all the way down; instances of classes stay as they are. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
