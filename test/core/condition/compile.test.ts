import * as assert from 'uvu/assert';
import { compileNode, type FieldReader } from '../../../core/condition/compile.js';
import { parseCondition } from '../../../core/condition/parse.js';
import { suite } from '../../support/suite.js';

const test = suite('compileNode');

function reading(fields: Readonly<Record<string, string>>): FieldReader & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    get(path) {
      asked.push(path);
      return fields[path];
    },
  };
}

test('asks for a field only when the terms before it leave the answer open', () => {
  const matches = compileNode(parseCondition({ a: 1, b: 2, c: 3, d: 4 }).node);
  const failing = reading({ a: '1', b: '0' });
  assert.not.ok(matches(failing));
  assert.equal(failing.asked, ['a', 'b']);
  assert.ok(matches(reading({ a: '1', b: '2', c: '3', d: '4' })));

  const either = compileNode(parseCondition([{ a: 1 }, { b: 2 }, { c: 3 }]).node);
  const holding = reading({ b: '2' });
  assert.ok(either(holding));
  assert.equal(holding.asked, ['a', 'b']);
});

test('reads a field once however long the list of its values', () => {
  const matches = compileNode(parseCondition({ user: Array.from({ length: 500 }, (_, index) => `user-${index}`) }).node);
  const event = reading({ user: 'USER-499' });
  assert.ok(matches(event));
  assert.equal(event.asked, ['user']);
});

test.run();
