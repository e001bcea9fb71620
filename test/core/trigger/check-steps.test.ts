import * as assert from 'uvu/assert';
import { checkSteps } from '../../../core/trigger/check-steps.js';
import { suite } from '../../support/suite.js';

const test = suite('checkSteps');

const found = (sequence: Readonly<Record<string, unknown>>): readonly string[] => [...checkSteps(sequence)].map(({ at, message, hint }) => `${at.slice(1).join('/')}: ${message}${hint === undefined ? '' : ` (${hint})`}`);
const A = { a: { kind: 'a' } };
const B = { b: { kind: 'b' } };

test('finds nothing wrong with steps as they should be', () => {
  assert.equal(found({ steps: [{ ...A, times: 5 }, { ...B, within: '10m' }], by: { actor: { a: 'user', b: 'db.user', unless: 'who' }, tenant: 'tenant' }, unless: { kind: 'x' } }), []);
  assert.equal(found({ steps: [A, B], by: ['user', 'ip'], ordered: false }), []);
});

test('a step has exactly one name', () => {
  assert.equal(found({ steps: [{ times: 5 }] }), ['steps/0: the step has no name (Write it as `- name: { field: value }`.)']);
  assert.equal(found({ steps: [{ ...A, tims: 5 }] }), ['steps/0/tims: a step has one name, but here are "a" and "tims" (Did you mean "times"?)']);
  assert.equal(found({ steps: [{ login: {}, export: {} }] }), ['steps/0: a step has one name, but here are "login" and "export" (Make a step of each: begin each with a dash.)']);
});

test('names stand for one step each', () => {
  assert.equal(found({ steps: [A, A] }), ['steps/1/a: a step above is named "a" too (Give it another name.)']);
  assert.equal(found({ steps: [{ unless: { kind: 'a' } }] }), ['steps/0/unless: a step cannot be named "unless" (Give it another name.)']);
});

test('conditions are read in their places', () => {
  assert.equal(found({ steps: [{ a: { 'n|gtee': 1 } }], unless: { 'm|gte': 'x' } }).map((text) => text.split(':', 1)[0]), ['steps/0/a/n|gtee', 'unless/m|gte']);
});

test('`by` names every step, and none that is not there', () => {
  assert.equal(found({ steps: [{ failed: { kind: 'a' } }, B], by: { actor: { faild: 'user', b: 'user' } } }), [
    'by/actor/faild: there is no step "faild" (Did you mean "failed"?)',
    'by/actor: it does not say which field of step "failed" holds it (Add failed: and the name of the field.)',
  ]);
});

test('what does not go together is said', () => {
  assert.equal(found({ steps: [{ ...A, within: '1m' }, B], ordered: false }), ['steps/0/within: steps in any order have none before them (Take "within" out, or "ordered: false".)']);
  assert.equal(found({ steps: [A, { t: { trigger: 'x' } }] }), ['steps: some steps are about triggers, others about events (Make triggers of the conditions about events, and name these.)']);
});

test.run();
