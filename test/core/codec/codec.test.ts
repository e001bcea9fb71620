import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { createCodec, type Codec } from '../../../core/codec/codec.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { SourceSettings } from '../../../schemas/source.js';
import { suite } from '../../support/suite.js';

const now = (): number => Date.UTC(2024, 4, 1);

function codec(parse: SourceSettings['parse']): Codec {
  const made = createCodec(parse, { now });
  if (typeof made === 'string') throw new Error(`${made} is done by core`);
  return made;
}

const ALL: readonly SourceSettings['parse'][] = [
  'logfmt', 'combined', 'syslog', 'cri',
  { type: 'regex', pattern: '^(?<time>\\S+) (?<level>\\w+) (?<message>.*)$' },
  { type: 'regex', pattern: '(?<__proto__>.)(?<rest>.*)', time_format: 'iso' },
  { type: 'syslog', then: 'json' }, { type: 'syslog', then: 'logfmt' }, { type: 'cri', then: 'combined' }, { type: 'cri', then: 'syslog' }, { type: 'cri', then: 'text' },
];

const test = suite('createCodec');

test('leaves json, text and auto to core', () => {
  for (const name of ['json', 'text', 'auto'] as const) assert.is(createCodec(name, { now }), name);
  assert.is(createCodec({ type: 'json' }, { now }), 'json');
});

test('throws CONFIG_BAD_VALUE that names the key', () => {
  assert.throws(
    () => createCodec({ type: 'regex', pattern: '(' }, { now }),
    (error: unknown) => error instanceof HushpipeError && error.code === 'CONFIG_BAD_VALUE' && error.message.startsWith('parse.pattern: '),
  );
});

test('never throws, and gives one line that is an object, whatever the record', () => {
  const time = '2024-05-01T10:00:00.5Z';
  const head = fc.constantFrom(
    '', `<34>Oct 11 22:14:15 host su[1]: `, `<165>1 ${time} host app 1 ID [a@1 b="c"] `, `${time} stdout F `, `${time} stderr P `, 'a=', 'a="', '{"a":',
    '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "', `${time} info `,
  );
  const tail = fc.oneof(
    fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom('"', '\\', '\ud800', '\udc00', '\0', '\n', '\r', ' ', '=', '[', ']', '{', '}', '__proto__', 'constructor', '<1>', ':', '\u2028', '\\x', '\\u00', '\\xff', 'a', '1e400', '-'), { maxLength: 40 })
      .map((pieces) => pieces.join('')),
  );
  const codecs = ALL.map(codec);
  let fits = 0;
  fc.assert(
    fc.property(head, tail, fc.nat(codecs.length - 1), (start, end, index) => {
      const text = codecs[index]?.decode(start + end);
      if (text === undefined) return;
      fits += 1;
      assert.not.match(text, /[\r\n]/);
      const value: unknown = JSON.parse(text);
      assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
    }),
    { seed: 7, numRuns: 5000 },
  );
  assert.ok(fits > 500, `only ${fits} records fitted`);
});

test('takes a megabyte of anything in bounded time', () => {
  const million = (unit: string): string => unit.repeat(Math.ceil(1_000_000 / unit.length));
  const bodies = ['a', '"', '\\', ' ', 'a=b ', '=', '[', ' [', '\\"', '<', '1', 'a="', '[a b="', '\n', '{"a":', '{', '\u{1f600}', '\0', ':', '-', 'x: ', '\\x41', '2024-05-01T10:00:00Z stdout P a\n'].map(million);
  const heads = ['', '<34>', 'a="', '2024-05-01T10:00:00Z stdout F ', '<165>1 - - - - - [a b="', 'Oct 11 22:14:15 ', '1 - - [10/Oct/2000:13:55:36 -0700] "'];
  for (const parse of ALL) {
    const made = codec(parse);
    for (const head of heads) for (const body of bodies.filter((_body, index) => (index + head.length) % 6 === 0)) made.decode(head + body);
  }
}, { limit: 30_000 });

test.run();
