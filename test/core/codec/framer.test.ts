import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { createFramer, type FramerOptions } from '../../../core/codec/framer.js';
import type { FramedBatch } from '../../../core/contract/plugin.js';
import { suite } from '../../support/suite.js';

interface Framed {
  readonly records: readonly string[];
  readonly oversize: readonly number[];
  readonly consumed: number;
  /** Most bytes held back at a time. */
  readonly pending: number;
}

/** The records of a batch as core sees them: without their line ends. */
function recordsOf({ bytes, ends }: FramedBatch): readonly string[] {
  const content = (start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('latin1').replace(/\r?\n$/, '');
  if (ends !== undefined) return ends.map((end, index) => content(ends[index - 1] ?? 0, end));
  const text = Buffer.from(bytes).toString('latin1');
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').map((line) => line.replace(/\r$/, ''));
}

function frame(chunks: readonly Uint8Array[], options: Partial<FramerOptions> = {}): Framed {
  const oversize: number[] = [];
  const framer = createFramer({ multiline: 'none', maxLine: 1024, onOversize: (skipped) => oversize.push(skipped), ...options });
  const records: string[] = [];
  let consumed = 0;
  let pushed = 0;
  let pending = 0;
  const take = (batch: FramedBatch | undefined): void => {
    if (batch !== undefined) {
      records.push(...recordsOf(batch));
      consumed += batch.consumed;
    }
    assert.is(consumed + framer.pending, pushed);
    pending = Math.max(pending, framer.pending);
  };
  for (const chunk of chunks) {
    pushed += chunk.length;
    take(framer.push(chunk));
  }
  take(framer.flush());
  assert.is(framer.pending, 0);
  return { records, oversize, consumed, pending };
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const frameText = (text: string, options?: Partial<FramerOptions>): Framed => frame([bytesOf(text)], options);

const lines = suite('createFramer');

lines('gives each line as a record and the rest on flush', () => {
  assert.equal(frameText('a\nb\n\nc').records, ['a', 'b', '', 'c']);
  assert.equal(frameText('a\r\nb\r\n').records, ['a', 'b']);
  assert.equal(frameText('').records, []);
});

lines('gives a view on the chunk where no line was carried over', () => {
  const framer = createFramer({ multiline: 'none', maxLine: 100, onOversize: () => {} });
  const chunk = Buffer.from('one\ntwo\nthr');
  const batch = framer.push(chunk);
  assert.is(batch?.bytes.buffer, chunk.buffer);
  assert.is(batch?.consumed, 8);
  assert.is(batch?.ends, undefined);
  assert.is(framer.pending, 3);
  assert.is(Buffer.from(framer.push(Buffer.from('ee\nfour\n'))?.bytes ?? []).toString(), 'three\nfour\n');
});

lines('keeps what it holds back when the caller uses the chunk again', () => {
  const framer = createFramer({ multiline: 'none', maxLine: 100, onOversize: () => {} });
  const chunk = Buffer.from('ab');
  assert.is(framer.push(chunk), undefined);
  chunk.fill(0x78);
  assert.is(Buffer.from(framer.flush()?.bytes ?? []).toString(), 'ab');
});

lines('cuts an over-long line, skips the rest of it and says how much', () => {
  const framed = frameText('12345678\n123456789\nx\n', { maxLine: 8 });
  assert.equal(framed.records, ['12345678', '12345678', 'x']);
  assert.equal(framed.oversize, [1]);
  assert.is(framed.consumed, 21);
});

lines('does not count a carriage return as part of a line', () => {
  const framed = frameText('12345678\r\n123456789\r\n', { maxLine: 8 });
  assert.equal(framed.records, ['12345678', '12345678']);
  assert.equal(framed.oversize, [2]);
});

lines('cuts before the word at the limit: half a token would not be known for what it is', () => {
  const cut = (text: string): unknown => frameText(`${text}\n`, { maxLine: 16 }).records[0];
  assert.is(cut('to me@mail.example.com'), 'to ');
  assert.is(cut('password=correct-horse'), 'password=');
  assert.is(cut('{"a":"secret-token"}'), '{"a":"');
  assert.is(cut('one two three 16 17'), 'one two three 16');
  assert.is(cut(`${'x'.repeat(40)} y`), 'x'.repeat(16));
});

lines('cuts before a UTF-8 sequence, never inside it', () => {
  for (const [text, expected] of [['abcé', 'abc'], ['abc€', 'abc'], ['ab😀', 'ab'], ['a😀b', 'a'], ['aé€', 'aé']] as const) {
    const framed = frame([Buffer.from(`${text}zzzz\n`)], { maxLine: 4 });
    assert.is(Buffer.from(framed.records[0] ?? '', 'latin1').toString(), expected);
  }
});

lines('cuts bytes that are no UTF-8 at the limit', () => {
  assert.equal(frame([Buffer.alloc(9, 0x80)], { maxLine: 4 }).records, ['\x80\x80\x80\x80']);
});

lines('holds no more than max_line of a line that never ends', () => {
  let oversize = 0;
  const framer = createFramer({ multiline: 'none', maxLine: 1000, onOversize: (skipped) => (oversize += skipped) });
  for (let round = 0; round < 100; round++) assert.is(framer.push(Buffer.alloc(10_000, 0x61)), undefined);
  assert.is(framer.pending, 1_000_000);
  const batch = framer.push(Buffer.from('\nnext\n'));
  assert.is(batch?.bytes.length, 1001 + 5);
  assert.is(batch?.consumed, 1_000_006);
  assert.is(oversize, 999_000);
});

lines('gives the same records for any cut into chunks', () => {
  const piece = fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', '\n\n', 'é', '😀', '0123456789', '\x80', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(120), { maxLength: 8 }), fc.integer({ min: 4, max: 12 }), (pieces, places, maxLine) => {
      const bytes = Buffer.from(pieces.join(''));
      const whole = frame([bytes], { maxLine });
      const cut = frame(cutAt(bytes, places), { maxLine });
      assert.equal({ ...cut, pending: 0 }, { ...whole, pending: 0 });
      assert.is(whole.consumed, bytes.length);
      const expected = bytes.toString('latin1').split('\n');
      if (expected.at(-1) === '') expected.pop();
      assert.is(whole.records.length, expected.length);
      whole.records.forEach((record, index) => assert.ok(expected[index]?.startsWith(record)));
    }),
    { seed: 20, numRuns: 500 },
  );
});

lines.run();

function cutAt(bytes: Buffer, places: readonly number[]): readonly Uint8Array[] {
  const sorted = [0, ...places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => Buffer.from(bytes.subarray(sorted[index], end)));
}

const records = suite('createFramer with multiline');

records('begins a record at each line that matches start', () => {
  const framed = frameText('lost head\n[1] a\n  b\nc\r\n[2] d\n', { multiline: { start: '^\\[' } });
  assert.equal(framed.records, ['lost head', '[1] a\n  b\nc', '[2] d']);
});

records('holds the last record back until the next begins or flush', () => {
  const framer = createFramer({ multiline: { start: '^\\[' }, maxLine: 100, onOversize: () => {} });
  assert.is(framer.push(Buffer.from('[1] a\n b\n')), undefined);
  assert.is(framer.pending, 9);
  const batch = framer.push(Buffer.from('[2] c\n d'));
  assert.equal(batch?.ends, [9]);
  assert.is(batch?.consumed, 9);
  assert.is(framer.pending, 8);
  assert.equal(framer.flush()?.ends, [8]);
});

records('begins a new record rather than let one grow over max_line', () => {
  const framed = frameText('[1] abc\ndef\nghi\njkl\n', { multiline: { start: '^\\[' }, maxLine: 12 });
  assert.equal(framed.records, ['[1] abc\ndef', 'ghi\njkl']);
  assert.equal(framed.oversize, []);
});

records('cuts an over-long line within a record', () => {
  const framed = frameText('[1]\n0123456789\n[2]\n', { multiline: { start: '^\\[' }, maxLine: 8 });
  assert.equal(framed.records, ['[1]', '01234567', '[2]']);
  assert.equal(framed.oversize, [2]);
  assert.is(framed.consumed, 19);
});

records('joins the parts of a container log line, and waits for no more than the last part', () => {
  const framer = createFramer({ multiline: 'none', parse: { type: 'cri' }, maxLine: 500, onOversize: () => {} });
  const at = '2024-05-01T10:00:00.000000001Z';
  const batch = framer.push(Buffer.from(`${at} stdout F one\n${at} stdout P two-\n${at} stdout F end\n${at} stdout P three`));
  assert.equal(recordsOf(batch ?? { bytes: Buffer.alloc(0), consumed: 0 }), [`${at} stdout F one`, `${at} stdout P two-\n${at} stdout F end`]);
});

records('joins stack traces by the messages of a container log, one stream at a time', () => {
  const line = (stream: string, message: string): string => `2024-05-01T10:00:00.000000001Z ${stream} F ${message}`;
  const text = [line('stderr', 'Error: x'), line('stderr', '    at f (a.js:1:1)'), line('stdout', '    hello'), line('stdout', 'bye')].join('\n');
  assert.equal(frameText(text, { multiline: 'stack_trace', parse: 'cri' }).records.map((record) => record.split('\n').length), [2, 1, 1]);
});

records('gives the same records for any cut into chunks, with a pattern, for traces and for container logs', () => {
  const piece = fc.constantFrom(
    '[1] x\n', 'y\n', '\tat z\r\n', '\n', 'tail', 'Error: q\n', 'panic: p\n', 'goroutine 1 [x]:\n', 'Traceback (most recent call last):\n',
    '0123456789012345678901234567890123456789\n', '2024-05-01T10:00:00Z stdout P a\n', '2024-05-01T10:00:00Z stdout F b\n', '2024-05-01T10:00:00Z stderr F c\n',
  );
  const settings = fc.constantFrom<Partial<FramerOptions>>(
    { multiline: { start: '^\\[' } }, { multiline: 'stack_trace' }, { multiline: 'none', parse: 'cri' }, { multiline: 'stack_trace', parse: 'cri' },
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(900), { maxLength: 8 }), fc.integer({ min: 8, max: 80 }), settings, (pieces, places, maxLine, options) => {
      const bytes = Buffer.from(pieces.join(''));
      const whole = frame([bytes], { ...options, maxLine });
      const cut = frame(cutAt(bytes, places), { ...options, maxLine });
      assert.equal({ ...cut, pending: 0 }, { ...whole, pending: 0 });
      assert.is(whole.consumed, bytes.length);
      assert.ok(whole.records.every((record) => record.length <= maxLine));
    }),
    { seed: 21, numRuns: 500 },
  );
});

records('asks for smaller chunks where each line has to become text', () => {
  const chunk = (options: Partial<FramerOptions>): number => createFramer({ multiline: 'none', maxLine: 1024, onOversize: () => {}, ...options }).bestChunk;
  assert.equal((['json', 'text', 'auto', 'combined', 'cri', 'logfmt'] as const).map((parse) => chunk({ parse }) >= 1_000_000), [true, true, true, false, false, false]);
  assert.is(chunk({}), chunk({ parse: 'json' }));
  assert.is(chunk({ parse: { type: 'regex', pattern: '(?<a>.)' }, multiline: 'stack_trace' }), chunk({ parse: 'combined' }));
});

records.run();
