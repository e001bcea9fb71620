import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { makeNotice, planNotice, targetsOf } from '../../../core/alert/notice.js';
import { plainText } from '../../../core/contract/alert.js';
import type { Transition } from '../../../core/trigger/transition.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, feed, inWords, MINUTE, SECOND, START, testEngine, told, triggerConfig, wait } from '../../support/trigger-fixtures.js';

const test = suite('SuppressState');

type Suppress = NonNullable<TriggerConfig['suppress']>;
function quiet(fields: Partial<Suppress> = {}, more: Partial<TriggerConfig> = {}): TriggerConfig {
  const { alert: _, ...rest } = triggerConfig({ name: 'deploy', when: { event: 'deploy' }, ...more });
  return { ...rest, ...('alert' in more ? { alert: more.alert } : {}), suppress: { triggers: 'errors', for: 15 * MINUTE, summary: 'chat', ...fields } };
}
const ERRORS = triggerConfig({ name: 'errors', when: { event: 'error' }, count: { gte: 2, within: MINUTE, by: 'service' } });
const deploy = (at: number, service = 'shop') => [at, { event: 'deploy', service }] as const;
const done = (at: number, service = 'shop') => [at, { event: 'done', service }] as const;
const error = (at: number, service = 'shop') => [at, { event: 'error', service }] as const;
const throughJson = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

test('keeps triggers quiet for a while, and sums up at the end what they would have said', () => {
  const test = testEngine([ERRORS, quiet()]);
  assert.equal(feed(test, deploy(0), error(1), error(2), error(300), error(301), error(302)), []);
  assert.is(test.reasons.suppressed, 3, 'each notice is counted, and one that a later event asks for again');
  assert.equal(wait(test, 15 * MINUTE - 1), []);
  assert.equal(wait(test, 15 * MINUTE), ['fired deploy at 900s count 2']);
  assert.equal(feed(test, error(901), error(902)), ['fired errors service=shop at 902s count 2']);
});

test('says nothing at the end where nothing was kept back, or nobody asked for it', () => {
  assert.equal(feed(testEngine([ERRORS, quiet()]), deploy(0), error(1), error(902)), []);
  const { summary: _, ...without } = quiet().suppress as Suppress;
  const test = testEngine([ERRORS, { ...quiet(), suppress: without }]);
  assert.equal([...feed(test, deploy(0), error(1), error(2)), ...wait(test, 20 * MINUTE)], []);
  assert.is(test.reasons.suppressed, 1);
});

test('an event of `until` ends it earlier', () => {
  const test = testEngine([ERRORS, quiet({ until: { event: 'done' } })]);
  assert.equal(feed(test, deploy(0), error(1), error(2), done(10)), ['fired deploy at 10s count 1']);
  assert.equal(feed(test, error(11)), ['fired errors service=shop at 11s count 3'], 'it fires still, and nobody was told');
});

test('with `by`, only groups with the same values are kept quiet', () => {
  const test = testEngine([ERRORS, quiet({ by: 'service', until: { event: 'done' } })]);
  assert.equal(feed(test, deploy(0), error(1), error(1.5), error(2, 'api'), error(3, 'api'), done(4, 'api')), ['fired errors service=api at 3s count 2']);
  assert.equal(feed(test, done(5)), ['fired deploy service=shop at 5s count 1']);
});

test('with `by`, triggers that do not group by it are left alone', () => {
  const bare = triggerConfig({ name: 'errors', when: { event: 'error' }, count: { gte: 2, within: MINUTE } });
  assert.equal(feed(testEngine([bare, quiet({ by: 'service' })]), deploy(0), error(1), error(2)), ['fired errors at 2s count 2']);
});

test('another event prolongs it; one after its end begins anew', () => {
  const test = testEngine([ERRORS, quiet({ for: MINUTE })]);
  assert.equal(feed(test, deploy(0), error(1), error(2), deploy(50), error(100), error(101)), []);
  assert.equal(feed(test, deploy(200)), ['fired deploy at 110s count 2']);
});

test('semantics 10: a resolve passes for what was announced before, and for nothing else', () => {
  const announced = testEngine([ERRORS, quiet()]);
  assert.equal(feed(announced, error(0), error(1), deploy(2), error(200)), ['fired errors service=shop at 1s count 2', 'resolved errors service=shop at 60s']);
  assert.equal(feed(testEngine([ERRORS, quiet()]), deploy(0), error(1), error(2), error(200)), []);
});

test('semantics 10: what was kept quiet does not count for throttle', () => {
  const throttled = { ...ERRORS, throttle: { every: 60 * MINUTE, backoff: 1, max: 60 * MINUTE } };
  const test = testEngine([throttled, quiet({ until: { event: 'done' } })]);
  assert.equal(feed(test, deploy(0), error(1), error(2), done(3), error(4)), ['fired deploy at 3s count 1', 'fired errors service=shop at 4s count 3']);
});

test('an event that does both keeps itself quiet', () => {
  const both = triggerConfig({ name: 'errors', when: { event: 'deploy' } });
  assert.equal(feed(testEngine([both, quiet()]), deploy(0)), []);
});

test('with an alert of its own it fires as any other', () => {
  assert.equal(feed(testEngine([ERRORS, quiet({}, { alert: 'chat' })]), deploy(0), error(1), error(2)), ['fired deploy at 0s count 1']);
});

test('other triggers hear of what people are not told', () => {
  const above = triggerConfig({ name: 'above', when: { trigger: 'errors', state: 'firing' }, count: { gte: 1, within: MINUTE } });
  assert.equal(feed(testEngine([ERRORS, above, quiet()]), deploy(0), error(1), error(2)), ['fired above at 2s count 1']);
});

test('semantics 12: goes on over a restart, with what it kept back', () => {
  const first = testEngine([ERRORS, quiet({ by: 'service' })]);
  feed(first, deploy(0), error(1), error(2));
  const second = testEngine([ERRORS, quiet({ by: 'service' })], first.clock);
  second.engine.restore(throughJson(first.engine.snapshot()));
  assert.equal(feed(second, error(100), error(101)), []);
  assert.equal(wait(second, 15 * MINUTE), ['fired deploy service=shop at 900s count 2']);
});

test('semantics 11: goes on over a reload that changes how long, and ends when it is removed', () => {
  const test = testEngine([ERRORS, quiet()]);
  feed(test, deploy(0), error(1), error(2));
  assert.equal(test.engine.replace([ERRORS, quiet({ for: MINUTE })]), []);
  assert.equal(feed(test, error(200), error(201)), []);
  assert.equal(told(test.engine.replace([ERRORS])).map(inWords), ['fired deploy at 201s count 2']);
  assert.equal(feed(test, error(202)), ['fired errors service=shop at 202s count 3']);
});

test('the summary names what was kept back, and goes where it says', () => {
  const test = testEngine([ERRORS, quiet({ by: 'service', summary: 'ops' }, { alert: 'chat' })]);
  const all: Transition[] = [...test.engine.process(eventsAt(deploy(0), error(1), error(2))), ...test.engine.advance(START + 60 * MINUTE)];
  const plan = planNotice(quiet({ by: 'service', summary: 'ops' }, { alert: 'chat' }));
  const [own, summary] = all.filter(({ trigger, withheld }) => trigger === 'deploy' && withheld === undefined);
  assert.ok(own !== undefined && summary !== undefined);
  assert.equal([targetsOf(plan, own), targetsOf(plan, summary)], [['chat'], ['ops']]);
  const notice = makeNotice(plan, summary);
  assert.equal([plainText(notice.title), plainText(notice.text), notice.why], ['deploy kept back 1: service=shop', 'errors: 1', 'kept quiet from 2025-01-01T00:00:00Z to 2025-01-01T00:15:00Z']);
});

test('semantics 14: events in one batch give what they give one by one, saved and restored on the way', () => {
  const event = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom('deploy', 'done', 'error'), fc.constantFrom('shop', 'api'));
  fc.assert(fc.property(fc.array(event, { maxLength: 50 }), fc.nat(50), (list, cut) => {
    const triggers = [ERRORS, quiet({ by: 'service', for: 20 * SECOND, until: { event: 'done' } })];
    const events = eventsAt(...list.toSorted(([a], [b]) => a - b).map(([at, name, service]) => [at, { event: name, service }] as const));
    const batch = testEngine(triggers);
    const expected = [...batch.engine.process(events), ...batch.engine.advance(START + 10 * MINUTE)];
    const first = testEngine(triggers);
    const got = [...first.engine.process(events.slice(0, cut))];
    const second = testEngine(triggers);
    second.engine.restore(throughJson(first.engine.snapshot()));
    got.push(...events.slice(cut).flatMap((one) => second.engine.process([one])), ...second.engine.advance(START + 10 * MINUTE));
    assert.equal(got.map(inWords), expected.map(inWords));
    const hidden = expected.filter(({ withheld }) => withheld === 'suppressed').length;
    assert.is(expected.filter(({ trigger }) => trigger === 'deploy').reduce((sum, { count }) => sum + count, 0), hidden, 'all that is kept back is summed up');
  }), { seed: 8, numRuns: 200 });
});

test.run();
