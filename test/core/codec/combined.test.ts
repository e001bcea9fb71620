import * as assert from 'uvu/assert';
import { createCombined } from '../../../core/codec/combined.js';
import { suite } from '../../support/suite.js';

const codec = createCombined();
const decode = (record: string): string | undefined => codec.decode(record);
const fields = (record: string): unknown => JSON.parse(decode(record) ?? 'null');
const AT = '[10/Oct/2000:13:55:36 -0700]';

const test = suite('createCombined');

test('reads the combined format', () => {
  assert.is(
    decode(`127.0.0.1 - frank ${AT} "GET /apache_pb.gif?a=b HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"`),
    '{"time":"2000-10-10T13:55:36-07:00","level":"info","message":"GET /apache_pb.gif?a=b HTTP/1.0","client.ip":"127.0.0.1","user":"frank",'
    + '"http.method":"GET","http.path":"/apache_pb.gif?a=b","http.version":"1.0","http.status":200,"http.bytes":2326,'
    + '"http.referer":"http://www.example.com/start.html","http.user_agent":"Mozilla/4.08 [en] (Win98; I ;Nav)"}',
  );
});

test('reads the common format, and leaves out what is absent', () => {
  assert.equal(fields(`::1 - - [01/Jan/2024:00:00:00 +0000] "HEAD / HTTP/2.0" 304 -`), {
    'time': '2024-01-01T00:00:00Z', 'level': 'info', 'message': 'HEAD / HTTP/2.0', 'client.ip': '::1',
    'http.method': 'HEAD', 'http.path': '/', 'http.version': '2.0', 'http.status': 304, 'http.bytes': 0,
  });
  assert.not.match(decode(`::1 - - ${AT} "GET / HTTP/1.1" 200 5 "-" "-"`) ?? '', /referer|user_agent|user|rest/);
});

test('takes the level from the status', () => {
  const level = (status: number): unknown => JSON.parse(decode(`a - - ${AT} "GET / HTTP/1.1" ${status} 0`) ?? '{}').level;
  assert.equal([100, 200, 399, 400, 499, 500, 599].map(level), ['info', 'info', 'info', 'warn', 'warn', 'error', 'error']);
});

test('undoes the escapes of Apache and nginx', () => {
  const line = String.raw`a - - ${AT} "GET /\xd0\xb6\x22 HTTP/1.1" 200 0 "-" "say \"hi\" \\ \xff \q"`;
  const { 'http.path': path, 'http.user_agent': agent } = JSON.parse(decode(line) ?? '{}');
  assert.is(path, '/ж"');
  assert.is(agent, String.raw`say "hi" \ \xff \q`);
});

test('keeps a request that is no HTTP as the message', () => {
  const value = JSON.parse(decode(String.raw`a - - ${AT} "\x16\x03\x01" 400 0 "-" "-"`) ?? '{}');
  assert.is(value.message, '\x16\x03\x01');
  assert.is(value['http.method'], undefined);
  assert.is(JSON.parse(decode(`a - - ${AT} "-" 408 0`) ?? '{}').message, '-');
});

test('reads a path with spaces, a request without version, a user with a space and a bracket', () => {
  assert.is(JSON.parse(decode(`a - - ${AT} "GET /a b c HTTP/1.1" 200 0`) ?? '{}')['http.path'], '/a b c');
  assert.is(JSON.parse(decode(`a - - ${AT} "GET /old" 200 0`) ?? '{}')['http.path'], '/old');
  assert.is(JSON.parse(decode(`a - jo [x] doe ${AT} "GET / HTTP/1.1" 200 0`) ?? '{}').user, 'jo [x] doe');
});

test('keeps the identity and what follows the user agent', () => {
  const value = JSON.parse(decode(`a me - ${AT} "GET / HTTP/1.1" 200 007 "-" "curl" "10.0.0.1" 0.012`) ?? '{}');
  assert.is(value.ident, 'me');
  assert.is(value['http.bytes'], 7);
  assert.is(value.rest, '"10.0.0.1" 0.012');
});

test('refuses what is no access log', () => {
  for (const record of ['', 'hello', 'a b c d e f', `a - - ${AT} "GET /" 20 1`, `a - - ${AT} "GET /" abc 1`, `a - - ${AT} "GET / 200 1`, `a - - ${AT} "GET /" 200 x`,
    'a - - [40/Oct/2000:13:55:36 -0700] "GET /" 200 1', 'a - - [10/Okt/2000:13:55:36 -0700] "GET /" 200 1', `a - - ${AT} "GET /" 200 1 "x`]) {
    assert.is(decode(record), undefined, record);
  }
});

test('lets no quote escape from a field', () => {
  const value = JSON.parse(decode(`"evil - "user\\ ${AT} "GET / HTTP/1.1" 200 0 "-" "tab\there \u{1f600} \ud800"`) ?? '{}');
  assert.is(value['client.ip'], '"evil');
  assert.is(value.user, '"user\\');
  assert.is(value['http.user_agent'], 'tab\there \u{1f600} \ud800');
});

test.run();
