import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { FieldChanges } from '../../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { viewOf, type LineEvent } from '../../../core/event/line-event.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { canonical } from './canonical.js';
import { jsonText, key, objectText, SEED } from './json-arbitrary.js';
import { ARRIVAL, lineEvent, type LineOptions } from './make-line.js';
import { referenceGet, referenceRemove, referenceSet } from './reference.js';

const test = suite('LineEvent');

const NORMALISED = ['time', 'level', 'message', 'logger'];
const path = fc.oneof(key, fc.array(fc.constantFrom('a', 'b', 'c', '0', '1', '', 'log', 'level'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')))
  .filter((name) => !NORMALISED.includes(name));
const parse = (json: string): JsonObject => JSON.parse(json) as JsonObject;
const altered = (event: LineEvent, changes: FieldChanges): LineEvent => viewOf(event.with(changes));
const lineOf = (json: string, changes: FieldChanges, options?: LineOptions): string => altered(lineEvent(json, options), changes).line();

test('gets at any path what a literal key, then nested objects and arrays hold', () => {
  fc.assert(fc.property(objectText, fc.array(path, { minLength: 1, maxLength: 8 }), (json, paths) => {
    const event = lineEvent(json);
    for (const name of paths) assert.is(canonical(event.get(name)), canonical(referenceGet(parse(json), name)), `${name} of ${json}`);
  }), { seed: SEED, numRuns: runs(1500) });
});

test('names all that a path can begin with', () => {
  assert.equal(lineEvent('{"a":{"b":1},"\\u0063.d":2,"a":3}', { resource: { service: 'shop' } }).names().slice(-4), ['service', 'a', 'c.d', 'a']);
  assert.ok(lineEvent('plain text').names().includes('message'));
  fc.assert(fc.property(objectText, path, (json, name) => {
    const event = lineEvent(json);
    if (event.get(name) !== undefined) assert.ok(event.names().some((head) => name === head || name.startsWith(`${head}.`)), `${name} of ${json}`);
  }), { seed: SEED, numRuns: runs(1500) });
});

test('gets the nearest of nested names', () => {
  const event = lineEvent('{"a":{"b":1,"b.c":2},"a.b":{"c":3},"x":[{"y":[10,{"z":"\\u00e9"}]}, [ ] ],"d.e":4,"d":{"e":5},"__proto__":{"a":6},"":{"":7}}');
  const expected: Record<string, JsonValue | undefined> = {
    'a.b': { c: 3 }, 'a.b.c': 2, 'd.e': 4, 'd': { e: 5 }, 'x.0.y.1.z': 'é', 'x.0.y.0': 10, 'x.1': [], 'x.2': undefined, 'x.1.0': undefined,
    'x.00': undefined, 'x.-1': undefined, 'x.0.y.1.z.0': undefined, '__proto__.a': 6, 'constructor': undefined, 'toString': undefined, '.': 7, '': { '': 7 }, 'a.b.c.d': undefined,
  };
  for (const [name, value] of Object.entries(expected)) assert.is(canonical(event.get(name)), canonical(value), name);
});

test('gets a name of ten parts, and at a name of a thousand dots nothing but a literal', () => {
  const deep = 'a.b.c.d.e.f.g.h.i.j';
  assert.is(lineEvent(deep.split('.').reduceRight((inner, name) => `{"${name}":${inner}}`, '1')).get(deep), 1);
  const dots = '.'.repeat(1000);
  assert.is(lineEvent(`{"${dots}":1}`).get(dots), 1);
  assert.is(lineEvent('{"":{}}').get(dots), undefined);
});

test('gets what hostile lines hold', () => {
  const depth = 100_000;
  const event = lineEvent(`{"n":1e400,"i":12345678901234567890,"s":"\\ud800\\u0000","deep":${'['.repeat(depth)}${']'.repeat(depth)},"a":1,"a":2,"\\u0062":3}`);
  assert.equal([event.get('n'), event.get('i'), event.get('s'), event.get('a'), event.get('b')], [Infinity, Number('12345678901234567890'), '\ud800\0', 2, 3]);
  assert.ok(Array.isArray(event.get('deep')));
  assert.equal(lineEvent(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])).get('a'), '\ufffd');
});

test('gives objects without a prototype', () => {
  const inner = lineEvent('{"a":{"b":[{"__proto__":{"polluted":1}}]}}').get('a') as JsonObject;
  assert.is(Object.getPrototypeOf(inner), null);
  const [element] = inner['b'] as readonly JsonObject[];
  assert.is(Object.getPrototypeOf(element), null);
  assert.ok(Object.hasOwn(element as object, '__proto__'));
});

test('reads time, level, message and logger under any of their names', () => {
  const of = (json: string): unknown[] => {
    const event = lineEvent(json);
    return [event.time, event.level, event.message, event.logger];
  };
  const time = Date.UTC(2024, 4, 1, 10);
  assert.equal(of('{"time":"2024-05-01T10:00:00Z","level":"warn","message":"m","logger":"db.pool"}'), [time, 'warn', 'm', 'db.pool']);
  assert.equal(of(`{"level":50,"time":${time},"pid":1,"name":"app","msg":"m"}`), [time, 'error', 'm', 'app']);
  assert.equal(of('{"@timestamp":"2024-05-01T10:00:00Z","log.level":"FATAL","log.logger":"x","message":"m"}'), [time, 'critical', 'm', 'x']);
  assert.equal(of('{"@timestamp":"2024-05-01T10:00:00Z","log":{"level":"FATAL","logger":"x"},"message":"m"}'), [time, 'critical', 'm', 'x']);
  assert.equal(of(`{"timeUnixNano":"${time}000000","severityNumber":20,"body":{"stringValue":"m"}}`), [time, 'error', 'm', undefined]);
  assert.equal(of(`{"Timestamp":"2024-05-01T10:00:00Z","SeverityText":"INFO2","Body":"m"}`), [time, 'info', 'm', undefined]);
  assert.equal(of('{}'), [ARRIVAL, 'info', '', undefined]);
  assert.equal(of('plain text'), [ARRIVAL, 'info', 'plain text', undefined]);
});

test('takes the next name where a value means nothing', () => {
  const event = lineEvent('{"level":"gold","severity":"error","time":"soon","ts":1714557600,"message":{"a":1},"msg":"m","logger":"","module":"x"}');
  assert.equal([event.level, event.time, event.message, event.logger], ['error', 1714557600_000, 'm', 'x']);
});

test('reads what ties events together', () => {
  const of = (json: string): unknown[] => [lineEvent(json).traceId, lineEvent(json).spanId, lineEvent(json).correlationId];
  assert.equal(of('{"trace_id":"t","span_id":"s","correlation_id":"c"}'), ['t', 's', 'c']);
  assert.equal(of('{"trace":{"id":"t"},"span.id":"s","reqId":7}'), ['t', 's', '7']);
  assert.equal(of('{"trace_id":"","spanId":5}'), [undefined, undefined, undefined]);
});

test('gets the normalised values under their own names, then the line, then the resource', () => {
  const event = lineEvent('{"msg":"m","level":30,"host":"line"}', { resource: { service: 'shop', host: 'machine' } });
  assert.equal(['time', 'level', 'message', 'logger', 'msg', 'host', 'service', 'env', 'toString'].map((name) => event.get(name)), [new Date(ARRIVAL).toISOString(), 'info', 'm', undefined, 'm', 'line', 'shop', undefined, undefined]);
});

test('gives as attributes what is not normalised', () => {
  const of = (json: string): string => canonical(lineEvent(json).attributes);
  assert.is(of('{"time":1714557600,"lvl":"warn","msg":"m","name":"app","a":{"b":1}}'), '{"a":{"b":1}}');
  assert.is(of('{"log":{"level":"warn","logger":"x","file":"f"},"a":1}'), '{"log":{"file":"f"},"a":1}');
  assert.is(of('{"log":{"level":"warn","logger":"x"}}'), '{}');
  assert.is(of('{"log":{"level":"warn"},"log.level":"info"}'), '{"log":{"level":"warn"}}');
  assert.is(of('{"level":"gold","severity":"warn","message":""}'), '{"level":"gold"}');
  assert.is(of('{"level":"debug","level":"warn","__proto__":1}'), '{"__proto__":1}');
  assert.is(of('text'), '{}');
  assert.is(Object.getPrototypeOf(lineEvent('{"a":{}}').attributes['a']), null);
});

test('as JSON has time, level, message and logger once, and loses no field', () => {
  const of = (json: string, options?: LineOptions): string => canonical(lineEvent(json, options).toJSON());
  const time = '"time":"2025-01-01T00:00:00.000Z"';
  assert.is(of('{"msg":"m","level":30,"name":"x","a":1}'), `{${time},"level":"info","message":"m","logger":"x","a":1}`);
  assert.is(of('{"level":"gold","severity":"warn","message":{"a":1},"msg":"m"}'), `{${time},"level":"warn","message":"m","level~2":"gold","message~2":{"a":1}}`);
  assert.is(of('{"time":"soon","time~2":1}'), `{${time},"level":"info","message":"","time~2":"soon","time~2~2":1}`);
  assert.is(of('{"class":"com.App"}'), `{${time},"level":"info","message":"","class":"com.App"}`);
  assert.is(of('{"class":"com.App"}', { class: 'audit' }), `{${time},"level":"info","message":"","class":"audit","class~2":"com.App"}`);
  assert.is(of('{"__proto__":1}'), `{${time},"level":"info","message":"","__proto__":1}`);
  assert.is(of('text'), `{${time},"level":"info","message":"text"}`);
});

test('gives a line of text on one line', () => {
  assert.is(lineEvent('{"a":"x\\ny"}').line(), '{"a":"x\\ny"}');
  assert.is(lineEvent('a\r\nb').line(), 'a\\r\\nb');
  assert.is(lineEvent('{"a":\r\n1}').line(), '{"a":  1}');
});

const change = fc.tuple(path, fc.option(fc.oneof(jsonText.map((json) => JSON.parse(json) as JsonValue), fc.constantFrom<JsonValue>('line\nbreak', { b: { c: 1 } }, [{ a: 1 }])), { nil: undefined, freq: 2 }));

test('with changes is the same change on the parsed object, one after another', () => {
  fc.assert(fc.property(objectText, fc.array(change, { minLength: 1, maxLength: 4 }), (json, list) => {
    const changes = Object.fromEntries(list);
    const expected = parse(json);
    // Numbers like 1e400 come back as null from JSON.stringify: values are compared as they are written.
    const written = JSON.parse(JSON.stringify(changes)) as FieldChanges;
    for (const name of Object.keys(changes)) {
      if (changes[name] === undefined) referenceRemove(expected, name);
      else referenceSet(expected, name, structuredClone(written[name] as JsonValue));
    }
    const event = altered(lineEvent(json), changes);
    const where = `${json} with ${JSON.stringify(changes)} is ${event.line()}`;
    assert.is(sorted(parse(event.line())), sorted(expected), where);
    assert.not.match(event.line(), /[\r\n]/);
    for (const name of Object.keys(changes)) assert.is(canonical(event.get(name)), canonical(referenceGet(expected, name)), `${name}: ${where}`);
  }), { seed: SEED, numRuns: runs(3000) });
});

/** As `canonical`, with keys in order: a change of one of duplicate keys may move it. */
function sorted(value: JsonValue): string {
  return canonical(JSON.parse(JSON.stringify(value, (_, inner: JsonValue) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner))));
}

test('leaves every byte that no change touches', () => {
  const json = ' { "i": 12345678901234567890 , "a" :1.0,"\\u0062":"\\u00e9\\/" ,\t"c":{"d" : 1e400, "e":[ 1 ,2.50] , "f":-0}, "g":null } ';
  assert.is(lineOf(json, { a: 2 }), json.replace('1.0', '2'));
  assert.is(lineOf(json, { b: 'x' }), json.replace('"\\u00e9\\/"', '"x"'));
  assert.is(lineOf(json, { 'c.d': 2 }), json.replace('1e400', '2'));
  assert.is(lineOf(json, { 'c.e.1': { x: 1 } }), json.replace('2.50', '{"x":1}'));
  assert.is(lineOf(json, { 'c.e.0': undefined }), json.replace('[ 1 ,', '[ null ,'));
  assert.is(lineOf(json, { new: 'v' }), json.replace('null }', 'null ,"new":"v"}'));
  assert.is(lineOf(json, { 'c.new': 'v' }), json.replace('-0}', '-0,"new":"v"}'));
  assert.is(lineOf(json, { i: undefined }), json.replace('"i": 12345678901234567890 , ', ''));
  assert.is(lineOf(json, { a: undefined }), json.replace(' , "a" :1.0', ''));
  assert.is(lineOf(json, { g: undefined }), json.replace(', "g":null', ''));
  assert.is(lineOf(json, { 'c.d': undefined, 'c.f': undefined }), json.replace('"d" : 1e400, ', '').replace(' , "f":-0', ''));
  assert.is(lineOf(json, { i: undefined, a: undefined, b: undefined, c: undefined }), ' { "g":null } ');
  assert.is(lineOf(json, { i: undefined, a: undefined, b: undefined, c: undefined, g: undefined }), ' {  } ');
  assert.is(lineOf(json, { i: undefined, a: undefined, b: undefined, c: undefined, g: undefined, h: 1 }), ' {  "h":1} ');
});

test('adds to an object without members', () => {
  assert.is(lineOf('{}', { a: 1, b: { c: null } }), '{"a":1,"b":{"c":null}}');
  assert.is(lineOf('{"a":{}}', { 'a.b': 1 }), '{"a":{"b":1}}');
});

test('leaves no old value behind among duplicate keys', () => {
  assert.is(lineOf('{"a":1,"b":2,"a":3}', { a: 4 }), '{"b":2,"a":4}');
  assert.is(lineOf('{"a":1,"b":2,"\\u0061":3}', { a: undefined }), '{"b":2}');
  assert.is(lineOf('{"a":{"b":1},"a":{"b":2,"b":3}}', { 'a.b': 4 }), '{"a":{"b":4}}');
  assert.is(lineOf('{"a":{"b":1,"c":1},"a":{"c":2}}', { 'a.b': undefined }), '{"a":{"c":1},"a":{"c":2}}');
});

test('sets a value where it is found, not where it could be added', () => {
  assert.is(lineOf('{"a":{"x":1},"a.b":{"c":2}}', { 'a.b.c': 3 }), '{"a":{"x":1},"a.b":{"c":3}}');
  assert.is(lineOf('{"a":{"x":1},"a.b":{"d":2}}', { 'a.b.c': 3 }), '{"a":{"x":1,"b.c":3},"a.b":{"d":2}}');
  assert.is(lineOf('{"a":[1],"a.0":{}}', { 'a.0.b': 3 }), '{"a":[1],"a.0":{"b":3}}');
});

test('removes a name from wherever it could be found', () => {
  assert.is(lineOf('{"a.b":1,"a":{"b":2,"c":3}}', { 'a.b': undefined }), '{"a":{"c":3}}');
  assert.is(lineOf('{"a":{"x":1},"a.b":{"c":2}}', { 'a.b.c': undefined }), '{"a":{"x":1},"a.b":{}}');
});

test('gives the same event where a change changes nothing', () => {
  for (const line of ['{"a":1,"c":[1]}', 'plain text', '{}']) {
    const event = lineEvent(line);
    assert.is(event.with({ b: undefined, 'a.b': undefined, 'c.4': undefined }), event, line);
    assert.is(event.with({}), event, line);
  }
});

test('makes a JSON line of text that is changed', () => {
  assert.is(lineOf('say "hi"', { user: 'ada' }), '{"time":"2025-01-01T00:00:00.000Z","level":"info","message":"say \\"hi\\"","user":"ada"}');
  assert.is(lineOf('text', { message: 'other', level: undefined }, { class: 'audit' }), '{"time":"2025-01-01T00:00:00.000Z","class":"audit","message":"other"}');
});

test('keeps id, class, source and arrival through changes', () => {
  const event = lineEvent('text', { class: 'security' });
  const other = event.with({ a: 1 });
  assert.equal([other.id, other.class, other.source, other.time], [event.id, 'security', 'sources.test', ARRIVAL]);
});

test('writes what the guard makes of a value, and removes what it leaves out', () => {
  const guard = (name: string, value: JsonValue): JsonValue | undefined => (name === 'drop' ? undefined : value === 'secret' ? '[REDACTED]' : value);
  assert.is(lineOf('{"drop":1,"a":2}', { a: 'secret', drop: 'x', b: 'y' }, { guard }), '{"a":"[REDACTED]","b":"y"}');
});

test('sees that a changes object was written to since', () => {
  const event = lineEvent('{}');
  const changes: Record<string, JsonValue> = { a: 1 };
  assert.is(event.with(changes).line(), '{"a":1}');
  changes['a'] = 2;
  assert.is(event.with(changes).line(), '{"a":2}');
  changes['b'] = { c: 1 };
  assert.is(event.with(changes).line(), '{"a":2,"b":{"c":1}}');
  (changes['b'] as Record<string, JsonValue>)['c'] = 2;
  assert.is(event.with(changes).line(), '{"a":2,"b":{"c":2}}');
});

test('alters a line of 20 MB', () => {
  const event = altered(lineEvent(`{"a":"${'x'.repeat(20_000_000)}"}`), { b: 1 });
  assert.is(event.byteLength, 20_000_014);
  assert.is(event.get('b'), 1);
});

test('is detached with the same content in bytes of its own', () => {
  for (const line of ['{"a":1}', 'text']) {
    const event = lineEvent(line);
    const own = event.detach();
    assert.is.not(own.block, event.block);
    assert.equal([own.line(), own.id, own.get('a'), own.isJson], [event.line(), event.id, event.get('a'), event.isJson]);
  }
});

test.run();
