import * as assert from 'uvu/assert';
import { describeRefusal } from '../../../plugins/discord/refusal.js';
import { suite } from '../../support/suite.js';

const test = suite('describeRefusal');

test('says the code, the message and the places', () => {
  const errors = { embeds: { 0: { fields: { 1: { value: { _errors: [{ code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }] } } } } }, content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } };
  assert.is(describeRefusal(JSON.stringify({ code: 50035, message: 'Invalid Form Body', errors })),
    '50035, Invalid Form Body, embeds.0.fields.1.value: BASE_TYPE_REQUIRED, content: BASE_TYPE_MAX_LENGTH');
});

test('takes nothing that does not look like Discord\'s own words', () => {
  for (const body of ['', '<html>', '[]', 'null', '"x"', '{"message":"https://x.example/y","errors":{"A B":{"_errors":[{"code":"x y"}]}}}']) assert.is(describeRefusal(body), '');
});

test('is short whatever was answered', () => {
  const deep = (depth: number): object => (depth === 0 ? { _errors: [{ code: 'X' }] } : Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`a${index}`, deep(depth - 1)])));
  assert.ok(describeRefusal(JSON.stringify({ code: 1, errors: deep(5) })).length <= 200);
});

test.run();
