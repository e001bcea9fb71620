import * as assert from 'uvu/assert';
import type { MessageState } from '../../../core/alert/incident.js';
import { afterTurn, type Turn } from '../../../core/alert/message-turn.js';
import { suite } from '../../support/suite.js';

const test = suite('afterTurn');

const message: MessageState = { posted: true, receipt: { ts: 'old' }, dirty: { n: 2, cause: 'digest' }, notes: [] };
const turn = (form: Turn['form']): Turn => ({ n: 2, cause: 'digest', form });

test('what an edit gives back is edited from then on', () => {
  assert.equal(afterTurn(message, turn('edit'), 'thread', { delivered: true, receipt: { ts: 'new' } }).receipt, { ts: 'new' });
});

test('keeps the message that stands where an edit gives nothing back, and whatever a reply gives', () => {
  assert.equal(afterTurn(message, turn('edit'), 'thread', { delivered: false }).receipt, { ts: 'old' });
  assert.equal(afterTurn(message, turn('reply'), 'thread', { delivered: true, receipt: { ts: 'reply' } }).receipt, { ts: 'old' });
});

test.run();
