import { isDeepStrictEqual } from 'node:util';
import type { LogEvent } from '../contract/event.js';
import type { Plugin, Transform } from '../contract/plugin.js';
import type { Infer, JsonSchema } from '../contract/schema.js';
import { fail, register, type Check, type TestFunction } from './check.js';
import { descriptionCheck } from './description.js';
import { eventItems, expectUnpolluted, Marks } from './items.js';
import { lifecycleChecks, type Exercise } from './lifecycle.js';
import { withRig, type OtherSide, type Subject } from './rig.js';
import type { TestContextOptions } from './test-context.js';

export interface TransformSubject<S extends JsonSchema> {
  readonly test: TestFunction;
  readonly plugin: Plugin<S, 'transform'>;
  /** As `create` gets it. */
  readonly config: Infer<S>;
  /** Events that this config does something with, beside those of the kit; see `makeEvents`. */
  readonly events?: readonly LogEvent[];
  readonly context?: TestContextOptions;
}

type OnTrial = Subject<Transform, OtherSide>;

/** States the conformance tests of a transform, as `testSink` does for sinks. */
export function testTransform<S extends JsonSchema>(subject: TransformSubject<S>): void {
  const nobody: OtherSide = { start: () => Promise.resolve(), stop: () => Promise.resolve() };
  const onTrial = { ...subject, peer: () => nobody, config: () => subject.config } as unknown as OnTrial;
  register(subject.test, transformChecks(onTrial, [...(subject.events ?? []), ...eventItems.make(new Marks().take(20))]));
}

function transformChecks(subject: OnTrial, events: readonly LogEvent[]): readonly Check[] {
  const exercise: Exercise<Transform, OtherSide> = {
    work: ({ instance }) => Promise.resolve(void apply(instance, events)),
    exhaust: ({ instance }) => {
      for (let times = 0; times < 3; times++) apply(instance, events);
      return Promise.resolve([]);
    },
  };
  const check = (name: string, run: (instance: Transform) => void): Check =>
    ({ name, run: () => withRig(subject, ({ instance }) => Promise.resolve(run(instance))) });
  return [
    descriptionCheck(subject, 'transform'),
    ...lifecycleChecks(subject, exercise),
    check('gives back events of its batch, in order, each at most once', (instance) => expectSubsequence(events, apply(instance, events))),
    check('takes an empty batch', (instance) => {
      if (apply(instance, []).length > 0) fail('an empty batch came back with events');
    }),
    check('leaves the batch as it was', (instance) => {
      const before = events.map((event) => eventItems.snapshot(event));
      apply(instance, events);
      if (!isDeepStrictEqual(events.map((event) => eventItems.snapshot(event)), before)) fail('apply changed the events of its batch');
    }),
    check('takes odd events', (instance) => {
      for (const [what, event] of eventItems.odd(new Marks().next)) {
        expectSubsequence([event], apply(instance, [event], what));
        expectUnpolluted(what);
      }
    }),
    { name: 'gives the same for the same events, time and chance', run: () => givesTheSame(subject, events) },
    { name: 'keeps two instances apart', run: () => keepsApart(subject, events) },
  ];
}

function apply(instance: Transform, batch: readonly LogEvent[], what = 'a batch'): readonly LogEvent[] {
  let result: readonly LogEvent[];
  try {
    result = instance.apply(Object.freeze([...batch]));
  } catch (error) {
    fail(`apply threw at ${what}: ${String(error)}`, error);
  }
  if (!Array.isArray(result)) fail('apply gives no array of events; it is synchronous');
  return result;
}

function expectSubsequence(batch: readonly LogEvent[], result: readonly LogEvent[]): void {
  let at = 0;
  for (const event of result) {
    if (typeof event?.with !== 'function' || typeof event.line !== 'function') fail('what came back is no event: give back the same object, or the result of its with()');
    const found = batch.findIndex(({ id }, index) => index >= at && id === event.id);
    if (found < 0) fail(`the event ${event.id} came back twice, out of order or from nowhere`);
    at = found + 1;
  }
}

const linesOf = (events: readonly LogEvent[]): readonly string[] => events.map((event) => event.line());

async function givesTheSame(subject: OnTrial, events: readonly LogEvent[]): Promise<void> {
  const results: (readonly string[])[] = [];
  for (let times = 0; times < 2; times++) {
    await withRig(subject, async ({ instance, context }) => {
      const lines = [...linesOf(apply(instance, events))];
      await context.clock.advance(1000);
      results.push([...lines, ...linesOf(apply(instance, events))]);
    });
  }
  if (!isDeepStrictEqual(results[0], results[1])) fail('two new instances give different events for the same ones');
}

/** What another instance sees must not change what this one does. */
async function keepsApart(subject: OnTrial, events: readonly LogEvent[]): Promise<void> {
  let alone: readonly string[] = [];
  await withRig(subject, ({ instance }) => Promise.resolve(void (alone = linesOf(apply(instance, events)))));
  await withRig(subject, async ({ instance }) => {
    await withRig(subject, (other) => Promise.resolve(void apply(other.instance, events)));
    if (!isDeepStrictEqual(linesOf(apply(instance, events)), alone)) fail('an instance gives other events after another instance had them');
  });
}
