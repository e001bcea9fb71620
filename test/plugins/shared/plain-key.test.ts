import * as assert from 'uvu/assert';
import { plainKey } from '../../../plugins/shared/plain-key.js';
import { suite } from '../../support/suite.js';

const test = suite('plainKey');

test('keeps what is plain and short enough', () => {
  assert.is(plainKey('failed-logins/5f0c2a', 255), 'failed-logins/5f0c2a');
});

test('is a digest of all else, the same each time and another for another', () => {
  const keys = ['', 'x'.repeat(256), 'a b', '<!channel>', 'é', '\ud800'].map((id) => plainKey(id, 255));
  for (const key of keys) assert.match(key, /^[0-9a-f]{64}$/);
  assert.is(new Set(keys).size, keys.length);
  assert.is(plainKey('a b', 255), plainKey('a b', 255));
});

test.run();
