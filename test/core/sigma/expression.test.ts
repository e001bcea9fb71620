import * as assert from 'uvu/assert';
import { namesOf, parseExpression, type Expression } from '../../../core/sigma/expression.js';
import { suite } from '../../support/suite.js';

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'name': return expression.name;
    case 'of': return `${expression.quantifier} of ${expression.pattern}`;
    case 'not': return `!${written(expression.inner)}`;
    case 'and': return `(${expression.parts.map(written).join(' & ')})`;
    case 'or': return `(${expression.parts.map(written).join(' | ')})`;
  }
}

const parse = suite('parseExpression');

const of = (text: string): string => {
  const expression = parseExpression(text);
  return 'problem' in expression ? `problem: ${expression.problem}` : written(expression);
};

parse('binds not before and before or', () => {
  assert.is(of('a or b and not c'), '(a | (b & !c))');
  assert.is(of('not a and b or c and d'), '((!a & b) | (c & d))');
  assert.is(of('not not a'), '!!a');
});

parse('honours parentheses, with and without spaces', () => {
  assert.is(of('a and (b or c)'), '(a & (b | c))');
  assert.is(of('( a or(b))and not(c or d)'), '((a | b) & !(c | d))');
});

parse('reads quantifiers', () => {
  assert.is(of('selection and not 1 of filter_*'), '(selection & !one of filter_*)');
  assert.is(of('all of them'), 'all of them');
  assert.is(of('any of sel* or ALL OF x_*_y'), '(one of sel* | all of x_*_y)');
  assert.is(of('1 OF sel*'), 'one of sel*');
});

parse('takes names that only look like words of its own', () => {
  assert.is(of('all and one and login-attempt'), '(all & one & login-attempt)');
  assert.is(of('android or notable'), '(android | notable)');
});

parse('says what is wrong', () => {
  assert.is(of(''), 'problem: something is missing at the end');
  assert.is(of('a and'), 'problem: something is missing at the end');
  assert.is(of('a b'), 'problem: "b" stands where and, or or the end was expected');
  assert.is(of('(a or b'), 'problem: a parenthesis is not closed');
  assert.is(of('a)'), 'problem: ")" stands where and, or or the end was expected');
  assert.is(of('and a'), 'problem: "and" stands where a name was expected');
  assert.is(of('1 of'), 'problem: "1 of" needs a name, a pattern or them');
  assert.is(of('sel*'), 'problem: "sel*" stands where a name was expected');
  assert.match(of('a | count() > 5'), /write a correlation instead/);
  assert.match(of(`${'('.repeat(5000)}a${')'.repeat(5000)}`), /nested more than 64/);
  assert.match(of(`${'not '.repeat(5000)}a`), /nested more than 64/);
});

parse.run();

const names = suite('namesOf');

names('gives the names that a pattern fits, as a whole', () => {
  const all = ['selection', 'selection_img', 'sel_a', 'filter', '_hidden', 'sel.b'];
  assert.equal(namesOf('sel*', all), ['selection', 'selection_img', 'sel_a', 'sel.b']);
  assert.equal(namesOf('*_a', all), ['sel_a']);
  assert.equal(namesOf('selection', all), ['selection']);
  assert.equal(namesOf('them', all), ['selection', 'selection_img', 'sel_a', 'filter', 'sel.b']);
  assert.equal(namesOf('_*', all), [], 'a name with _ in front is meant to be named itself');
});

names.run();
