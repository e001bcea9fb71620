import * as assert from 'uvu/assert';
import { MovedMessages } from '../../../plugins/shared/moved-messages.js';
import { suite } from '../../support/suite.js';

const test = suite('MovedMessages');

test('finds what was posted anew by the old receipt, and leaves all else', () => {
  const messages = new MovedMessages();
  messages.moved({ ts: '1' }, { ts: '2' });
  messages.moved(undefined, { ts: '9' });
  messages.moved({ ts: '3' }, undefined);
  assert.equal([messages.now({ ts: '1' }), messages.now({ ts: '3' }), messages.now(undefined)], [{ ts: '2' }, { ts: '3' }, undefined]);
  messages.moved({ ts: '1' }, { ts: '4' });
  assert.equal(messages.now({ ts: '1' }), { ts: '4' });
});

test('remembers a thousand', () => {
  const messages = new MovedMessages();
  for (let id = 0; id <= 1000; id++) messages.moved({ id }, { id: -id });
  assert.equal([messages.now({ id: 0 }), messages.now({ id: 1000 })], [{ id: 0 }, { id: -1000 }]);
});

test.run();
