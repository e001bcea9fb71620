import * as assert from 'uvu/assert';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('Ticket');

/** Whether it is done by now, and how. */
async function stateOf(ticket: Ticket): Promise<'open' | 'resolved' | 'rejected'> {
  const open = new Promise<'open'>((resolve) => {
    setImmediate(resolve, 'open');
  });
  return Promise.race([ticket.done.then(() => 'resolved' as const, () => 'rejected' as const), open]);
}

test('is done when every part that was held and the first one are settled', async () => {
  const ticket = new Ticket();
  ticket.hold();
  ticket.hold();
  ticket.settle();
  ticket.settle();
  assert.is(await stateOf(ticket), 'open');
  ticket.settle();
  assert.is(await stateOf(ticket), 'resolved');
});

test('rejects with the first error, but not before the last part is settled', async () => {
  const ticket = new Ticket();
  ticket.hold();
  ticket.hold();
  ticket.settle(new Error('first'));
  ticket.settle(new Error('second'));
  assert.is(await stateOf(ticket), 'open');
  ticket.settle();
  assert.is((await rejection(ticket.done, Error)).message, 'first');
});

test('may be rejected while nobody looks', async () => {
  new Ticket().settle(new Error('given up'));
  await new Promise(setImmediate);
});

test('says who keeps the items meanwhile', () => {
  assert.is(new Ticket().keeper, 'nobody');
  assert.is(new Ticket('source').keeper, 'source');
});

test.run();
