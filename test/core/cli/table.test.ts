import * as assert from 'uvu/assert';
import { counted, formatTable, grouped } from '../../../core/cli/table.js';
import { suite } from '../../support/suite.js';

const test = suite('formatTable');

test('puts columns under their titles, figures to the right, and no space at the end of a line', () => {
  assert.is(formatTable([{ title: 'name' }, { title: 'n', align: 'right' }, { title: 'why' }], [['a', '1,000', ''], ['long name', '2', 'x']]), `\
name           n  why
a          1,000
long name      2  x
`);
});

test('groups digits', () => {
  assert.equal([0, 12, 123, 1234, 1234567].map(grouped), ['0', '12', '123', '1,234', '1,234,567']);
  assert.equal([counted(1, 'line'), counted(2000, 'line')], ['1 line', '2,000 lines']);
});

test.run();
