import * as assert from 'uvu/assert';
import { compileRegex, MAX_REGEX_SUBJECT } from '../../../core/condition/regex.js';
import { suite } from '../../support/suite.js';

const test = suite('compileRegex');

const matches = (source: string, text: string, flags = ''): boolean => {
  const result = compileRegex(source, flags);
  assert.ok('test' in result, `${source}: ${JSON.stringify(result)}`);
  return 'test' in result && result.test(text);
};

test('looks anywhere in the text, and honours i, m and s', () => {
  assert.ok(matches('b+c', 'abbcd'));
  assert.not.ok(matches('^b', 'ab'));
  assert.ok(matches('DENIED', 'denied', 'i'));
  assert.ok(matches('^b', 'a\nb', 'm'));
  assert.ok(matches('a.b', 'a\nb', 's'));
  assert.not.ok(matches('a.b', 'a\nb'));
});

test('takes flags at the start of the expression, as other dialects write them', () => {
  assert.ok(matches('(?i)DENIED', 'denied'));
  assert.ok(matches('(?is)a.B', 'A\nb', 'i'));
  assert.not.ok(matches('DENIED', 'denied'));
});

test('finds the same with the outer .* left away', () => {
  assert.ok(matches('.*denied.*', 'it was denied here'));
  assert.not.ok(matches('.*denied.*', 'it was allowed'));
  assert.ok(matches('.*', ''));
});

test('gives the same on texts with and without the literal that it looks for first', () => {
  assert.ok(matches('user=\\w+ failed', 'x user=eve failed'));
  assert.not.ok(matches('user=\\w+ failed', 'x user=eve passed'));
  assert.ok(matches('(?:ab)+cd', 'ababcd'));
  assert.ok(matches('ab?c', 'ac'));
  assert.ok(matches('É', 'é', 'i'));
});

test('looks at the first 8 Ki characters only', () => {
  assert.ok(matches('end', `${'x'.repeat(MAX_REGEX_SUBJECT - 3)}end`));
  assert.not.ok(matches('end', `${'x'.repeat(MAX_REGEX_SUBJECT - 2)}end`));
});

test('keeps no state between calls', () => {
  const result = compileRegex('a', '');
  assert.ok('test' in result && result.test('a') && result.test('a') && result.test('a'));
});

test('says what is wrong with an expression that is none', () => {
  const result = compileRegex('(a', '');
  assert.match('invalid' in result ? result.invalid : '', /Unterminated group/);
});

const UNSAFE: readonly (readonly [source: string, why: RegExp])[] = [
  ['(a+)+$', /inside another/], ['(a+)+', /inside another/], ['(a*)*b', /inside another/], ['(\\w+\\s?)*$', /inside another/], ['(.*,)*x', /inside another/],
  ['(a|aa)+$', /several ways/], ['(a|a?)+$', /several ways/], ['(\\w|\\d)*x', /several ways/], ['(a?){50}b', /several ways/],
  ['(a{1,3})*b', /several ways/], ['(?:.*a){12}b', /several ways/], ['(x?\\w){20}$', /several ways/],
  ['\\d+\\d+x', /in a row/], ['a*a*b', /in a row/], ['\\s*\\s*,', /in a row/], ['x.*.*=', /in a row/],
  ['foo.*bar.*baz', /one after the other/], ['failed .* from .* port', /one after the other/], ['a{0,900}b?a{0,900}x', /one after the other/],
  ['(?=a)b', /look-around/], ['(a)\\1', /back-reference/], ['a'.repeat(2049), /2048/],
];

test('refuses what could take too long', () => {
  for (const [source, why] of UNSAFE) {
    const result = compileRegex(source, '');
    assert.ok('unsafe' in result, source);
    assert.match('unsafe' in result ? result.unsafe : '', why, source);
  }
});

const SAFE = ['foo.*bar', '^GET .*\\.php.*\\?cmd=', '(?:\\d{1,3}\\.){3}\\d{1,3}', '(?:\\d+\\.){3}\\d+', '(?:[a-f\\d]{2}:){5}[a-f\\d]{2}', '[\\w.-]+@[\\w-]+\\.com', '\\b(?:GET|POST) \\S+ HTTP/1\\.[01]',
  '\\d+\\.?\\d*', '(?:foo|bar)+', '(?:ab){1,20}c', '^\\s+|\\s+$', 'user=(\\S+) .*from (\\S+)', '.*.*', '[a-z]+\\d+', '(?:\\d+, )?\\d+ms', '^\\w+ \\w+ \\w+ \\w+$', 'timeout|refused|reset', ''];

test('accepts what is bounded', () => {
  for (const source of SAFE) assert.ok('test' in compileRegex(source, ''), `${source}: ${JSON.stringify(compileRegex(source, ''))}`);
});

test('what it accepts ends soon on hostile texts', () => {
  const texts = ['a', 'ab', '1', '1.', ' ', 'foobar', 'GET .php', 'aa:', 'a.a@', 'user=x from '].map((unit) => unit.repeat(9000).slice(0, 9000));
  for (const source of SAFE) {
    const result = compileRegex(source, '');
    if ('test' in result) for (const text of texts) result.test(text);
  }
}, { limit: 20_000 });

test('linear: runs in time what V8 could take too long for, and refuses what no such engine knows', () => {
  const hostile = 'a+'.repeat(4000);
  for (const [source, flags] of [['(a+)+$', ''], ['\\+.*\\+.*\\+.*x', ''], ['\\+.*\\+.*\\+.*X', 'i']] as const) {
    const result = compileRegex(source, flags, 'linear');
    assert.ok('test' in result, source);
    if ('test' in result) assert.is(result.test(`${hostile}!`), false, source);
  }
  const found = compileRegex('(?i)set.*&&.*x.*&&', '', 'linear');
  assert.ok('test' in found && found.test('SET a && X b && c') && !found.test('set a && b'));
  assert.ok('unsafe' in compileRegex('(?=a)b', '', 'linear'));
  assert.ok('unsafe' in compileRegex('(?:(a+)+b{100}){50}', '', 'linear'));
}, { limit: 20_000 });

test('unsafe: runs what is refused otherwise', () => {
  const result = compileRegex('^(?!root)(\\w+)=\\1$', '', 'unsafe');
  assert.ok('test' in result && result.test('eve=eve') && !result.test('root=root'));
});

test('says which texts it needs, folded', () => {
  const result = compileRegex('User=\\w+ (?:Failed|Refused)', '');
  assert.equal('test' in result ? result.literals : undefined, ['failed', 'refused']);
});

test.run();
