import * as assert from 'uvu/assert';
import { covers, readLogSource } from '../../../core/sigma/log-source.js';
import { suite } from '../../support/suite.js';

const test = suite('covers');

test('holds where all that is wanted is stated', () => {
  assert.ok(covers({ product: 'windows' }, { product: 'windows', category: 'file_event' }));
  assert.ok(covers({}, { service: 'sshd' }));
  assert.not.ok(covers({ product: 'windows', service: 'security' }, { product: 'windows' }));
  assert.not.ok(covers({ product: 'windows' }, { product: 'linux' }));
});

test('a log source is read without what does not belong to it', () => {
  assert.equal(readLogSource({ product: 'windows', definition: 'x', category: 5 }, () => assert.unreachable()), { product: 'windows' });
  let said = '';
  readLogSource('windows', (_path, _code, message) => {
    said = message;
  });
  assert.match(said, 'a rule needs a logsource');
});

test.run();
