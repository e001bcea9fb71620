import fc from 'fast-check';

/** When the first line comes, in epoch milliseconds. */
export const START = Date.UTC(2026, 8, 21);

/** Rules and correlations that go with every plan. */
export const SIGMA = `{ title: A, id: sigma-a, logsource: {}, detection: { sel: { event: a }, condition: sel } }
---
{ title: B, id: sigma-b, logsource: {}, detection: { sel: { event: b, level: [warn, error] }, condition: sel } }
---
{ title: Often, id: often, correlation: { type: event_count, rules: [sigma-a], group-by: [user], timespan: 40s, condition: { gte: 3 } } }
---
{ title: Values, id: values, correlation: { type: value_count, rules: [sigma-a, sigma-b], timespan: 1m, condition: { field: user, gte: 2 } } }
---
{ title: Then, id: then, correlation: { type: temporal_ordered, rules: [sigma-a, sigma-b], group-by: [user], timespan: 30s } }
---
{ title: Session, id: session, correlation: { type: value_sum, rules: [sigma-b], window: session, gap: 15s, timespan: 2m, condition: { field: ms, gt: 9 } } }
---
{ title: Both, id: both, correlation: { type: temporal, rules: [often, then], group-by: [user], timespan: 2m } }
`;

export interface Line {
  /** Milliseconds after the start at which it comes: its own time, or that of the latest before it. */
  readonly comes: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Stream {
  readonly lines: readonly Line[];
  /** After which lines a batch ends, and after which of these hushpipe is started anew. */
  readonly cuts: readonly { readonly after: number; readonly restart: boolean }[];
}

const seconds = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map((length) => `${length}s`);
const duration = seconds(5, 120);
const by = fc.constantFrom<object>({}, { by: 'user' }, { by: ['user', 'level'] });
const condition = fc.oneof(
  fc.constantFrom<object>({ event: 'a' }, { event: ['a', 'b'] }, { 'level|gte': 'warn' }, { event: 'a', not: { user: 'eve' } }, { 'user|startswith': 'b' }),
  fc.constant([{ event: 'b' }, { level: 'error', 'user|exists': true }]),
);
const bound = fc.tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte'), fc.integer({ min: 1, max: 9 })).map(([word, limit]) => ({ [word]: limit }));
const maybe = (arbitrary: fc.Arbitrary<object>, weight = 2): fc.Arbitrary<object> => fc.oneof({ weight, arbitrary: fc.constant({}) }, { weight: 1, arbitrary });
const throttle = maybe(duration.map((every) => ({ throttle: { every, backoff: 2 } })), 1);
const lasting = fc.tuple(maybe(duration.map((keep) => ({ keep_firing_for: keep })), 3), maybe(seconds(1, 30).map((pending) => ({ for: pending })), 3)).map(([keep, pending]) => ({ ...keep, ...pending }));
const shape = maybe(fc.oneof(fc.constant({ window: 'tumbling' }), seconds(2, 40).map((gap) => ({ window: 'session', gap }))), 3);

/** By kind: what a trigger counts, and how long what it finds may last. */
const counted: Readonly<Record<string, fc.Arbitrary<object>>> = {
  count: fc.tuple(fc.integer({ min: 1, max: 5 }), duration, by).map(([gte, within, key]) => ({ count: { gte, within, ...key } })),
  distinct: fc.tuple(fc.integer({ min: 2, max: 3 }), duration, fc.constantFrom<object>({}, { by: 'level' })).map(([gte, within, key]) => ({ distinct: { field: 'user', gte, within, ...key } })),
  stat: fc.tuple(fc.constantFrom('sum', 'avg', 'min', 'max', 'p50', 'p95'), bound, duration, by, fc.integer({ min: 1, max: 3 }))
    .map(([fn, limit, within, key, least]) => ({ stat: { fn, field: 'ms', ...limit, within, ...key, min_events: least } })),
  ratio: fc.tuple(fc.constantFrom(0.2, 0.5, 0.8), fc.constantFrom('gt', 'lt'), duration, by).map(([share, word, within, key]) => ({ ratio: { of: { level: 'error' }, [word]: share, within, ...key } })),
  spike: fc.tuple(fc.constantFrom(1.5, 2, 3), fc.constantFrom('up', 'down', 'both'), fc.integer({ min: 5, max: 30 }), fc.integer({ min: 0, max: 40 }), fc.constantFrom<object>({}, { by: 'user' }))
    .map(([factor, direction, length, more, key]) => ({ spike: { factor, direction, within: `${length}s`, reference: `${length + more}s`, ...key } })),
  anomaly: fc.tuple(fc.constantFrom('count', 'sum', 'avg', 'max'), fc.constantFrom(1, 2), seconds(5, 20), fc.constantFrom<object>({}, { by: 'user' }))
    .map(([fn, zscore, within, key]) => ({ anomaly: { ...(fn === 'count' ? {} : { field: 'ms' }), fn, zscore, within, baseline: '10m', min_windows: 2, ...key } })),
  absent: fc.tuple(seconds(5, 60), fc.integer({ min: 1, max: 2 }), fc.constantFrom<object>({}, { by: 'user' }, { by: 'user', expect: ['bob', 'kim'] }), maybe(fc.constant({ forget: '3m' })))
    .map(([quiet, lt, key, forget]) => ({ absent: { for: quiet, lt, ...key, ...forget } })),
};
const kinds = Object.keys(counted);
const shaped: readonly string[] = ['count', 'distinct', 'stat', 'ratio'];

const counting = fc.constantFrom(...kinds).chain((kind) => fc.tuple(condition, counted[kind] as fc.Arbitrary<object>, throttle, kind === 'anomaly' ? fc.constant({}) : lasting, shaped.includes(kind) ? shape : fc.constant({}), maybe(fc.constantFrom({ on_match: 'reset' }, ...(kind === 'count' || kind === 'distinct' ? [{ on_match: 'every' }] : [])), 3))
  .map(([when, counts, throttled, lasts, frame, consumes]) => ({ when, ...counts, ...throttled, ...lasts, ...frame, ...('for' in lasts || 'keep_firing_for' in lasts ? {} : consumes) })));
const single = fc.oneof(
  fc.tuple(condition, duration).map(([when, every]) => ({ when, throttle: { every } })),
  fc.tuple(condition, maybe(seconds(1, 60).map((learn) => ({ learn }))), maybe(seconds(61, 120).map((forget) => ({ forget })))).map(([when, learn, forget]) => ({ when, new: { field: ['user', 'event'], ...learn, ...forget } })),
  fc.tuple(condition, fc.constantFrom('skip', 'value'), maybe(duration.map((within) => ({ within }))), throttle).map(([when, missing, within, throttled]) => ({ when, change: { field: 'level', by: 'user', missing, ...within }, ...throttled })),
);
const sequence = fc.tuple(duration, fc.integer({ min: 1, max: 2 }), fc.boolean(), maybe(fc.constant({ unless: { event: 'c' } })), maybe(seconds(2, 20).map((within) => ({ within }))))
  .map(([within, times, ordered, unless, soon]) => ({ sequence: { within, by: 'user', ordered, steps: [{ first: { event: 'a' }, times }, { second: { event: 'b' }, ...(ordered ? soon : {}) }], ...unless } }));

/** Triggers on events, then some that are about those, and some that keep others quiet. */
export const anyTriggers: fc.Arbitrary<readonly object[]> = fc.array(fc.oneof({ weight: 4, arbitrary: counting }, single, sequence), { minLength: 1, maxLength: 5 }).chain((first) => {
  const names = first.map((_, at) => `t${at}`);
  const about = fc.oneof(
    fc.tuple(fc.subarray(names, { minLength: 1 }), fc.constantFrom('firing', 'resolved')).map(([trigger, state]) => ({ when: { trigger, state } })),
    fc.tuple(fc.integer({ min: 1, max: 2 }), duration, maybe(fc.constant({ distinct_of: 'trigger' }))).map(([gte, within, of]) => ({ when: { trigger: names, state: 'firing' }, count: { gte, within, ...of } })),
  );
  const quiet = fc.tuple(fc.constantFrom<object>({ event: 'c' }, { user: 'eve' }), fc.subarray(names, { minLength: 1 }), duration, maybe(fc.constant({ until: { event: 'b' } })), maybe(fc.constant({ by: 'user' })), maybe(fc.constant({ summary: 'ops' }), 1))
    .map(([when, triggers, length, until, key, summary]) => ({ when, suppress: { triggers, for: length, ...until, ...key, ...summary } }));
  return fc.tuple(fc.array(about, { maxLength: 2 }), fc.array(quiet, { maxLength: 1 })).map(([chained, quieting]) => [...first, ...chained, ...quieting].map((each, at) => ({ name: `t${at}`, ...('suppress' in each ? {} : { alert: 'ops' }), ...each })));
});

const line = fc.record({
  gap: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.integer({ min: 0, max: 30 }).map((half) => half * 500) }, { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 400_000 }) }),
  late: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) }),
  event: fc.constantFrom('a', 'b', 'c'),
  user: fc.constantFrom('eve', 'bob', undefined),
  level: fc.constantFrom('info', 'warn', 'error'),
  ms: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(undefined)),
});

export const anyStream: fc.Arbitrary<Stream> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 80 }).map((all) => {
    let comes = 0;
    return all.map(({ gap, late, ...fields }, at): Line => {
      // What is expected is expected from the first event on, and by a pipeline from its start on.
      const time = at === 0 ? 0 : comes + gap - late;
      comes = Math.max(comes, time);
      return { comes, fields: { time: new Date(START + time).toISOString(), ...fields } };
    });
  }),
  cuts: fc.array(fc.record({ after: fc.nat({ max: 80 }), restart: fc.boolean() }), { maxLength: 12 }),
});
