import { inspect } from 'node:util';
import type { Instance } from '../contract/plugin.js';
import { Secret } from '../contract/secret.js';
import { fail, type Check } from './check.js';
import type { Exercise } from './lifecycle.js';
import { makeInstance, startInstance, stopInstance, withRig, type OtherSide, type Subject } from './rig.js';
import { TestContext } from './test-context.js';

export function secrecyCheck<I extends Instance, O extends OtherSide>(subject: Subject<I, O>, exercise: Exercise<I, O>): Check {
  const { secret } = subject;
  return {
    name: 'shows its secret in no error, log, metric or health',
    notApplicable: secret === undefined ? 'no secret was given' : undefined,
    async run() {
      if (secret === undefined) return;
      const texts: (readonly [where: string, text: string])[] = [];
      await withRig(subject, async (rig) => {
        if (!holds(subject.config(rig.peer), secret)) fail('the config of this test does not hold the secret, so nothing could show it');
        for (const error of await exercise.exhaust(rig)) texts.push(['an error', inText(error)]);
        texts.push(['the log, metrics or health', rig.context.said()]);
      });
      texts.push(...await againstNobody(subject, exercise));
      const forms = new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('base64url')]);
      for (const [where, text] of texts) {
        for (const form of forms) if (text.includes(form)) fail(`the secret is shown in ${where}: ${text.replaceAll(form, '<the secret>').slice(0, 2000)}`);
      }
    },
  };
}

/** What an instance says when the other side is not there at all. */
async function againstNobody<I extends Instance, O extends OtherSide>(subject: Subject<I, O>, exercise: Exercise<I, O>): Promise<readonly (readonly [string, string])[]> {
  const peer = subject.peer();
  const context = new TestContext(subject.context);
  await peer.start();
  const config = subject.config(peer);
  await peer.stop();
  const instance = await makeInstance({ ...subject, config: () => config }, peer, context);
  const { signal } = new AbortController();
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);
  await startInstance(instance, signal).catch(note);
  await exercise.work({ peer, context, instance, signal }).catch(note);
  await stopInstance(instance).catch(note);
  await context.dispose();
  return [...thrown.map((error) => ['an error', inText(error)] as const), ['the log, metrics or health', context.said()]];
}

/** All that could be printed of a thrown value: its message, stack, causes and fields. */
function inText(error: unknown): string {
  const stack = error instanceof Error ? error.stack ?? '' : '';
  return `${stack}\n${inspect(error, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null })}`;
}

function holds(value: unknown, secret: string): boolean {
  if (value instanceof Secret) return value.reveal().includes(secret);
  if (typeof value === 'string') return value.includes(secret);
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => holds(inner, secret));
}
