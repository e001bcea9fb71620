import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { loadSigma } from '../../../core/sigma/load.js';
import { sigmaTriggers } from '../../../core/sigma/sigma-triggers.js';
import { withChanges } from '../../../core/trigger/changes.js';
import { createTriggerEngine } from '../../../core/trigger/engine.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, START, testEngine, told, triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('Correlations');

const text = (gte: number, timespan: string): string => `title: Failed
id: failed
logsource: {}
detection: { sel: { event: login_failed }, condition: sel }
---
title: Often
id: often
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: ${timespan}, condition: { gte: ${gte} } }
`;
const AGAIN = `---
title: Again
id: again
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: 2 } }
`;
const made = (rules: string): readonly TriggerConfig[] => sigmaTriggers(loadSigma([{ name: 'rules.yml', text: rules }]), { min_level: 'informational' }).map(({ config }) => config);
const triggers = (gte: number): readonly TriggerConfig[] => made(text(gte, '1m'));
const throughJson = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

test('fire for the group that met the rule often enough', () => {
  const { engine } = testEngine(triggers(2));
  const fired = engine.process(eventsAt([0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }]));
  assert.equal(fired.map(({ trigger, key, measure, samples }) => [trigger, key, measure.value, samples.length]), [['often', { user: 'a' }, 2, 1]]);
});

test('keep their windows through a reload that leaves them as they are', () => {
  const { engine } = testEngine(triggers(2));
  engine.process(eventsAt([0, { user: 'a' }]));
  engine.replace(triggers(2));
  assert.is(engine.process(eventsAt([1, { user: 'a' }])).length, 1);
});

test('keep them under other bounds too', () => {
  const { engine } = testEngine(triggers(5));
  engine.process(eventsAt([0, { user: 'a' }]));
  engine.replace(triggers(3));
  assert.is(engine.process(eventsAt([1, { user: 'a' }], [2, { user: 'a' }])).length, 1);
});

test('begin anew where they look for something else, each by itself', () => {
  const { engine } = testEngine(made(text(2, '1m') + AGAIN));
  engine.process(eventsAt([0, { user: 'a' }]));
  engine.replace(made(text(2, '2m') + AGAIN));
  assert.equal(engine.process(eventsAt([1, { user: 'a' }])).map(({ trigger }) => trigger), ['again']);
});

test('go on where a snapshot left off, or the changes since, in the middle of a window', () => {
  const { engine, clock } = testEngine(triggers(3));
  const noting = createTriggerEngine({ triggers: triggers(3), clock, onReason: () => {}, notesChanges: true });
  const [first, second, ...rest] = eventsAt([0, { user: 'a' }], [1, { user: 'a' }], [2, { user: 'b' }], [3, { user: 'a' }], [70, { user: 'a' }]);
  if (first === undefined || second === undefined) throw new Error('two events');
  engine.process([first, second]);
  const journal: JsonValue[] = [first, second].flatMap((event) => {
    noting.process([event]);
    return throughJson(noting.changes() ?? null);
  });
  for (const snapshot of [throughJson(engine.snapshot()), withChanges(undefined, journal)]) {
    const { engine: restarted } = testEngine(triggers(3));
    restarted.restore(snapshot ?? null);
    const fired = restarted.process(rest);
    assert.equal(fired.map(({ trigger, key, at }) => [trigger, key, at - START]), [['often', { user: 'a' }, 3000]]);
  }
  const { engine: changed } = testEngine(made(text(3, '2m')));
  changed.restore(throughJson(engine.snapshot()));
  assert.equal(changed.process(rest), [], 'one of another shape begins anew');
});

test('are left as they were by a snapshot that cannot be read', () => {
  const { engine } = testEngine(triggers(2));
  engine.process(eventsAt([0, { user: 'a' }]));
  const { triggers: saved, ...head } = throughJson(engine.snapshot()) as { readonly triggers: readonly JsonObject[] };
  const damaged = { ...head, triggers: saved.map((entry) => (entry['name'] === 'often' ? { ...entry, state: { groups: [{ key: 'sa' }] } } : entry)) };
  assert.throws(() => engine.restore(damaged), /STATE_UNREADABLE|cannot be read/);
  assert.is(engine.process(eventsAt([1, { user: 'a' }])).length, 1);
});

test('can be seen group by group', () => {
  const { engine } = testEngine(triggers(9));
  engine.process(eventsAt([0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }]));
  assert.equal([...engine.groups('often') ?? []].map(({ key, count, value, newest }) => [key, count, value, newest - START]), [[{ user: 'b' }, 1, 1, 1000], [{ user: 'a' }, 2, 2, 2000]]);
  assert.is(engine.groups('never'), undefined);
});

test('are heard by triggers that are about them, and kept quiet by those that do that', () => {
  const chained = triggerConfig({ name: 'chained', when: { trigger: 'often' } });
  const quiet = triggerConfig({ name: 'quiet', when: { event: 'deploy' }, suppress: { triggers: ['often'], for: 10_000 } });
  const { engine, reasons } = testEngine([...triggers(2), chained, quiet]);
  const fired = (events: readonly LogEvent[]): readonly string[] => told(engine.process(events)).map(({ trigger }) => trigger).filter((name) => name !== 'quiet');
  assert.equal(fired(eventsAt([0, { user: 'a' }], [1, { user: 'a' }])), ['often', 'chained']);
  assert.equal(fired(eventsAt([20, { event: 'deploy', user: 'x' }], [21, { user: 'b' }], [22, { user: 'b' }])), ['chained'], 'other triggers hear of it all the same');
  assert.is(reasons.suppressed, 1);
});

test('know an event that comes again after a restart', () => {
  const { engine } = testEngine(triggers(2));
  const events = eventsAt([0, { user: 'a' }]);
  engine.process(events);
  const { engine: restarted } = testEngine(triggers(2));
  restarted.restore(throughJson(engine.snapshot()));
  assert.equal(restarted.process(events), []);
});

test.run();
