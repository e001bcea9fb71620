import * as assert from 'uvu/assert';
import drop from '../../../plugins/drop/drop.js';
import { suite } from '../../support/suite.js';
import { fakeContext } from '../fake-context.js';
import { fakeEvent } from '../fake-event.js';

const test = suite('drop');

test('leaves out every event that it is given', async () => {
  const transform = await drop.create({}, fakeContext());
  assert.equal(transform.apply([fakeEvent(), fakeEvent({ class: 'audit' })]), []);
});

test.run();
