import * as assert from 'uvu/assert';
import { dataPart, fillTemplate, MAX_VALUE, parseTemplate } from '../../../core/alert/template.js';
import { suite } from '../../support/suite.js';

const parse = suite('parseTemplate');

const partsOf = (source: string): unknown => {
  const parsed = parseTemplate(source);
  return 'template' in parsed ? parsed.template : parsed.problem;
};

parse('tells text from fields', () => {
  assert.equal(partsOf('Brute force on ${user} from ${ client.ip }!'), [{ text: 'Brute force on ' }, { field: 'user' }, { text: ' from ' }, { field: 'client.ip' }, { text: '!' }]);
  assert.equal(partsOf('${a}${b}'), [{ field: 'a' }, { field: 'b' }]);
  assert.equal(partsOf(''), []);
});

parse('takes $${ for ${ itself, and a lone $ or brace as it stands', () => {
  assert.equal(partsOf('costs $5 {a} $${user} $$ }'), [{ text: 'costs $5 {a} ${user} $$ }' }]);
});

parse('says what is wrong', () => {
  assert.is(partsOf('a ${user'), '"${user" has no closing brace');
  assert.is(partsOf('a ${ } b'), '"${ }" names no field');
  assert.is(partsOf('${a ${b}'), '"${a ${b}" names no field');
});

parse.run();

const fill = suite('fillTemplate');

fill('marks what came from the config and what came from data', () => {
  const parsed = parseTemplate('Hi ${user}.');
  assert.ok('template' in parsed);
  const message = 'template' in parsed ? fillTemplate(parsed.template, (field) => dataPart(`<${field}>`)) : [];
  assert.equal(message, [{ text: 'Hi ' }, { data: '<user>' }, { text: '.' }]);
});

fill.run();

const data = suite('dataPart');

data('cuts a long value, but no character in two', () => {
  const valueOf = (text: string): string => {
    const part = dataPart(text);
    return 'data' in part ? part.data : '';
  };
  assert.is(valueOf('x'.repeat(MAX_VALUE)).length, MAX_VALUE);
  assert.is(valueOf('x'.repeat(1_000_000)), `${'x'.repeat(MAX_VALUE - 1)}…`);
  assert.is(valueOf(`${'x'.repeat(MAX_VALUE - 2)}😀😀`), `${'x'.repeat(MAX_VALUE - 2)}…`);
});

data.run();
