import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { createCodec } from '../../../core/codec/codec.js';
import type { Classification } from '../../../core/classify/classifier.js';
import type { EventClass, LogEvent } from '../../../core/contract/event.js';
import type { RawBatch } from '../../../core/contract/plugin.js';
import { encodeLines } from '../../../core/event/encode.js';
import { viewOf } from '../../../core/event/line-event.js';
import { Inlet, type InletOptions } from '../../../core/pipeline/inlet.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { LineRedactor } from '../../../core/redact/line-redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';

const test = suite('Inlet');

const clock = new VirtualClock();
const redactor = compileRedaction(undefined).redactor as Redactor;
const mail = 'ada.lovelace' + '@example.com';

function makeInlet(options: Partial<InletOptions> = {}): { readonly inlet: Inlet; readonly tally: Tally } {
  const tally = new Tally('sources.app');
  const inlet = new Inlet({
    id: 'sources.app', decoder: 'auto', redactor: undefined, guard: (_path, value) => value, classify: undefined, discard: undefined, resource: { service: 'shop' },
    multiline: false, clock, random: () => 0.5, tally, ...options,
  });
  return { inlet, tally };
}
const plain = (eventClass: EventClass): Classification => ({ eventClass, changes: undefined });
const redacting = (): LineRedactor => new LineRedactor(redactor, { count() {} });
const batchOf = (text: string, rest: Omit<RawBatch, 'bytes'> = {}): RawBatch => ({ bytes: Buffer.from(text), ...rest });
const textOf = (events: readonly LogEvent[]): string => Buffer.from(encodeLines(events, 'line')).toString();

test('makes one event of each record, in order, with the bytes it came as', () => {
  const { inlet, tally } = makeInlet();
  const text = '{"a":1}\nplain\r\n\n{"a":\n{"b" : 1e400}\n';
  const events = inlet.admit(batchOf(text));
  assert.equal(events.map((event) => event.line()), ['{"a":1}', 'plain', '{"a":', '{"b" : 1e400}']);
  assert.equal(events.map((event) => viewOf(event).isJson), [true, false, false, true]);
  assert.equal(tally.read(), { ...new Tally('sources.app').read(), eventsIn: 4, bytesIn: text.length, reasons: { malformed: 1 }, counters: { empty_lines: 1 } });
});

test('loses no record and makes up none, whatever comes', () => {
  const record = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ' ')), fc.constantFrom('', '{}', '{"a":1}', '{"a":', '[1]', ' {"a":1} ', 'a=1 b="c"', 'null'));
  for (const parse of ['json', 'text', 'auto', 'logfmt', 'syslog', 'cri'] as const) {
    const decoder = createCodec(parse, { now: () => 0 });
    fc.assert(fc.property(fc.array(record, { maxLength: 8 }), (lines) => {
      const events = makeInlet({ decoder, redactor: redacting() }).inlet.admit(batchOf(lines.map((line) => `${line}\n`).join('')));
      assert.is(events.length, lines.filter((line) => line !== '').length, parse);
    }), { seed: 20260917, numRuns: runs(100) });
  }
});

test('takes for text what is no JSON object, and counts it where JSON was expected', () => {
  const lines = '[1]\n"a"\n{"a":1}{}\nnull\ntext\n';
  for (const [decoder, malformed] of [['json', 5], ['auto', 1], ['text', undefined]] as const) {
    const { inlet, tally } = makeInlet({ decoder });
    const events = inlet.admit(batchOf(lines));
    assert.equal(events.map((event) => event.message), ['[1]', '"a"', '{"a":1}{}', 'null', 'text'], decoder);
    assert.is(tally.reasons.get('malformed'), malformed, decoder);
  }
});

test('takes for text what is nested so deep that nobody could write it as JSON again', () => {
  const nested = (depth: number, [open = '', close = '']: readonly string[]): string => `{"x":${open.repeat(depth - 1)}1${close.repeat(depth - 1)},"note":"${'[{'.repeat(2000)}\\"]"}`;
  for (const brackets of [['[', ']'], ['{"a":', '}']]) {
    for (const [decoder, after] of [['json', ''], ['auto', ''], [createCodec({ type: 'cri', then: 'json' }, { now: () => 0 }), '2025-01-01T00:00:00Z stdout F ']] as const) {
      const { inlet, tally } = makeInlet({ decoder, redactor: redacting() });
      const [deep, fine] = inlet.admit(batchOf(`${after}${nested(1001, brackets)}\n${after}${nested(1000, brackets)}\n`));
      assert.equal([deep?.get('x'), typeof fine?.get('x'), tally.reasons.get('malformed')], [undefined, 'object', 1]);
      assert.ok(JSON.stringify(fine?.toJSON()).length > 2000);
    }
  }
});

test('sees JSON behind white space', () => {
  const [event] = makeInlet().inlet.admit(batchOf(' \t{"a":1}\n'));
  assert.is(event?.get('a'), 1);
});

test('reads records through a codec, and keeps as they came those that it does not understand', () => {
  const { inlet, tally } = makeInlet({ decoder: createCodec('logfmt', { now: () => 0 }) });
  const bytes = Buffer.concat([Buffer.from('level=warn msg="it is late" n=1\nno pairs here '), Buffer.of(0xff), Buffer.from('\nmsg=on\n')]);
  const events = inlet.admit({ bytes });
  assert.equal(events.map((event) => event.message), ['it is late', 'no pairs here \ufffd', 'on']);
  assert.equal([events[0]?.level, events[0]?.get('n')], ['warn', 1]);
  assert.equal(Buffer.from(encodeLines(events.slice(1, 2), 'line')), bytes.subarray(32, 48));
  assert.is(tally.reasons.get('malformed'), 1);
});

test('redacts every record of a batch and of the next, whatever reads them', () => {
  const lines = [...Array.from({ length: 50 }, (_, at) => `level=info msg="nothing ${at}"`), `level=info msg="from ${mail}"`, `prose about ${mail}`, ...Array.from({ length: 50 }, () => 'level=info msg=x'), `level=warn to=${mail}`];
  for (const parse of ['logfmt', 'text', 'auto'] as const) {
    const { inlet } = makeInlet({ decoder: createCodec(parse, { now: () => 0 }), redactor: redacting() });
    for (let batch = 0; batch < 3; batch++) {
      const out = textOf(inlet.admit(batchOf(`${lines.join('\n')}\n`)));
      assert.not.match(out, mail, parse);
      assert.is(out.match(/\[REDACTED:email\]/g)?.length, 3, parse);
    }
  }
});

test('leaves nothing of what was redacted in the memory that events share', () => {
  for (const parse of ['json', 'logfmt'] as const) {
    const { inlet } = makeInlet({ decoder: createCodec(parse, { now: () => 0 }), redactor: redacting() });
    const text = parse === 'json' ? `{"n":1}\n{"to":"${mail}"}\n{"n":2}\n` : `n=1\nto=${mail}\nn=2\n`;
    const events = inlet.admit(batchOf(text));
    for (const event of events) assert.is(viewOf(event).block.bytes.indexOf(mail), -1, parse);
  }
});

test('gives the same bytes of the same origin the same ids, however they are cut into batches', () => {
  const origin = { name: 'app.log', key: '8:15:abc', offset: 100 };
  const text = '{"a":1}\n\nplain\r\n{"b":2}\n';
  const whole = makeInlet().inlet.admit(batchOf(text, { origin }));
  const { inlet } = makeInlet();
  const parts = [...inlet.admit(batchOf(text.slice(0, 9), { origin })), ...inlet.admit(batchOf(text.slice(9), { origin: { ...origin, offset: 109 } }))];
  assert.equal(parts.map((event) => event.id), whole.map((event) => event.id));
  assert.is(new Set(whole.map((event) => event.id)).size, 3);
  const other = makeInlet().inlet.admit(batchOf(text, { origin: { ...origin, key: '8:16:abc' } }));
  assert.ok(other.every((event, at) => event.id !== whole[at]?.id));
  const elsewhere = makeInlet({ id: 'sources.other' }).inlet.admit(batchOf(text, { origin }));
  assert.ok(elsewhere.every((event, at) => event.id !== whole[at]?.id));
});

test('draws new ids for each batch without an origin', () => {
  let draws = 0;
  const { inlet } = makeInlet({ random: () => (draws++ % 97) / 97 });
  const ids = [1, 2, 3].flatMap(() => inlet.admit(batchOf('a\nb\n')).map((event) => event.id));
  assert.is(new Set(ids).size, 6);
});

test('stamps source, resource and arrival', () => {
  const [event] = makeInlet().inlet.admit(batchOf('text\n'));
  assert.equal([event?.source, event?.get('service'), event?.time, event?.class], ['sources.app', 'shop', clock.now(), 'normal']);
});

test('raises classes before it redacts', () => {
  const { inlet } = makeInlet({ redactor: redacting(), classify: (event) => plain(event.message.includes(mail) ? 'audit' : event.message === 'door' ? 'security' : 'normal') });
  const events = inlet.admit(batchOf(`${mail}\ndoor\n{"msg":"door"}\nx\n`));
  assert.equal(events.map((event) => event.class), ['audit', 'security', 'security', 'normal']);
  assert.is(events[0]?.message, '[REDACTED:email]');
});

test('writes a tag into the event once that is redacted, of a JSON line without touching another byte', () => {
  const changes = { class_tag: 'login' };
  const { inlet } = makeInlet({ redactor: redacting(), classify: (event) => ({ eventClass: 'security', changes: event.message.includes(mail) ? changes : undefined }) });
  const events = inlet.admit(batchOf(`{"msg" : "${mail}", "class_tag":"mine" }\n{"msg" : "x"}\nfor ${mail}\n`));
  assert.equal(events.slice(0, 2).map((event) => event.line()), ['{"msg" : "[REDACTED:email]", "class_tag":"login" }', '{"msg" : "x"}']);
  assert.equal([events[2]?.get('class_tag'), events[2]?.message, events[2]?.toJSON()['class']], ['login', 'for [REDACTED:email]', 'security']);
  assert.equal(events.map((event) => event.class), ['security', 'security', 'security']);
});

test('leaves out what is to be discarded, and counts it as come in', () => {
  const { inlet, tally } = makeInlet({ classify: (event) => plain(event.level === 'debug' ? 'security' : 'normal'), discard: (event) => event.class === 'security' });
  assert.equal(inlet.admit(batchOf('{"level":"debug"}\n{"level":"info"}\n')).map((event) => event.level), ['info']);
  assert.is(tally.eventsIn, 2);
});

test('discards no audit event: that has to come as far as the audit log', () => {
  const { inlet } = makeInlet({ classify: () => plain('audit'), discard: () => true });
  assert.is(inlet.admit(batchOf('{"level":"debug"}\n')).length, 1);
});

test('leaves nothing of what was discarded in the memory that events share', () => {
  const { inlet } = makeInlet({ redactor: redacting(), discard: (event) => event.level === 'debug' });
  const [kept] = inlet.admit(batchOf(`{"level":"debug","to":"${mail}"}\n{"level":"info"}\n`));
  assert.is(kept && viewOf(kept).block.bytes.indexOf(mail), -1);
});

test('takes for malformed what a codec states as JSON and is none', () => {
  const { inlet, tally } = makeInlet({ decoder: { name: 'broken', decode: (record) => `{"a":${record}` } });
  assert.equal(inlet.admit(batchOf('x\n')).map((event) => event.message), ['x']);
  assert.is(tally.reasons.get('malformed'), 1);
});

test('keeps records of several lines as one event each, and sends them on as one line', () => {
  const text = 'Error: x\n    at y\n{"a":\n1}\nlast\n';
  const events = makeInlet({ multiline: true }).inlet.admit(batchOf(text, { ends: [18, 27, 32] }));
  assert.equal(events.map((event) => event.line()), ['Error: x\\n    at y', '{"a": 1}', 'last']);
  const unasked = makeInlet().inlet.admit(batchOf(text, { ends: [18, 27, 32] }));
  assert.is(textOf(unasked), 'Error: x\\n    at y\n{"a": 1}\nlast\n');
});

test('takes any kind of bytes', () => {
  const bytes = new Uint8Array(Buffer.from('__{"a":1}\n')).subarray(2);
  assert.is(makeInlet().inlet.admit({ bytes })[0]?.get('a'), 1);
});

test.run();
