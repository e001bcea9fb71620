import * as assert from 'uvu/assert';
import type { CodecChoice } from '../../../core/codec/codec.js';
import { createLogfmt } from '../../../core/codec/logfmt.js';
import { createSyslog } from '../../../core/codec/syslog.js';
import { suite } from '../../support/suite.js';

const NOW = new Date(2024, 9, 12).getTime();
const OCT_11 = new Date(2024, 9, 11, 22, 14, 15).toISOString();

const decode = (record: string, then: CodecChoice = 'auto'): unknown => {
  const text = createSyslog(then, () => NOW).decode(record);
  return text === undefined ? undefined : JSON.parse(text);
};

const test = suite('createSyslog');

test('reads RFC 3164', () => {
  assert.equal(decode("<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick on /dev/pts/8"), {
    level: 'critical', facility: 'auth', time: OCT_11, host: 'mymachine', logger: 'su', pid: '230', message: "'su root' failed for lonvick on /dev/pts/8",
  });
});

test('reads files without the priority, with either time', () => {
  assert.equal(decode('Oct 11 22:14:15 web1 sshd[1]: Failed password for root'), { time: OCT_11, host: 'web1', logger: 'sshd', pid: '1', message: 'Failed password for root' });
  assert.equal(decode('2024-05-01T12:00:00.123456+02:00 web1 kernel: [ 1.5] up'), { time: '2024-05-01T12:00:00.123456+02:00', host: 'web1', logger: 'kernel', message: '[ 1.5] up' });
});

test('reads what has no host, no tag or nothing but a priority', () => {
  assert.equal(decode('<13>Oct 11 22:14:15 cron[7]: run'), { level: 'info', facility: 'user', time: OCT_11, logger: 'cron', pid: '7', message: 'run' });
  assert.equal(decode('<13>Oct 11 22:14:15 fe80::1 no tag here'), { level: 'info', facility: 'user', time: OCT_11, host: 'fe80::1', message: 'no tag here' });
  assert.equal(decode('<0>all is lost'), { level: 'critical', facility: 'kern', message: 'all is lost' });
  assert.equal(decode('<191>'), { level: 'debug', facility: 'local7', message: '' });
});

test('reads RFC 5424 with structured data', () => {
  assert.equal(decode('<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 12 ID47 [ex@32473 iut="3" src="a \\"b\\" \\\\ \\] \\n"][o ip="1" ip="2"] \ufeffAn event'), {
    'level': 'info', 'facility': 'local4', 'time': '2003-10-11T22:14:15.003Z', 'host': 'mymachine.example.com', 'logger': 'evntslog', 'pid': '12', 'msgid': 'ID47',
    'structured_data': { 'ex@32473': { iut: '3', src: 'a "b" \\ ] \\n' }, 'o': { ip: ['1', '2'] } }, 'message': 'An event',
  });
  assert.equal(decode('<11>1 - - - - - -'), { level: 'error', facility: 'user', message: '' });
  assert.equal(decode('<12>1 - - app - - [a] '), { level: 'warn', facility: 'user', logger: 'app', structured_data: { a: {} }, message: '' });
});

test('keeps a broken RFC 5424 header as the message', () => {
  for (const rest of ['1 - - - - - [a b="c', '1 2003-99-11T22:14:15Z - - - - -', '1 - - - - - [a b="c"]x', '1 - -']) {
    assert.equal(decode(`<11>${rest}`), { level: 'error', facility: 'user', message: rest });
  }
});

test('takes structured data with hostile names', () => {
  const text = createSyslog('text', () => NOW).decode('<11>1 - - - - - [__proto__ __proto__="1" constructor="2"][__proto__ x="3"] m');
  assert.match(text ?? '', '"structured_data":{"__proto__":{"__proto__":"1","constructor":"2","x":"3"}}');
});

test('decodes the message: its fields win', () => {
  assert.equal(decode('<11>Oct 11 22:14:15 h app: {"severity":"debug","ts":1e400,"msg":"x","id":1}', 'json'), {
    facility: 'user', host: 'h', logger: 'app', severity: 'debug', ts: Infinity, msg: 'x', id: 1,
  });
  assert.equal(decode('<11>app: {"log":{"level":"info"},"host":"x"}'), { facility: 'user', logger: 'app', log: { level: 'info' }, host: 'x' });
  assert.equal(decode('<11>app: level=warn a=b', createLogfmt()), { facility: 'user', logger: 'app', level: 'warn', a: 'b' });
});

test('keeps the bytes of a JSON message', () => {
  const text = createSyslog('auto', () => NOW).decode('<11>app: {"n": 12345678901234567890,\n"u":"\\u0040","__proto__":1 }');
  assert.is(text, '{"level":"error","logger":"app","facility":"user","n": 12345678901234567890, "u":"\\u0040","__proto__":1 }');
});

test('with auto keeps as text what is no object; with a codec refuses it', () => {
  assert.equal(decode('<11>app: {"a":'), { level: 'error', facility: 'user', logger: 'app', message: '{"a":' });
  assert.equal(decode('<11>app: {}'), { level: 'error', facility: 'user', logger: 'app' });
  assert.is(decode('<11>app: plain', 'json'), undefined);
  assert.is(decode('<11>app: [1]', 'json'), undefined);
  assert.is(decode('<11>app: plain words', createLogfmt()), undefined);
});

test('refuses what is no syslog', () => {
  for (const record of ['', 'hello', '<192>x', '<1234>x', '<>x', '<-1>x', 'Oct 11 22:14 h a: b', '{"a":1}', 'Feb 30 10:00:00 h a: b']) assert.is(decode(record), undefined, record);
});

test.run();
