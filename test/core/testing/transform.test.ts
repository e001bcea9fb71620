import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import type { Plugin, PluginContext, Transform } from '../../../core/contract/plugin.js';
import { testTransform } from '../../../core/testing/transform.js';
import { suite } from '../../support/suite.js';

const schema = { type: 'object', additionalProperties: false, properties: { label: { type: 'string', default: 'x', description: 'Added to each event.' } } } as const;

function transformPlugin(change: (batch: readonly LogEvent[], ctx: PluginContext) => readonly LogEvent[], more: Partial<Transform> = {}): Plugin<typeof schema, 'transform'> {
  return {
    apiVersion: 1,
    kind: 'transform',
    name: 'example',
    summary: 'Adds a label to every second event and leaves the others out.',
    schema,
    examples: [{ title: 'A label', config: { label: 'kept' } }],
    create: (_config, ctx) => ({ apply: (batch) => change(batch, ctx), ...more }),
  };
}

function checksOf(plugin: Plugin<typeof schema, 'transform'>): ReadonlyMap<string, () => Promise<void>> {
  const checks = new Map<string, () => Promise<void>>();
  testTransform({ test: (name, run) => checks.set(name, run), plugin, config: { label: 'kept' } });
  return checks;
}

const everySecond = (batch: readonly LogEvent[]): readonly LogEvent[] => batch.filter((_event, index) => index % 2 === 1).map((event) => event.with({ label: 'kept' }));

const right = suite('testTransform on a right transform');
for (const [name, run] of checksOf(transformPlugin(everySecond))) right(name, run);
right.run();

const ORDER = 'gives back events of its batch, in order, each at most once';
const seen = new Set<string>();

const WRONG: readonly (readonly [what: string, caughtBy: string, says: string, plugin: Plugin<typeof schema, 'transform'>])[] = [
  ['turns the batch around', ORDER, 'out of order', transformPlugin((batch) => batch.toReversed())],
  ['gives an event back twice', ORDER, 'came back twice', transformPlugin((batch) => [...batch, ...batch.slice(-1)])],
  ['gives plain objects back', ORDER, 'is no event', transformPlugin((batch) => batch.map((event) => event.toJSON() as unknown as LogEvent))],
  ['gives a promise', ORDER, 'synchronous', transformPlugin((batch) => Promise.resolve(batch) as unknown as readonly LogEvent[])],
  ['sorts the batch it was given', 'leaves the batch as it was', 'apply threw', transformPlugin((batch) => (batch as LogEvent[]).sort(() => 0))],
  ['cannot do without a first event', 'takes an empty batch', 'apply threw', transformPlugin((batch) => [(batch[0] as LogEvent).with({ first: true }), ...batch.slice(1)])],
  ['chokes on events that are not JSON', 'takes odd events', 'apply threw at a text line', transformPlugin((batch) => batch.filter((event) => JSON.parse(event.line()) !== null))],
  ['rolls dice of its own', 'gives the same for the same events, time and chance', 'different events', transformPlugin((batch) => batch.map((event) => event.with({ dice: Math.random() })))],
  ['remembers in its module what it has seen', 'keeps two instances apart', 'after another instance', transformPlugin((batch) => batch.filter(({ id }) => !seen.has(id) && seen.add(id)))],
  ['cannot stop', 'stops without having started', 'cannot', transformPlugin(everySecond, { stop: () => Promise.reject(new Error('cannot')) })],
];

const wrong = suite('testTransform catches a transform that');
for (const [what, caughtBy, says, plugin] of WRONG) {
  wrong(what, async () => {
    seen.clear();
    const failure = await checksOf(plugin).get(caughtBy)?.().then(() => undefined, (error: unknown) => error as Error);
    assert.ok(failure, `"${caughtBy}" passed`);
    assert.ok(failure.message.includes(says), `"${caughtBy}" said: ${failure.message}`);
  });
}
wrong.run();
