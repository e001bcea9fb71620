import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { defaultConfig } from '../../../core/logger/default-config.js';
import { suite } from '../../support/suite.js';

const test = suite('defaultConfig');

const pathFor = (service: string): unknown => (defaultConfig('logs', service)['sinks'] as { readonly file: { readonly path: string } }).file.path;

test('names the file after the service, and nothing leaves the folder', () => {
  assert.is(pathFor('shop'), join('logs', 'shop.jsonl'));
  assert.is(pathFor('@acme/web shop'), join('logs', 'acme-web-shop.jsonl'));
  assert.is(pathFor('../../etc/passwd'), join('logs', 'etc-passwd.jsonl'));
  assert.is(pathFor('..'), join('logs', 'app.jsonl'));
});

test('takes no name for a variable', () => {
  assert.equal(defaultConfig('${HOME}', '${USER}')['service'], { name: '$${USER}' });
  assert.is(defaultConfig('${HOME}', 'a')['data_dir'], join('$${HOME}', '.hushpipe'));
});

test.run();
