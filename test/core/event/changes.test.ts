import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { prepareChanges, PreparedChange } from '../../../core/event/changes.js';
import { fieldPath } from '../../../core/event/field-path.js';
import type { ChangeGuard } from '../../../core/event/provenance.js';
import { suite } from '../../support/suite.js';

const prepared = suite('prepareChanges');

const asIs: ChangeGuard = (_path, value) => value;
const stepsOf = (changes: Record<string, JsonValue | undefined>, guard = asIs): unknown => prepareChanges(changes, guard).map((step) => step.map(({ path, json }) => `${path.name}=${json?.toString()}`));

prepared('writes each value as JSON on one line', () => {
  assert.equal(stepsOf({ a: 'x\n"y"', b: { c: [1, null] }, d: undefined, __proto__: 1 }), [['a="x\\n\\"y\\""', 'b={"c":[1,null]}', 'd=undefined']]);
  assert.equal(stepsOf(JSON.parse('{"__proto__":1}') as Record<string, JsonValue>), [['__proto__=1']]);
});

prepared('asks the guard about each value, and removes what it leaves out', () => {
  const asked: unknown[] = [];
  assert.equal(stepsOf({ 'a.b': 1, c: 2, d: undefined }, (path, value) => (asked.push([path, value]), path === 'c' ? undefined : 'guarded')), [['a.b="guarded"', 'c=undefined', 'd=undefined']]);
  assert.equal(asked, [['a.b', 1], ['c', 2]]);
});

prepared('does changes one after another where one lies inside another, else at once', () => {
  assert.equal(stepsOf({ a: 1, 'a.b': 2, c: 3 }), [['a=1'], ['a.b=2'], ['c=3']]);
  assert.equal(stepsOf({ a: 1, ab: 2, 'b.a': 3 }), [['a=1', 'ab=2', 'b.a=3']]);
});

prepared('asks again only where the object or the guard is another, or says something else', () => {
  let asked = 0;
  const guard: ChangeGuard = (_path, value) => (asked++, value);
  const changes: Record<string, JsonValue | undefined> = { a: 1, b: undefined };
  const first = prepareChanges(changes, guard);
  assert.is(prepareChanges(changes, guard), first);
  assert.is(asked, 1);
  for (const alter of [() => { changes['a'] = 2; }, () => { changes['c'] = 3; }, () => { delete changes['a']; }, () => { changes['b'] = Number.NaN; }]) {
    alter();
    assert.is.not(prepareChanges(changes, guard), first);
  }
  assert.is.not(prepareChanges(changes, asIs), prepareChanges(changes, (_path, value) => value));
  const nested = { a: { b: 1 } };
  assert.is.not(prepareChanges(nested, guard), prepareChanges(nested, guard));
});

prepared('trusts a frozen object to say what it said', () => {
  const changes = Object.freeze({ a: 1 });
  assert.is(prepareChanges(changes, asIs), prepareChanges(changes, asIs));
  const nested = Object.freeze({ a: { b: 1 } });
  prepareChanges(nested, asIs);
  nested.a.b = 2;
  assert.equal(stepsOf(nested), [['a={"b":2}']]);
});

prepared.run();

const change = suite('PreparedChange');

change('is the same change inside what the beginning of its name may be', () => {
  const added = new PreparedChange(fieldPath('a.0.c'), Buffer.from('1'));
  assert.is(added.addition.toString(), ',"a.0.c":1');
  assert.equal(added.inside.map(({ head, change: inner }) => [head.name, inner.path.name, inner.json?.toString()]), [['a', '0.c', '1'], ['a.0', 'c', '1']]);
  assert.is(added.inside[0]?.change.inElement?.addition.toString(), ',"c":1');
  assert.is(added.inElement, undefined);
  assert.is(new PreparedChange(fieldPath('0'), undefined).inElement, undefined);
});

change.run();
