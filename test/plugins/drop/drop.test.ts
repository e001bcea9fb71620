import * as assert from 'uvu/assert';
import { testContext } from '../../../core/testing/test-context.js';
import { testTransform } from '../../../core/testing/transform.js';
import drop from '../../../plugins/drop/drop.js';
import { suite } from '../../support/suite.js';
import { makeEvent } from '../make-event.js';

const conformance = suite('drop: conformance');
testTransform({ test: conformance, plugin: drop, config: {} });
conformance.run();

const test = suite('drop');

test('leaves out every event that it is given', async () => {
  const transform = await drop.create({}, testContext());
  assert.equal(transform.apply([makeEvent(), makeEvent({}, 'audit')]), []);
});

test.run();
