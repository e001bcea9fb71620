import * as assert from 'uvu/assert';
import { checkSource } from '../../../core/codec/check-source.js';
import type { SourceSettings } from '../../../schemas/source.js';
import { suite } from '../../support/suite.js';

const problems = (parse: SourceSettings['parse'], multiline: SourceSettings['multiline'] = 'none'): readonly string[] =>
  [...checkSource({ parse, multiline })].map(({ path, message }) => `${path}: ${message}`);
const pattern = (text: string): readonly string[] => problems({ type: 'regex', pattern: text });

const test = suite('checkSource');

test('lets pass what is right', () => {
  for (const name of ['auto', 'json', 'text', 'logfmt', 'combined', 'syslog', 'cri'] as const) assert.equal(problems(name, 'stack_trace'), []);
  assert.equal(problems({ type: 'syslog', then: 'json' }), []);
  assert.equal(problems({ type: 'regex', pattern: '(?<a>b)', time_format: 'iso' }, { start: '^\\[' }), []);
});

test('lets pass the patterns that people write', () => {
  for (const text of [
    '^(?<time>\\S+) (?<level>\\w+) (?<message>.*)$',
    '(?<level>[A-Z]+)\\s*-\\s*(?<message>.*)',
    '^(?<time>\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]+Z?)\\s+(?:\\[(?<thread>[^\\]]*)\\]\\s+)?(?<level>[A-Z]+)\\s+(?<logger>[\\w.]+)\\s*-\\s*(?<message>.*)$',
    '^(?<ip>\\S+) \\S+ (?<user>\\S+) \\[(?<time>[^\\]]+)\\] "(?<request>[^"]*)" (?<status>\\d{3}) (?<bytes>\\d+|-)',
  ]) assert.equal(pattern(text), [], text);
});

test('names what does not belong together', () => {
  assert.equal(problems({ type: 'json', pattern: '(?<a>b)', time_format: 'iso', then: 'json' }), [
    'parse.pattern: is for regex only, not for json', 'parse.time_format: is for regex only, not for json', 'parse.then: is for cri and syslog only, not for json',
  ]);
  assert.equal(problems({ type: 'cri', then: 'regex' }), ['parse.then: cannot be regex, which needs a pattern of its own']);
});

test('refuses patterns that are missing, invalid, without names, or could take too long', () => {
  assert.equal(problems('regex'), ['parse: regex needs a pattern with named groups']);
  assert.match(pattern('(')[0] ?? '', /^parse\.pattern: not a regular expression: /);
  assert.equal(pattern('(.*)'), ['parse.pattern: the pattern has no named group: write (?<message>.*) and the like']);
  assert.match(pattern('^(?<a>(x+)+)$')[0] ?? '', /^parse\.pattern: the pattern could take too long: /);
  assert.match(pattern('(?=a)(?<b>.)')[0] ?? '', 'look-around');
  assert.match(pattern(`(?<a>${'x'.repeat(3000)})`)[0] ?? '', 'characters');
  assert.match(problems('text', { start: '^(a|a)*b' })[0] ?? '', /^multiline\.start: the pattern could take too long: /);
});

test.run();
