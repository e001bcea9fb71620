import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { loadSigma } from '../../../core/sigma/load.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';
import { load, met, problemsOf, ruleText } from './sigma-text.js';

const test = suite('loadSigma');
const temp = tempFolder(test);

const rule = (id: string, detection: unknown = { sel: { a: id }, condition: 'sel' }): string => ruleText(detection, { id });

test('loads all that can be loaded, and says of the rest where it is wrong', () => {
  const text = 'title: one\nid: r1\nlogsource: { product: x }\ndetection:\n  sel: { a: 1 }\n  condition: sel\n---\ntitle: two\nid: r2\nlogsource: { product: x }\ndetection:\n  sel:\n    b|contians: 1\n  condition: sel and other\n---\ntitle: [\n---\n'
    + 'title: three\nid: r1\nlogsource: { product: x }\ndetection:\n  sel: { a: 1 }\n  condition: sel\n---\ntitle: four\nlogsource: { product: x }\ndetection: { sel: { c: 1 }, condition: sel }\n';
  const { rules, problems } = loadSigma([{ name: 'rules/x.yml', text }]);
  assert.equal(rules.map(({ id }) => id), ['r1', 'four']);
  assert.equal(problems.map(({ file, line, column, code, hint }) => `${file}:${line}:${column} ${code} ${hint ?? ''}`.trim()), [
    'rules/x.yml:13:17 CONDITION_UNKNOWN_MODIFIER Did you mean "contains"?',
    'rules/x.yml:14:14 SIGMA_BAD_CONDITION',
    'rules/x.yml:17:1 SIGMA_SYNTAX',
    'rules/x.yml:19:5 SIGMA_DUPLICATE',
  ]);
});

test('reads files and folders, in the order of their names, with what is in them', async () => {
  const folder = temp.path;
  await mkdir(join(folder, 'sub/.git'), { recursive: true });
  await writeFile(join(folder, 'b.yml'), rule('b'));
  await writeFile(join(folder, 'sub/a.yaml'), rule('a'));
  await writeFile(join(folder, 'sub/.git/x.yml'), rule('x'));
  await writeFile(join(folder, 'README.md'), '# no rule');
  const { rules, problems } = loadSigma([{ file: folder }, { file: join(folder, 'b.yml') }, { file: join(folder, 'gone.yml') }]);
  assert.equal(rules.map(({ id, file }) => [id, file]), [['b', join(folder, 'b.yml')], ['a', join(folder, 'sub/a.yaml')]]);
  assert.equal(problems.map(({ file, code }) => [file, code]), [[join(folder, 'b.yml'), 'SIGMA_DUPLICATE'], [join(folder, 'gone.yml'), 'SIGMA_FILE']]);
});

test('regular expressions that V8 could take too long for are run in linear time, unless they are to be refused', () => {
  const hostile = rule('r', { sel: { 'm|re': '(a+)+$' }, condition: 'sel' });
  assert.equal(met([hostile], { m: 'baaa' }), ['r']);
  assert.equal(met([hostile], { m: `${'a'.repeat(8000)}!` }), []);
  assert.match(problemsOf([hostile], { regex: 'refuse' }).join(), 'CONDITION_UNSAFE_REGEX');
});

test('does not look at the log source without a pipeline', () => {
  assert.equal(met([rule('r')], { a: 'r' }), ['r']);
  assert.equal(met([rule('r')], { a: 'r' }, { pipelines: ['windows'] }), []);
});

test('loads nothing of nothing', () => {
  assert.equal(load(['']), { rules: [], correlations: [], problems: [] });
});

test.run();
