import * as assert from 'uvu/assert';
import { VirtualClock } from '../../core/testing/virtual-clock.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { suite } from '../support/suite.js';
import { eventsAt, START, testEngine, triggerConfig } from '../support/trigger-fixtures.js';
import { vectorLines, vectorText } from './sigma-vectors.js';

/** A rule of Panther over what other rules found, in the words of its files. */
interface Detection {
  readonly Group?: readonly Member[];
  readonly Sequence?: readonly Member[];
  readonly Transitions?: readonly { readonly To: string; readonly From: string; readonly WithinTimeFrameMinutes?: number; readonly Match?: readonly Readonly<Record<string, string>>[] }[];
  readonly MatchCriteria?: Readonly<Record<string, readonly { readonly GroupID: string; readonly Match: string }[]>>;
  readonly LookbackWindowMinutes: number;
}
interface Member {
  readonly ID: string;
  readonly MinMatchCount?: number;
  readonly Absence?: boolean;
}
interface Case {
  readonly rule: string;
  readonly name: string;
  readonly detection: readonly Detection[];
  readonly expected: boolean;
  /** When each member matched, by field and value: minutes, or times. */
  readonly outputs: readonly { readonly ID: string; readonly Matches: Readonly<Record<string, Readonly<Record<string, readonly (number | string)[]>>>> }[];
}

const MINUTE = 60_000;
const test = suite('a sequence');
const CASES = vectorText('panther', 'correlation-91.jsonl');

for (const one of CASES === undefined ? [] : vectorLines<Case>(CASES)) {
  test(`${one.expected ? 'fires' : 'does not fire'}: ${one.rule}: ${one.name}`, () => {
    assert.is(one.detection.some((detection) => fires(detection, one)), one.expected);
  });
}

/** Whether a trigger with the members as its steps fires for a group whose absent members stayed away all the while. */
function fires(detection: Detection, { outputs }: Case): boolean {
  const events = outputs.flatMap(({ ID, Matches }) => Object.entries(Matches).flatMap(([field, values]) => Object.entries(values).flatMap(([value, times]) => times.map((at) => ({ member: ID, [field]: value, at: secondsOf(at) })))));
  const clock = new VirtualClock(START);
  const { engine } = testEngine(triggersOf(detection), clock);
  const fired = eventsAt(...events.toSorted((a, b) => a.at - b.at).map(({ at, ...fields }) => [at, fields] as const)).flatMap((event) => {
    clock.step(event.time - clock.now());
    return engine.process([event]).filter(({ kind }) => kind === 'fired');
  });
  const lookback = detection.LookbackWindowMinutes * MINUTE;
  return fired.some((present) => present.trigger === 'present' && !fired.some((absent) => absent.trigger !== 'present'
    && Math.abs(absent.at - present.at) <= lookback && JSON.stringify(Object.values(absent.key)) === JSON.stringify(Object.values(present.key))));
}

/** One for what has to be there, and one for each member that has to stay away. Panther's windows hold both their ends. */
function triggersOf(detection: Detection): readonly TriggerConfig[] {
  const members = detection.Group ?? detection.Sequence ?? [];
  const within = detection.LookbackWindowMinutes * MINUTE + 1;
  const fields = fieldsOf(detection);
  const there = members.filter(({ Absence }) => Absence !== true);
  const { when: _, ...rest } = triggerConfig({ name: 'present', by_missing: 'skip', on_match: 'reset' });
  const steps = there.map(({ ID, MinMatchCount = 1 }) => {
    const minutes = detection.Transitions?.find(({ To }) => To === ID)?.WithinTimeFrameMinutes;
    return { [ID]: { member: ID }, times: MinMatchCount, ...(minutes === undefined ? {} : { within: minutes * MINUTE + 1 }) };
  });
  const by = fields.size === 0 ? {} : { by: { match: Object.fromEntries(fields) } };
  const present: TriggerConfig = { ...rest, sequence: { within, ordered: detection.Sequence !== undefined, steps, ...by } };
  const absent = members.filter(({ Absence }) => Absence === true).map(({ ID }) => {
    const field = fields.get(ID);
    return triggerConfig({ name: ID, when: { member: ID }, by_missing: 'skip', on_match: 'reset', count: { gte: 1, within, ...(field === undefined ? {} : { by: field }) } });
  });
  return [present, ...absent];
}

/** The field of each member whose value has to be the same. */
function fieldsOf({ MatchCriteria = {}, Transitions = [] }: Detection): ReadonlyMap<string, string> {
  const stated = Object.values(MatchCriteria).flatMap((list) => list.map(({ GroupID, Match }) => [GroupID, Match] as const));
  // YAML 1.1 takes `On` for true.
  const between = Transitions.flatMap(({ From, To, Match = [] }) => Match.flatMap((match): readonly (readonly [string, string])[] => {
    const both = match['On'] ?? match['true'];
    return [[From, both ?? match['From'] ?? ''], [To, both ?? match['To'] ?? '']];
  }));
  return new Map([...stated, ...between].filter(([, field]) => field !== ''));
}

function secondsOf(at: number | string): number {
  return typeof at === 'number' ? at * 60 : (Date.parse(at) - START) / 1000;
}

test('a window holds both its ends, and what stays away is looked for on both sides', () => {
  const detection: Detection = { Group: [{ ID: 'a' }, { ID: 'b' }, { ID: 'c', Absence: true }], LookbackWindowMinutes: 30 };
  const at = (...members: readonly (readonly [string, number])[]): Case => ({ rule: '', name: '', detection: [], expected: true, outputs: members.map(([ID, minute]) => ({ ID, Matches: { user: { eve: [minute] } } })) });
  assert.is(fires(detection, at(['b', 0], ['a', 30])), true);
  assert.is(fires(detection, at(['b', 0], ['a', 30.1])), false);
  assert.is(fires(detection, at(['a', 0], ['b', 1], ['c', 2])), false);
  assert.is(fires(detection, at(['c', 0], ['a', 1], ['b', 2])), false);
  assert.is(fires(detection, at(['c', 0], ['a', 40], ['b', 41])), true);
});

test.run();
