import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { selectBranch } from '../../../core/config/select-branch.js';
import { ajvErrors } from '../../../core/config/validator.js';
import type { JsonSchema } from '../../../core/contract/schema.js';
import { suite } from '../../support/suite.js';

const BRANCHES: readonly JsonSchema[] = [
  { enum: ['never', 'daily', 3] },
  { type: 'string', format: 'duration' },
  { type: 'string', minLength: 3, pattern: '^x' },
  { type: 'number', minimum: 0, maximum: 1 },
  { type: 'integer', exclusiveMinimum: 5 },
  { type: 'boolean' },
  { type: 'array', minItems: 2, items: { type: 'string' } },
  { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'boolean' }] } },
  { type: 'object', additionalProperties: false, required: ['type'], properties: { type: { const: 'a' }, n: { type: 'integer' } } },
  { type: 'object', additionalProperties: false, required: ['type'], properties: { type: { const: 'b' }, n: { type: 'string' } } },
  { type: 'object', additionalProperties: { type: 'integer' } },
];

const test = suite('selectBranch');

test('finds the branch that ajv would take', () => {
  const leaf = fc.oneof(fc.constantFrom('never', 'daily', '5s', 'xyz', 'x', 'a', 'b', 3, 0.5, 7, true, null), fc.integer(), fc.string());
  const value = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(fc.constantFrom('type', 'n', 'k'), leaf, { maxKeys: 3 }), fc.record({ type: fc.constantFrom('a', 'b'), n: leaf }));
  const chosen = new Set<number>();
  fc.assert(fc.property(value, (item) => {
    const valid = BRANCHES.findIndex((branch) => ajvErrors(branch, item).length === 0);
    if (valid === -1) return;
    chosen.add(valid);
    assert.is(selectBranch(BRANCHES, item), BRANCHES[valid], JSON.stringify(item));
  }), { seed: 5, numRuns: 2000 });
  assert.is(chosen.size, BRANCHES.length, 'every branch was met');
});

test('falls back to a branch of the right type, then to anything', () => {
  assert.is(selectBranch(BRANCHES, 'neither'), BRANCHES[0]);
  assert.equal(selectBranch([{ type: 'string' }], 5), {});
});

test.run();
