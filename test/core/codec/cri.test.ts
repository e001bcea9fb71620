import * as assert from 'uvu/assert';
import type { CodecChoice } from '../../../core/codec/codec.js';
import { createCri } from '../../../core/codec/cri.js';
import { suite } from '../../support/suite.js';

const AT = '2016-10-06T00:17:09.669794202Z';
const decode = (record: string, then: CodecChoice = 'auto'): unknown => JSON.parse(createCri(then).decode(record) ?? 'null');

const test = suite('createCri');

test('reads time, stream and message', () => {
  assert.equal(decode(`${AT} stdout F The content of the log`), { time: AT, stream: 'stdout', message: 'The content of the log' });
  assert.equal(decode(`2016-10-06T02:17:09.5+02:00 stderr F`), { time: '2016-10-06T02:17:09.5+02:00', stream: 'stderr', message: '' });
});

test('joins parts as they are and whole lines with a line feed', () => {
  assert.equal(decode(`${AT} stderr P {"a":\n${AT} stderr P "b\n${AT} stderr F c"}`), { time: AT, stream: 'stderr', a: 'bc' });
  assert.equal(decode(`${AT} stderr F Error: x\n${AT} stderr F   at y`, 'text'), { time: AT, stream: 'stderr', message: 'Error: x\n  at y' });
});

test('says where the last part is missing', () => {
  assert.equal(decode(`${AT} stdout P head`), { time: AT, stream: 'stdout', partial: true, message: 'head' });
});

test('decodes the message', () => {
  assert.equal(decode(`${AT} stdout F {"time":5,"level":"warn"}`, 'json'), { stream: 'stdout', time: 5, level: 'warn' });
  assert.is(decode(`${AT} stdout F plain`, 'json'), null);
});

test('refuses what is no container log', () => {
  for (const record of ['', 'x', `${AT} stdin F x`, `${AT} stdout X x`, `${AT} stdout`, '2016-99-06T00:17:09Z stdout F x', '{"log":"x"}']) assert.is(decode(record), null, record);
});

test.run();
