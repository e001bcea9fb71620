import * as assert from 'uvu/assert';
import { createLogfmt } from '../../../core/codec/logfmt.js';
import { suite } from '../../support/suite.js';

const codec = createLogfmt();
const decode = (record: string): string | undefined => codec.decode(record);

const test = suite('createLogfmt');

test('reads pairs, quoted values and flags, standard fields first', () => {
  assert.is(
    decode('status=200 time=2024-05-01T10:00:00Z level=info msg="paid \\"twice\\"\\n" url=/a?b=c cached empty='),
    '{"time":"2024-05-01T10:00:00Z","level":"info","status":200,"msg":"paid \\"twice\\"\\n","url":"/a?b=c","cached":true,"empty":""}',
  );
});

test('types only what loses no digit', () => {
  assert.is(
    decode('a=0 b=-1.5 c=007 d=1.10 e=12345678901234567890 f=1e400 g=NaN h=Infinity i="5" j=false k=+1 l=0x10'),
    '{"a":0,"b":-1.5,"c":"007","d":"1.10","e":"12345678901234567890","f":"1e400","g":"NaN","h":"Infinity","i":"5","j":false,"k":"+1","l":"0x10"}',
  );
});

test('keeps a message text', () => {
  assert.is(decode('msg=5 level=30'), '{"level":30,"msg":"5"}');
});

test('gives the last of equal keys', () => {
  assert.is(decode('a=1 a=2'), '{"a":2}');
});

test('takes any key, __proto__ as well', () => {
  assert.is(decode('__proto__=1 constructor=2 a.b=3 \0=4'), '{"__proto__":1,"constructor":2,"a.b":3,"\\u0000":4}');
});

test('refuses prose and what is broken', () => {
  for (const record of ['', ' ', 'user logged in', 'user logged in id=5', '=x', 'a=1 =2', 'a="open', 'a="b"c', 'a="b"c=1', '"a"=1', 'a=1 b"c']) {
    assert.is(decode(record), undefined, record);
  }
});

test.run();
