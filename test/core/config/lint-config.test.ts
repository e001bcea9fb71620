import * as assert from 'uvu/assert';
import { lintConfig } from '../../../core/config/lint-config.js';
import { dotted, type Value } from '../../../core/config/value.js';
import { suite } from '../../support/suite.js';

const test = suite('lintConfig');

function found(routes: Value[], sinks: readonly string[] = ['a', 'b']): readonly string[] {
  return lintConfig({ routes, sinks: Object.fromEntries(sinks.map((name) => [name, {}])) }, {}).map(({ path, message, severity }) => `${severity} ${dotted(path)}: ${message}`);
}

test('finds routes that change nothing', () => {
  assert.equal(found([{ to: ['a', 'b'] }, { when: { level: 'error' }, to: 'a' }]), ['warning routes[1]: the route changes nothing: all that it leads to a goes there already']);
  assert.equal(found([{ from: ['x', 'y'], to: 'a' }, { from: 'x', to: 'a' }, { from: 'z', to: ['a', 'b'] }]), ['warning routes[1]: the route changes nothing: all that it leads to a goes there already']);
  assert.equal(found([{ when: { level: 'error' }, to: 'a' }, { to: ['a', 'b'] }]), []);
});

test('finds sinks that no route leads to, where there are routes', () => {
  assert.equal(found([{ to: 'a' }]), ['warning sinks.b: no route leads to "b", so it gets nothing']);
  assert.equal(found([]), []);
});

test('looks at the triggers', () => {
  const problems = lintConfig({ triggers: [{ name: 'a', when: { not: { b: 1 } } }] }, {});
  assert.equal(problems.map(({ path, code }) => [path, code]), [[['triggers', 0, 'when'], 'TRIGGER_NO_WITNESS']]);
});

test.run();
