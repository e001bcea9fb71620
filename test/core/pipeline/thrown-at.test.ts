import * as assert from 'uvu/assert';
import { thrownAt } from '../../../core/pipeline/thrown-at.js';
import { suite } from '../../support/suite.js';

const test = suite('thrownAt');

const withStack = (stack: string): Error => Object.assign(new Error('x'), { stack });

test('finds the first place of a stack that is a file', () => {
  assert.match(thrownAt(new Error('here')) ?? '', /thrown-at\.test\.js:\d+:\d+$/);
  assert.is(thrownAt(withStack('Error: x\n    at node:internal/process:1:2\n    at run (file:///my%20app/sink.mjs:3:7)\n    at /other.js:1:1')), '/my app/sink.mjs:3:7');
  assert.is(thrownAt(withStack('Error: x\n    at Object.<anonymous> (/app/sink.cjs:3:7)')), '/app/sink.cjs:3:7');
});

test('finds the place before a syntax error, and is not misled by its message', () => {
  assert.is(thrownAt(withStack('file:///app/sink.mjs:2\nsyntax error here\n       ^^^^^\n\nSyntaxError: Unexpected identifier')), '/app/sink.mjs:2');
  assert.is(thrownAt(withStack('Error: see http://x:1 and /y\n    at node:internal/process:1:2')), undefined);
});

test('finds nothing where there is nothing', () => {
  for (const value of [undefined, 'text', withStack(''), withStack('Error: x'), withStack('at file://remote/x:1:2')]) assert.is(thrownAt(value), undefined);
});

test.run();
