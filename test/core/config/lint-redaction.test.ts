import * as assert from 'uvu/assert';
import { lintConfig } from '../../../core/config/lint-config.js';
import { dotted, type Value } from '../../../core/config/value.js';
import { suite } from '../../support/suite.js';

const test = suite('lintRedaction');

function found(by: Value, redact: Value): readonly string[] {
  return lintConfig({ redact, triggers: [{ name: 'a', when: { event: 'x' }, count: { gte: 3, within: '1m', by } }] }, {}).map(({ path, code }) => `${code} ${dotted(path)}`);
}

test('warns of a trigger that groups by what is encrypted, by its name in any spelling or its place', () => {
  const warning = 'TRIGGER_UNBOUNDED_KEY triggers[0].count.by';
  assert.equal(found('user_name', { keys: { userName: 'encrypt' } }), [warning]);
  assert.equal(found('customer.name', { keys: { name: 'encrypt' } }), [warning]);
  assert.equal(found(['region', 'customer.name'], { paths: { 'customer.*': 'encrypt' } }), [`${warning}[1]`]);
});

test('says nothing of what joins, of other fields, and where a place goes before a name', () => {
  assert.equal(found('user', { keys: { user: 'pseudonym' }, paths: ['a.b'] }), []);
  assert.equal(found('region', { keys: { user: 'encrypt' } }), []);
  assert.equal(found('a.user', { keys: { user: 'encrypt' }, paths: { 'a.user': 'pseudonym' } }), []);
  assert.equal(found('user', { keys: ['user'] }), []);
});

test.run();
