import { existsSync, readdirSync, rmSync, writeFileSync, appendFileSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { StreamPositions } from '../../../core/runtime/stream-positions.js';
import { TriggerStore } from '../../../core/runtime/trigger-store.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { createTriggerEngine, type TriggerEngine } from '../../../core/trigger/engine.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';
import { inWords, readFrom, SECOND, START, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('TriggerStore');
const folder = tempFolder(test);

const said: string[] = [];
const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void said.push(message) };
test.before.each(() => void (said.length = 0));

const TRIGGERS: readonly TriggerConfig[] = [
  triggerConfig({ name: 'each', throttle: { every: 7 * SECOND, backoff: 2, max: 60 * SECOND } }),
  triggerConfig({ name: 'three', count: { gte: 3, within: 10 * SECOND, by: 'user' }, throttle: { every: 4 * SECOND, backoff: 1, max: 60 * SECOND } }),
  triggerConfig({ name: 'row', sequence: { within: 20 * SECOND, ordered: true, by: 'user', steps: [{ a: { n: 1 } }, { b: { n: 2 }, times: 2 }] } }),
  triggerConfig({ name: 'above', when: { trigger: 'three' }, count: { gte: 2, within: 60 * SECOND } }),
];

/** A process that reads a file: its engine, what it knows of the file, and where it keeps that. */
class Run {
  readonly engine: TriggerEngine;
  readonly positions = new StreamPositions();
  readonly store = new TriggerStore(folder.path, log);
  readonly told: string[] = [];

  constructor(triggers: readonly TriggerConfig[] = TRIGGERS) {
    this.engine = createTriggerEngine({ triggers, clock: new VirtualClock(START), onReason: () => {}, notesChanges: true });
  }

  async start(): Promise<this> {
    const stored = await this.store.read();
    if (stored === undefined) return this;
    for (const position of stored.positions) this.positions.set(position);
    this.engine.restore(stored.snapshot);
    return this;
  }

  read(lines: readonly string[], from: number, to: number): void {
    const events = readFrom('app.log', lines, from, to);
    const transitions: readonly Transition[] = this.engine.process(this.positions.unseen(events));
    const position = this.positions.take(events);
    const changes = this.engine.changes();
    if (changes !== undefined) this.store.append(changes, position);
    this.told.push(...transitions.map((one) => `${one.id} ${inWords(one)}`));
  }

  fold(): Promise<void> {
    return this.store.fold(this.engine, this.positions);
  }
}

const lineOf = ([at, user, n]: readonly [number, string, number]): string => JSON.stringify({ time: new Date(START + at * SECOND).toISOString(), event: 'login_failed', user, n });

test('semantics 12: a process that is killed again and again neither loses nor repeats what its windows counted', async () => {
  const event = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('eve', 'bob'), fc.integer({ min: 0, max: 2 }));
  const life = fc.record({ batches: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }), unacknowledged: fc.nat(12), foldAfter: fc.nat(12) });
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 60 }), fc.array(life, { maxLength: 3 }), async (events, lives) => {
    const lines = events.map(lineOf);
    for (const name of readdirSync(folder.path)) rmSync(folder.in(name));
    const whole = new Run();
    whole.read(lines, 0, lines.length);
    for (const name of readdirSync(folder.path)) rmSync(folder.in(name));
    const told: string[] = [];
    let checkpoint = 0;
    for (const { batches, unacknowledged, foldAfter } of [...lives, { batches: [lines.length], unacknowledged: 0, foldAfter: 9 }]) {
      const run = await new Run().start();
      let at = checkpoint;
      for (const [index, size] of batches.entries()) {
        const to = Math.min(lines.length, at + size);
        if (to > at) run.read(lines, at, to);
        at = to;
        if (index === foldAfter) await run.fold();
      }
      told.push(...run.told);
      checkpoint = Math.max(checkpoint, at - unacknowledged);
    }
    const last = await new Run().start();
    last.read(lines, checkpoint, lines.length);
    assert.equal([...told, ...last.told], whole.told);
  }), { seed: 12, numRuns: 25 });
});

test('goes on without a snapshot, from the journal alone', async () => {
  const lines = [0, 1, 2].map((at) => lineOf([at, 'eve', 0]));
  const first = await new Run().start();
  first.read(lines, 0, 2);
  assert.equal(readdirSync(folder.path), ['triggers.0.jsonl']);
  const second = await new Run().start();
  second.read(lines, 0, 3);
  assert.equal(second.told.filter((text) => text.includes('fired three')).length, 1);
});

test('a line that was cut off by a crash is left out', async () => {
  const lines = [0, 1, 2].map((at) => lineOf([at, 'eve', 0]));
  const first = await new Run().start();
  first.read(lines, 0, 2);
  appendFileSync(folder.in('triggers.0.jsonl'), '{"at":17,"trig');
  const second = await new Run().start();
  second.read(lines, 0, 3);
  assert.equal(second.told.filter((text) => text.includes('fired three')).length, 1);
  assert.equal(said, []);
});

test('folds the journal into a snapshot, and removes it', async () => {
  const run = await new Run().start();
  run.read([lineOf([0, 'eve', 0])], 0, 1);
  await run.fold();
  assert.equal(readdirSync(folder.path), ['triggers.json']);
  run.read([lineOf([0, 'eve', 0]), lineOf([1, 'eve', 0])], 1, 2);
  assert.equal(readdirSync(folder.path).toSorted(), ['triggers.1.jsonl', 'triggers.json']);
  await run.store.close(run.engine, run.positions);
  assert.equal(readdirSync(folder.path), ['triggers.json']);
});

test('says when it is time to fold: at 1 MiB', async () => {
  const run = await new Run().start();
  assert.is(run.store.append({ at: 0, text: 'x'.repeat(1000) }, undefined), false);
  assert.is(run.store.append({ at: 0, text: 'x'.repeat(1024 * 1024) }, undefined), true);
});

test('sets aside what it cannot read, and begins anew', async () => {
  writeFileSync(folder.in('triggers.json'), '{"version":2,"at":"noon","triggers":[]}');
  writeFileSync(folder.in('triggers.3.jsonl'), '{"at":1,"triggers":[{"name":"x"}]}\n');
  assert.is(await new TriggerStore(folder.path, log).read(), undefined);
  assert.equal(said, ['saved state cannot be read; it was set aside, and what it held begins anew']);
  assert.equal(readdirSync(folder.path), ['triggers.json.unreadable']);
});

test('what cannot be saved is said once, and saved later', async () => {
  writeFileSync(folder.in('file'), '');
  const store = new TriggerStore(folder.in('file', 'data'), log);
  store.append({ at: 1 }, undefined);
  store.append({ at: 2 }, undefined);
  assert.equal(said, ['what the triggers counted cannot be saved: a crash now would lose it']);
  rmSync(folder.in('file'));
  store.append({ at: 3 }, ['s', 4]);
  assert.ok(existsSync(folder.in('file', 'data', 'triggers.0.jsonl')));
  assert.is(readFileSync(folder.in('file', 'data', 'triggers.0.jsonl'), 'utf8'), '\n{"at":3,"position":["s",4]}\n');
});

test.run();
