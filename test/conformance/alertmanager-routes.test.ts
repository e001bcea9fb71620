import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { findRoutes, type RouteNode } from '../../core/alert/route.js';
import { compileCondition } from '../../core/condition/condition.js';
import { suite } from '../support/suite.js';
import { vector, VECTORS } from '../support/vectors.js';

const test = suite('Alertmanager: routes');

/** A route as Alertmanager states it. */
interface Stated {
  readonly receiver?: string;
  readonly match?: Readonly<Record<string, string>>;
  readonly match_re?: Readonly<Record<string, string>>;
  readonly group_by?: readonly string[];
  readonly continue?: boolean;
  readonly routes?: readonly Stated[];
}

interface Target {
  readonly receiver: string;
  readonly groupBy: readonly string[];
}

function nodeOf({ receiver, match = {}, match_re = {}, group_by, continue: goesOn = false, routes = [] }: Stated): RouteNode<Target> {
  const when = {
    ...Object.fromEntries(Object.entries(match).map(([label, value]) => [`${label}|in|cased`, [value]])),
    ...Object.fromEntries(Object.entries(match_re).map(([label, pattern]) => [`${label}|re`, `^(?:${pattern})$`])),
  };
  const { condition, problems } = Object.keys(when).length === 0 ? { condition: undefined, problems: [] } : compileCondition(when);
  assert.equal(problems, []);
  return { match: condition, goesOn, routes: routes.map(nodeOf), settings: { ...(receiver === undefined ? {} : { receiver }), ...(group_by === undefined ? {} : { groupBy: group_by }) } };
}

const file = vector('alertmanager', 'routes.json');
if (file === undefined) console.log(`skipped: no vectors at ${VECTORS}`);
else {
  test('an alert takes the ways that Alertmanager leads it', () => {
    const { route, cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly route: string; readonly cases: readonly { readonly labels: Readonly<Record<string, string>>; readonly receivers: readonly string[]; readonly group_by_all: readonly boolean[] }[] };
    assert.ok(cases.length > 0);
    const root = nodeOf(parse(route) as Stated);
    for (const { labels, receivers, group_by_all } of cases) {
      // A label that is missing is an empty one there.
      const ways = findRoutes([root], { get: (label) => labels[label] ?? '' });
      assert.equal(ways.map(({ receiver }) => receiver), receivers, JSON.stringify(labels));
      assert.equal(ways.map(({ groupBy = [] }) => groupBy.includes('...')), group_by_all, JSON.stringify(labels));
    }
  });
}

test('of several routes the first that matches decides, and of its own routes the deepest', () => {
  const root = nodeOf({ receiver: 'all', routes: [{ match: { a: '1' }, receiver: 'a', routes: [{ match: { b: '1' }, receiver: 'b' }] }, { match_re: { a: '.*' }, receiver: 'rest' }] });
  const ways = (labels: Readonly<Record<string, string>>): readonly (string | undefined)[] => findRoutes([root], { get: (label) => labels[label] ?? '' }).map(({ receiver }) => receiver);
  assert.equal([ways({ a: '1', b: '1' }), ways({ a: '1' }), ways({ a: '2' }), ways({})], [['b'], ['a'], ['rest'], ['rest']]);
});

test.run();
