import { isDeepStrictEqual } from 'node:util';
import type { Instance } from '../contract/plugin.js';
import { eventually, fail, pause, within, type Check } from './check.js';
import { activeResources, leftSince, watchIo } from './resources.js';
import { deepFreeze, makeInstance, startInstance, STEP_LIMIT, stopInstance, withRig, type OtherSide, type Rig, type Subject } from './rig.js';
import { TestContext } from './test-context.js';

/** How long what was closed may take to be gone, in milliseconds of real time. */
const LEAVE_LIMIT = 500;

/** What the checks of one kind of plugin do with an instance. */
export interface Exercise<I extends Instance, O extends OtherSide> {
  /** Makes the instance do its ordinary work once and fails where that does not show on the other side. */
  work(rig: Rig<I, O>): Promise<void>;
  /** Makes it do all it can, failures included. Gives what was thrown. */
  exhaust(rig: Rig<I, O>): Promise<readonly unknown[]>;
}

/** The checks that are the same for every kind of plugin. */
export function lifecycleChecks<I extends Instance, O extends OtherSide>(subject: Subject<I, O>, exercise: Exercise<I, O>): readonly Check[] {
  const { plugin } = subject;
  return [
    { name: 'does no I/O in create', run: () => createsWithoutIo(subject) },
    { name: 'stops without having started', run: () => withRig(subject, async ({ instance }) => stopInstance(instance), { start: false }) },
    { name: 'stops after a failed start', run: () => stopsAfterFailedStart(subject) },
    { name: 'stops twice', run: () => withRig(subject, async ({ instance }) => stopInstance(instance)) },
    {
      name: 'works again after stop and start',
      run: () => withRig(subject, async (rig) => {
        await exercise.work(rig);
        await stopInstance(rig.instance);
        await startInstance(rig.instance, rig.signal);
        await exercise.work(rig);
      }),
    },
    {
      name: 'reports that it is well while it works',
      notApplicable: undefined,
      run: () => withRig(subject, async (rig) => {
        await exercise.work(rig);
        const health = await within(STEP_LIMIT, Promise.resolve(rig.instance.health?.(rig.signal)), 'health did not settle');
        if (health !== undefined && health.status !== 'ok') fail(`health says ${health.status}: ${health.detail ?? ''}`);
      }),
    },
    { name: 'leaves no timer, socket or listener after stop', run: () => leavesNothing(subject, exercise) },
    {
      name: 'claims the same for the same config',
      notApplicable: plugin.claims ? undefined : 'it claims nothing',
      run: () => withRig(subject, async ({ peer }) => {
        const [first, second] = [0, 1].map(() => plugin.claims?.(deepFreeze(subject.config(peer))) ?? []);
        if (!isDeepStrictEqual(first, second)) fail(`claims gives ${String(first)}, then ${String(second)}`);
        for (const claim of first ?? []) if (!/^[a-z]+(?::.+)?$/.test(claim)) fail(`the claim "${claim}" does not begin with what it is of: tcp:..., file:...`);
      }, { start: false }),
    },
    {
      name: 'imports only packages that it requires',
      run: () => withRig(subject, async (rig) => {
        await exercise.work(rig);
        const stray = rig.context.imports.filter((name) => !Object.hasOwn(plugin.requires ?? {}, name));
        if (stray.length > 0) fail(`imports ${stray.join(', ')}, which requires does not name`);
      }),
    },
  ];
}

async function createsWithoutIo<I extends Instance, O extends OtherSide>(subject: Subject<I, O>): Promise<void> {
  const peer = subject.peer();
  const context = new TestContext(subject.context);
  await peer.start();
  try {
    const config = subject.config(peer);
    const seen = [...await watchIo(async () => {
      await makeInstance({ ...subject, config: () => config }, peer, context);
    })];
    if (context.fetches.length > 0) seen.push('ctx.fetch');
    if (context.imports.length > 0) seen.push(`ctx.import of ${context.imports.join(', ')}`);
    if (context.usedDataDir) seen.push('ctx.dataDir');
    if (context.clock.untilNext !== undefined) seen.push('a timer of ctx.clock');
    if (seen.length > 0) fail(`create does I/O, which belongs in start: ${seen.join(', ')}`);
  } finally {
    await context.dispose();
    await peer.stop();
  }
}

async function stopsAfterFailedStart<I extends Instance, O extends OtherSide>(subject: Subject<I, O>): Promise<void> {
  const peer = subject.peer();
  const context = new TestContext(subject.context);
  await pause(20);
  const before = activeResources();
  await peer.start();
  const config = subject.config(peer);
  await peer.stop();
  const instance = await makeInstance({ ...subject, config: () => config }, peer, context);
  try {
    await startInstance(instance, new AbortController().signal).catch(async () => {
      if (!await eventually(() => leftSince(before).length === 0, LEAVE_LIMIT)) fail(`a failed start leaves open: ${leftSince(before).join(', ')}`);
    });
    await stopInstance(instance);
  } finally {
    await context.dispose();
  }
}

async function leavesNothing<I extends Instance, O extends OtherSide>(subject: Subject<I, O>, exercise: Exercise<I, O>): Promise<void> {
  const peer = subject.peer();
  const context = new TestContext(subject.context);
  await peer.start();
  try {
    await pause(20);
    const before = activeResources();
    const instance = await makeInstance(subject, peer, context);
    const { signal } = new AbortController();
    await startInstance(instance, signal);
    await exercise.exhaust({ peer, context, instance, signal });
    await stopInstance(instance);
    await context.dispose();
    if (context.clock.untilNext !== undefined) fail('a timer of ctx.clock is left after stop');
    if (!await eventually(() => leftSince(before).length === 0, LEAVE_LIMIT)) fail(`left after stop: ${leftSince(before).join(', ')}`);
  } finally {
    await context.dispose();
    await peer.stop();
  }
}
