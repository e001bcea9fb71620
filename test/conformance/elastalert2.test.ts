import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import { convertValue } from '../../core/config/convert.js';
import { makeEvents } from '../../core/testing/make-events.js';
import { translateElastAlert } from '../../core/trigger/elastalert.js';
import { newThrottle, requestNotice, waitsUntil } from '../../core/trigger/throttle.js';
import { triggerSchema, type TriggerConfig } from '../../schemas/trigger.js';
import { suite } from '../support/suite.js';
import { SECOND, START, testEngine } from '../support/trigger-fixtures.js';
import { vector, VECTORS } from '../support/vectors.js';

interface Case {
  readonly type: string;
  readonly config: JsonObject;
  readonly events: readonly ({ readonly t: number; readonly user?: string })[];
  readonly ticks: readonly number[];
  readonly matches: readonly { readonly at: number; readonly on: 'e' | 't'; readonly user?: string; readonly key?: string }[];
}

const test = suite('translateElastAlert');
const ruletypes = vector('elastalert2', 'ruletypes.jsonl');
const realert = vector('elastalert2', 'realert.json');

if (ruletypes === undefined || realert === undefined) {
  test.skip('fires when ElastAlert does', `no vectors at ${VECTORS}`);
} else {
  const cases = readFileSync(ruletypes, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Case);
  for (const type of new Set(cases.map((one) => one.type))) {
    test(`${type}: fires when ElastAlert does`, () => {
      const wrong = cases.filter((one) => one.type === type).flatMap((one, index) => {
        const [got, expected] = [fired(one), matched(one)];
        return JSON.stringify(got) === JSON.stringify(expected) ? [] : [`${index} ${JSON.stringify(one.config)}\n  got      ${got.join(' ')}\n  expected ${expected.join(' ')}`];
      });
      assert.is(wrong.join('\n'), '');
    });
  }

  test('realert: sends when ElastAlert does, and waits as long', () => {
    const sequences = JSON.parse(readFileSync(realert, 'utf8')) as readonly { readonly realert: number; readonly exponential_realert: number | null; readonly seq: readonly (readonly [number, boolean, number | null])[] }[];
    for (const { realert: every, exponential_realert: longest, seq } of sequences) {
      const { throttle } = loaded(translateElastAlert({ type: 'any', realert: every, exponential_realert: longest }).triggers[0] ?? {});
      const state = newThrottle();
      const got = seq.map(([at]) => (requestNotice(state, throttle, at * SECOND) === undefined ? [at, false, null] : [at, true, waitsUntil(state, throttle) / SECOND]));
      assert.equal(got, seq);
    }
  });
}

/** When the translated rule fires, as "12 user". */
function fired({ type, config, events, ticks }: Case): readonly string[] {
  const every = ticks.length < 2 ? {} : { run_every: (ticks[1] ?? 0) - (ticks[0] ?? 0) };
  const { triggers } = translateElastAlert({ realert: 0, type, ...config, ...every });
  const { engine, clock } = testEngine(triggers.map(loaded));
  const goesOn = type === 'flatline' && config['forget_keys'] !== true;
  const words: string[] = [];
  const steps = [...events.map((event) => ({ at: event.t, event })), ...ticks.map((at) => ({ at, event: undefined }))].toSorted((a, b) => a.at - b.at);
  for (const [n, { at, event }] of steps.entries()) {
    clock.step(START + at * SECOND - clock.now());
    const { t: _t, ...fields } = event ?? { t: 0 };
    const out = event === undefined ? engine.advance(clock.now()) : engine.process(makeEvents([{ time: new Date(clock.now()).toISOString(), level: 'info', n, ...fields }]));
    for (const { kind, key } of out) if (kind === 'fired' && !goesOn) words.push(word(at, 'query_key' in config ? key['user'] : undefined));
    if (!goesOn) continue;
    // ElastAlert says again at each run, and at each event of the group, what still holds; `realert` keeps it quiet.
    for (const { key, stage } of engine.groups(type) ?? []) {
      if (stage === 'firing' && (event === undefined || event.user === key['user'])) words.push(word(at, 'query_key' in config ? key['user'] : undefined));
    }
  }
  return words.toSorted();
}

function matched({ config, matches }: Case): readonly string[] {
  return matches.map(({ at, user, key }) => word(at, 'query_key' in config ? user ?? key : undefined)).toSorted();
}

function word(at: number, user: JsonValue | undefined): string {
  return user === undefined ? `${at}` : `${at}:${typeof user === 'string' ? user : JSON.stringify(user)}`;
}

/** A trigger of a file as the config loader gives it. */
function loaded(stated: JsonObject): TriggerConfig {
  return convertValue(triggerSchema, stated, { folder: '.' }) as TriggerConfig;
}

test.run();
