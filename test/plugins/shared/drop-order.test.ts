import * as assert from 'uvu/assert';
import { mostThatFits } from '../../../plugins/shared/drop-order.js';
import { suite } from '../../support/suite.js';

const test = suite('mostThatFits');

test('shows the most that fits, and drops samples, groups, fields and the reason in this order', () => {
  assert.equal(mostThatFits((shown) => shown, () => true), { samples: 3, groups: 10, fields: true, why: true });
  assert.equal(mostThatFits((shown) => shown, ({ samples }) => samples === 0), { samples: 0, groups: 10, fields: true, why: true });
  assert.equal(mostThatFits((shown) => shown, ({ groups }) => groups < 10), { samples: 0, groups: 1, fields: true, why: true });
  assert.equal(mostThatFits((shown) => shown, ({ fields }) => !fields), { samples: 0, groups: 0, fields: false, why: true });
  assert.equal(mostThatFits((shown) => shown, ({ why }) => !why), { samples: 0, groups: 0, fields: false, why: false });
  assert.is(mostThatFits((shown) => shown, () => false), undefined);
});

test.run();
