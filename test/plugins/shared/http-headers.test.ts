import * as assert from 'uvu/assert';
import { Secret } from '../../../core/contract/secret.js';
import { headerProblems, idempotencyKey, requestHeaders } from '../../../plugins/shared/http-headers.js';
import { suite } from '../../support/suite.js';

const problems = suite('headerProblems');

problems('names what HTTP does not take, without the value', () => {
  const found = [...headerProblems({ 'X-Ok': new Secret('fine'), 'X Bad': new Secret('a'), 'X-Split': new Secret(`tok${'en'.repeat(2)}\r\nX-Evil: 1`), 'Content-Length': new Secret('5'), 'X-Mine': new Secret('x') }, ['x-mine'])];
  assert.equal(found.map(({ path }) => path), ['headers.X Bad', 'headers.X-Split', 'headers.Content-Length', 'headers.X-Mine']);
  assert.not.match(JSON.stringify(found), 'token');
  assert.equal([...headerProblems(undefined)], []);
});

problems.run();

const request = suite('requestHeaders');

request('puts the configured over the defaults, whatever their case, and the fixed over both', () => {
  const headers = requestHeaders({ 'content-type': 'a/b' }, { 'Content-Type': new Secret('c/d'), 'X-Key': new Secret('k'), 'Idempotency-Key': new Secret('mine') }, { 'idempotency-key': 'ours' });
  assert.equal(headers, { 'user-agent': 'hushpipe', 'content-type': 'c/d', 'x-key': 'k', 'idempotency-key': 'ours' });
});

request.run();

const key = suite('idempotencyKey');

key('is the same for the same ids, another for others, and safe in a header', () => {
  assert.is(idempotencyKey(['a', 'b']), idempotencyKey(['a', 'b']));
  assert.is(new Set([['a', 'b'], ['b', 'a'], ['ab'], ['a:b'], ['a', 'b', '']].map(idempotencyKey)).size, 5);
  assert.match(idempotencyKey(['\n שלום']), /^[0-9a-f]{32}$/);
});

key.run();
