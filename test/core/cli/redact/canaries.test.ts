import * as assert from 'uvu/assert';
import { holds, makeCanaries } from '../../../../core/cli/redact/canaries.js';
import { suite } from '../../../support/suite.js';

const test = suite('makeCanaries');

test('makes other secrets each time, each of them in its line unless that encodes it', () => {
  const [first, second] = [makeCanaries(), makeCanaries()];
  assert.is(new Set([...first, ...second].map(({ secret }) => secret)).size, first.length * 2);
  for (const { place, line, secret } of first) if (!['escapes', 'base64'].includes(place)) assert.ok(line.includes(secret), place);
});

test('knows a secret in its encodings, wherever base64 cuts the rest', () => {
  assert.ok(holds('a secret-value b', 'secret-value') && holds(Buffer.from('secret-value and more').toString('base64'), 'secret-value') && holds(Buffer.from('secret-value').toString('hex'), 'secret-value'));
  assert.not.ok(holds('secret', 'secret-value'));
});

test.run();
