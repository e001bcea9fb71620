import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { createAllowList } from '../../../core/redact/allow-list.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { suite } from '../../support/suite.js';

const test = suite('createAllowList');
const hashed = `sha256:${createHash('sha256').update('b@example.com').digest('hex')}`;

test('holds exact values, and those that a hash stands for', () => {
  const allow = createAllowList(['a@example.com', hashed]);
  assert.equal(['a@example.com', 'b@example.com', 'A@example.com', hashed].map((value) => allow.has(value)), [true, true, false, false]);
  assert.ok(createAllowList([]).isEmpty);
});

test('frees no credential', () => {
  const { redactor } = compileRedaction({ allow: ['hunter2hunter2', hashed] });
  assert.is(redactor?.text('password=hunter2hunter2 to b@example.com'), 'password=[REDACTED:password] to b@example.com');
});

test.run();
