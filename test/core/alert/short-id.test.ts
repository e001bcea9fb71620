import * as assert from 'uvu/assert';
import { shortId } from '../../../core/alert/short-id.js';
import { suite } from '../../support/suite.js';

const test = suite('shortId');

test('gives six letters and digits that cannot be taken for one another, always the same for an id', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => shortId(`failed-logins/${index}`));
  for (const id of ids) assert.match(id, /^[a-z2-7]{6}$/);
  assert.is(shortId('failed-logins/7'), ids[7]);
  assert.ok(new Set(ids).size > 995);
});

test.run();
