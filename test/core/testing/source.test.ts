import * as assert from 'uvu/assert';
import { testSource } from '../../../core/testing/source.js';
import { asLines, readTopic, sourcePlugin, Topic, topicConfig, type Run, type SourcePlugin } from '../../support/right-source.js';
import { suite } from '../../support/suite.js';

function checksOf(plugin: SourcePlugin): ReadonlyMap<string, () => Promise<void>> {
  const checks = new Map<string, () => Promise<void>>();
  testSource({ test: (name, run) => checks.set(name, run), plugin, peer: () => new Topic(), config: topicConfig });
  return checks;
}

const right = suite('testSource on a right source');
for (const [name, run] of checksOf(sourcePlugin())) right(name, run);
right.run();

async function failureOf(plugin: SourcePlugin, name: string): Promise<Error | undefined> {
  return await checksOf(plugin).get(name)?.().then(() => undefined, (error: unknown) => error as Error);
}

const IN_ORDER = 'hands over each record once, in order';
const TAKEN = 'acknowledges what core has taken, and not before';

/** The right source, reading other records than there are. */
const reading = (change: (records: readonly Uint8Array[]) => readonly Uint8Array[]): Run => async (topic, emit, signal, ctx) =>
  readTopic(topic, async ({ bytes }) => {
    const records = Buffer.from(bytes).toString('latin1').split('\n').slice(0, -1).map((record) => Buffer.from(record, 'latin1'));
    await emit({ bytes: asLines(change(records)) });
  }, signal, ctx);

const WRONG: readonly (readonly [what: string, caughtBy: string, says: string, plugin: SourcePlugin])[] = [
  ['turns records around', IN_ORDER, 'in the order kit00001x, kit00006x', sourcePlugin(reading((records) => records.toReversed()))],
  ['hands over the last record twice', IN_ORDER, 'records where', sourcePlugin(reading((records) => [...records, ...records.slice(-1)]))],
  ['cuts records off at a NUL', 'hands over odd records as they are', 'came as', sourcePlugin(reading((records) => records.map((record) => record.subarray(0, record.indexOf(0) < 0 ? undefined : record.indexOf(0)))))],
  ['writes to the bytes it handed over', 'does not write to what it handed over', 'changed after', sourcePlugin(async (topic, emit, signal, ctx) => readTopic(topic, async (batch) => {
    await emit(batch);
    batch.bytes.fill(0x20);
  }, signal, ctx))],
  ['does not wait for core', 'is held back by what core has not taken', 'calls of emit wait', sourcePlugin(async (topic, emit, signal, ctx) => readTopic(topic, ({ bytes }) => {
    for (const record of Buffer.from(bytes).toString('latin1').split('\n').slice(0, -1)) void emit({ bytes: Buffer.from(`${record}\n`, 'latin1') }).catch(() => {});
    return Promise.resolve();
  }, signal, ctx))],
  ['acknowledges before core has taken', TAKEN, 'before core had taken', sourcePlugin(async (topic, emit, signal, ctx) => readTopic(topic, async (batch) => {
    topic.committed = topic.records.length;
    await emit(batch);
  }, signal, ctx))],
  ['never acknowledges', TAKEN, '0 of 3 records were acknowledged', sourcePlugin(async (topic, emit, signal) => {
    let at = 0;
    for (await topic.moreThan(at, signal); !signal.aborted; await topic.moreThan(at, signal)) {
      const records = topic.records.slice(at);
      at = topic.records.length;
      await emit({ bytes: asLines(records) });
    }
  })],
  ['acknowledges what core rejected', 'does not acknowledge what core did not take', 'although core rejected', sourcePlugin(async (topic, emit, signal, ctx) => readTopic(topic, (batch) => emit(batch).catch(() => {}), signal, ctx))],
  ['does not hear the abort', 'ends within 250 ms of an abort', 'did not settle after an abort', sourcePlugin(async (topic, emit) => {
    const never = new AbortController().signal;
    for (let at = 0; ; at = topic.records.length) {
      await topic.moreThan(at, never);
      await emit({ bytes: asLines(topic.records.slice(at)) });
    }
  })],
  ['rejects on an abort', 'ends within 250 ms of an abort', 'run rejected on an abort', sourcePlugin(async (topic, emit, signal, ctx) => {
    await readTopic(topic, emit, signal, ctx);
    throw new Error('aborted');
  })],
  ['waits for more although once is set', 'ends by itself where the input ends and once is set', 'run did not end', sourcePlugin(async (topic, emit, signal, ctx) => readTopic(topic, emit, signal, Object.create(ctx, { once: { value: false } }) as typeof ctx))],
  ['begins anew after a restart', 'reads again what was not acknowledged, and that alone', '10 records where 5 were fed', sourcePlugin(async (topic, emit, signal, ctx) => {
    topic.committed = 0;
    await readTopic(topic, emit, signal, ctx);
  })],
];

const wrong = suite('testSource catches a source that');

let failures: readonly (Error | undefined)[] = [];

wrong.before(async () => {
  failures = await Promise.all(WRONG.map(([, caughtBy, , plugin]) => failureOf(plugin, caughtBy)));
});

for (const [index, [what, caughtBy, says]] of WRONG.entries()) {
  wrong(what, () => {
    const failure = failures[index];
    assert.ok(failure, `"${caughtBy}" passed`);
    assert.ok(failure.message.includes(says), `"${caughtBy}" said: ${failure.message}`);
  });
}
wrong.run();
