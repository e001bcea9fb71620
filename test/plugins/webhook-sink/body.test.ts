import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { requestBody } from '../../../plugins/webhook-sink/body.js';
import { suite } from '../../support/suite.js';

const test = suite('requestBody');

const lines = Buffer.from('{"a":1}\n{"b":"x\\ny, [z]"}\n');

test('is the lines as they are', async () => {
  assert.is(Buffer.from(await requestBody(lines, { format: 'ndjson', compression: 'none' })).toString(), lines.toString());
});

test('is one array of them, and leaves the lines alone', async () => {
  const before = lines.toString();
  assert.is(Buffer.from(await requestBody(lines, { format: 'array', compression: 'none' })).toString(), '[{"a":1},{"b":"x\\ny, [z]"}]');
  assert.is(Buffer.from(await requestBody(Buffer.from('{}\n'), { format: 'array', compression: 'none' })).toString(), '[{}]');
  assert.is(lines.toString(), before);
});

test('is compressed', async () => {
  assert.is(gunzipSync(await requestBody(lines, { format: 'array', compression: 'gzip' })).toString(), '[{"a":1},{"b":"x\\ny, [z]"}]');
});

test.run();
