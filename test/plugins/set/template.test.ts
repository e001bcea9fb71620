import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { compileValue, templateProblem } from '../../../plugins/set/template.js';
import { suite } from '../../support/suite.js';
import { makeEvent } from '../make-event.js';

const event = makeEvent({ message: 'hi', user: { id: 7 }, tags: ['a'], name: 'eve', none: null });
const render = (value: JsonValue): JsonValue | undefined => {
  const compiled = compileValue(value);
  return 'constant' in compiled ? compiled.constant : compiled.render(event);
};

const compiling = suite('compileValue');

compiling('a value without a placeholder is a constant', () => {
  for (const value of ['x', '', 1, false, null, ['a', { b: 1 }], { c: [] }]) assert.equal(compileValue(value), { constant: value });
});

compiling('a string that is one placeholder keeps the type of the field', () => {
  assert.is(render('${user.id}'), 7);
  assert.equal(render('${ tags }'), ['a']);
  assert.is(render('${none}'), null);
});

compiling('a string that is one placeholder of a missing field gives nothing', () => {
  assert.is(render('${nowhere}'), undefined);
});

compiling('text around placeholders makes text', () => {
  assert.is(render('${name} is ${user.id}, ${tags}'), 'eve is 7, ["a"]');
  assert.is(render('<${nowhere}>'), '<>');
});

compiling('a doubled dollar sign gives a literal placeholder', () => {
  assert.equal(compileValue('$${name}'), { constant: '${name}' });
  assert.is(render('$${name} = ${name}, 5 $'), '${name} = eve, 5 $');
});

compiling('strings inside lists and objects are templates too', () => {
  assert.equal(render({ who: '${name}', list: ['${user.id}', '${nowhere}', 2], gone: '${nowhere}' }), { who: 'eve', list: [7, null, 2] });
});

compiling('a placeholder in the value of a field is not filled in again', () => {
  const compiled = compileValue('${text}!');
  assert.is('render' in compiled && compiled.render(makeEvent({ text: '${message}' })), '${message}!');
});

compiling.run();

const checking = suite('templateProblem');

checking('good templates have none', () => {
  for (const value of ['${a}', 'x ${a.b} y', '$${', '$${a}', '}', '$', 3, null, ['${a}']]) assert.is(templateProblem(value), undefined);
});

checking('an open or empty placeholder is found, wherever it stands', () => {
  for (const value of ['${', '${a', '${}', '${ }', 'x ${a} ${', { a: ['${'] }]) assert.match(templateProblem(value) ?? '', '${field}');
});

checking.run();
