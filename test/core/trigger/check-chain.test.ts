import * as assert from 'uvu/assert';
import { checkChain } from '../../../core/trigger/check-chain.js';
import { suite } from '../../support/suite.js';

const test = suite('checkChain');

const plain = (name: string): object => ({ name, when: { level: 'error' } });
const on = (name: string, ...triggers: readonly string[]): object => ({ name, when: { trigger: triggers, state: 'firing' } });
const found = (...triggers: readonly unknown[]): readonly string[] => [...checkChain(triggers)].map(({ path, grade, code, message, hint }) => `${grade} ${path.join('/')} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`);

test('semantics 9: finds nothing wrong with chains that end', () => {
  assert.equal(found(plain('a'), plain('b'), on('c', 'a', 'b'), on('d', 'c', 'a')), []);
  assert.equal(found(null, 'x', { name: 3 }, plain('a')), []);
});

test('semantics 9: a cycle names its path', () => {
  assert.equal(found(on('a', 'b'), on('b', 'c'), on('c', 'a')), ['error 0/name TRIGGER_CYCLE: it stands on itself: "a" → "b" → "c" → "a"']);
  assert.equal(found(plain('a-1'), on('b', 'c'), { name: 'c', when: [{ trigger: 'a-1' }, { 'trigger|startswith': 'b' }] }), ['error 1/name TRIGGER_CYCLE: it stands on itself: "b" → "c" → "b"']);
  assert.equal(found({ name: 's', sequence: { steps: [{ one: { trigger: 'b' } }] } }, on('b', 's')), ['error 0/name TRIGGER_CYCLE: it stands on itself: "s" → "b" → "s"']);
});

test('a trigger that is about all others does not hear itself', () => {
  assert.equal(found(plain('a'), on('all', '*')), []);
});

test('semantics 9: at most 8 stand on each other', () => {
  const chain = (length: number): readonly object[] => [plain('t0'), ...Array.from({ length }, (_, n) => on(`t${n + 1}`, `t${n}`))];
  assert.equal(found(...chain(8)), []);
  assert.equal(found(...chain(9)), ['error 9/name TRIGGER_CYCLE: it stands on 9 triggers above each other, of which 8 are followed (Let it be about the triggers further down.)']);
});

test('warns of names that no trigger has', () => {
  assert.equal(found(plain('payment-errors'), on('x', 'payment-erors', 'pay*')), ['warning 1/when/trigger/0 TRIGGER_UNKNOWN_TRIGGER: there is no trigger "payment-erors" (Did you mean "payment-errors"?)']);
  assert.equal(found(plain('a'), { name: 'q', when: { event: 'deploy' }, suppress: { triggers: ['a', 'zzz'] } }), ['warning 1/suppress/triggers/1 TRIGGER_UNKNOWN_TRIGGER: there is no trigger "zzz"']);
});

test.run();
