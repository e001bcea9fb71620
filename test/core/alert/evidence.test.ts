import * as assert from 'uvu/assert';
import { redactionsIn } from '../../../core/alert/evidence.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('redactionsIn');

test('counts the marks of what was masked and of what was encrypted, in all lines', () => {
  const sealed = `[SEALED:email.AAAAAAAAAAAAAAAA.${'x'.repeat(60)}]`;
  const events = makeEvents([{ message: `to [REDACTED:email], ${sealed} and ${sealed}` }, { note: '[REDACTED:card:1111]', text: '[REDACTED]' }, { message: 'nothing' }]);
  assert.is(redactionsIn(events), 5);
  assert.is(redactionsIn([]), 0);
});

test.run();
