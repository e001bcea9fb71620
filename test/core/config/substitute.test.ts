import * as assert from 'uvu/assert';
import { plainValue, substitute } from '../../../core/config/substitute.js';
import { suite } from '../../support/suite.js';

const env = { HOST: 'db', EMPTY: '', NESTED: '${HOST}', PORT: '5432' };

const test = suite('substitute');

test('leaves text without variables alone', () => {
  assert.is(substitute('plain $HOST {HOST}', env), undefined);
  assert.is(substitute('${user.id} and ${count}', env), undefined, 'fields of a template are no variables');
});

test('replaces variables, several in one text', () => {
  assert.equal(substitute('tcp://${HOST}:${PORT}/x', env), { text: 'tcp://db:5432/x', names: ['HOST', 'PORT'], missing: [] });
});

test('names the variables that are missing', () => {
  assert.equal(substitute('${NO}-${HOST}', env), { text: '-db', names: ['NO', 'HOST'], missing: ['NO'] });
});

test('takes the default where a variable is missing or empty', () => {
  assert.is(substitute('${NO:-a b}', env)?.text, 'a b');
  assert.is(substitute('${EMPTY:-x}', env)?.text, 'x');
  assert.is(substitute('${EMPTY}', env)?.text, '');
  assert.is(substitute('${NO:-}', env)?.text, '');
  assert.is(substitute('${HOST:-x}', env)?.text, 'db');
});

test('takes $${NAME} for the text ${NAME}', () => {
  assert.equal(substitute('$${HOST}', env), { text: '${HOST}', names: [], missing: [] });
});

test('does not look into what a variable holds', () => {
  assert.is(substitute('${NESTED}', env)?.text, '${HOST}');
});

test('takes nothing from the prototype of the environment', () => {
  assert.equal(substitute('${__PROTO__}', {})?.missing, ['__PROTO__']);
});

test.run();

const plain = suite('plainValue');

plain('reads numbers, booleans and null as YAML does', () => {
  assert.equal(['1', '-2.5', '1e3', 'true', 'False', 'null', '~', '', 'yes', '0x1f', '1.2.3', '5s'].map(plainValue),
    [1, -2.5, 1000, true, false, null, null, null, 'yes', '0x1f', '1.2.3', '5s']);
});

plain.run();
