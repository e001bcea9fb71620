import { createHmac } from 'node:crypto';
import * as assert from 'uvu/assert';
import { signature } from '../../../plugins/webhook-action/signature.js';
import { suite } from '../../support/suite.js';

const test = suite('signature');

test('is an HMAC-SHA256 over the time and the body, as the page says', () => {
  // RFC 4231, test case 2, has the data "what do ya want for nothing?"; here the time stands before the body.
  const expected = createHmac('sha256', 'Jefe').update('1735689600.{"a":"ü"}').digest('hex');
  assert.is(signature('Jefe', '{"a":"ü"}', 1735689600_999), `t=1735689600,v1=${expected}`);
});

test('changes with the secret, the body and the time', () => {
  assert.is(new Set([signature('a', 'x', 0), signature('b', 'x', 0), signature('a', 'y', 0), signature('a', 'x', 1000)]).size, 4);
});

test.run();
