import * as assert from 'uvu/assert';
import { contextFields, withContext } from '../../../core/logger/context.js';
import { suite } from '../../support/suite.js';

const test = suite('withContext');

test('holds in what is called and in what that starts, and nowhere else', async () => {
  const seen: string[] = [];
  const later = withContext({ requestId: 1 }, async () => {
    seen.push(contextFields().text);
    await Promise.resolve();
    seen.push(withContext({ user: 'eve', requestId: 2 }, () => contextFields().text), contextFields().text);
    return 'result';
  });
  seen.push(contextFields().text);
  assert.is(await later, 'result');
  assert.equal(seen, [',"requestId":1', '', ',"user":"eve","requestId":2', ',"requestId":1']);
});

test.run();
