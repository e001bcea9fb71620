import * as assert from 'uvu/assert';
import { FieldCoverage } from '../../../core/redact/coverage.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { suite } from '../../support/suite.js';

const test = suite('FieldCoverage');
const rules = compileRedaction({ paths: ['deep.**.gone'] }).redactor as Redactor;

test('notes what nothing looks into, by path, and the best that was done to a field', () => {
  const coverage = new FieldCoverage(rules);
  coverage.note({ n: 1, list: [1, 'a'], password: 'x', deep: { a: [{ gone: 1 }], stays: null } });
  coverage.note({ n: 'text', id: 12345678901234 });
  assert.equal(Object.fromEntries(coverage.fields()), { n: 'scanned', 'list[*]': 'scanned', password: 'replaced', 'deep.a[*].gone': 'replaced', 'deep.stays': 'never', id: 'scanned' });
});

test('keeps no name that is a secret', () => {
  const coverage = new FieldCoverage(rules);
  coverage.note({ 'ada@example.com': 1 });
  assert.equal(coverage.fields(), [['[REDACTED:email]', 'never']]);
});

test.run();
