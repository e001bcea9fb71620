import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Slots } from '../../../core/trigger/slots.js';
import { suite } from '../../support/suite.js';

const test = suite('Slots');

test('keeps keys in the order they were last touched in, each with a slot of its own, as small as can be', () => {
  const action = fc.tuple(fc.constantFrom('touch', 'close'), fc.constantFrom('a', 'b', 'c', 'd', 'e'));
  fc.assert(fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
    const slots = new Slots();
    let keys: readonly string[] = [];
    let most = 0;
    for (const [verb, key] of actions) {
      if (verb === 'close') slots.close(key);
      else if (slots.touch(key) === undefined) slots.open(key);
      keys = [...keys.filter((one) => one !== key), ...(verb === 'close' ? [] : [key])];
      most = Math.max(most, keys.length);
      const entries = [...slots.entries()];
      assert.equal(entries.map(([one]) => one), keys);
      assert.equal(slots.stalest(), entries[0]);
      assert.is(slots.size, keys.length);
      assert.is(new Set(entries.map(([, slot]) => slot)).size, keys.length);
      assert.ok(entries.every(([one, slot]) => slot < most && slots.slotOf(one) === slot));
    }
  }), { seed: 31, numRuns: 200 });
});

test.run();
