import * as assert from 'uvu/assert';
import { Share } from '../../../core/pipeline/share.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('Share');

async function isDone(ticket: Ticket): Promise<boolean> {
  const open = new Promise<boolean>((resolve) => {
    setImmediate(resolve, false);
  });
  return Promise.race([ticket.done.then(() => true), open]);
}

test('holds its ticket until it is settled, once', async () => {
  const ticket = new Ticket('source');
  const [one, two] = [new Share(ticket), new Share(ticket)];
  ticket.settle();
  one.settle();
  one.settle();
  assert.is(await isDone(ticket), false);
  two.settle();
  assert.is(await isDone(ticket), true);
});

test('is split into two that must both arrive', async () => {
  const ticket = new Ticket('source');
  const share = new Share(ticket);
  const other = share.split();
  ticket.settle();
  share.settle();
  assert.is(await isDone(ticket), false);
  other.settle(new Error('given up'));
  assert.is((await rejection(ticket.done, Error)).message, 'given up');
});

test('has arrived for the one before when it is passed on', async () => {
  const [source, disk] = [new Ticket('source'), new Ticket('disk')];
  const share = new Share(source);
  source.settle();
  share.passTo(disk);
  disk.settle();
  assert.equal([await isDone(source), await isDone(disk), share.keeper], [true, false, 'disk']);
  share.settle();
  assert.is(await isDone(disk), true);
});

test('stays with whom it was settled', async () => {
  const disk = new Ticket('disk');
  const share = new Share(new Ticket('source'));
  share.settle();
  share.passTo(disk);
  disk.settle();
  assert.equal([await isDone(disk), share.keeper, share.isSettled], [true, 'source', true]);
});

test.run();
