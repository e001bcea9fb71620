import * as assert from 'uvu/assert';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { asSigmaReads, evtxFields } from '../../../core/sigma/evtx-fields.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { createTriggerEngine } from '../../../core/runtime/trigger-engine.js';
import { suite } from '../../support/suite.js';
import { reading, ruleText } from './sigma-text.js';

const test = suite('evtxFields');

const SYSTEM = { EventID: 1, Channel: 'Sysmon', Provider: { '#attributes': { Name: 'P', Guid: 'G' } }, Level: 4, Security: null, TimeCreated: { '#attributes': { SystemTime: '2026-03-01T09:00:01Z' } } };
const evtx = (more: JsonObject = {}, system: JsonObject = {}): JsonObject => ({ Event: { '#attributes': { xmlns: 'x' }, System: { ...SYSTEM, ...system }, ...more } });
const fieldsOf = (event: JsonObject, ...names: readonly string[]): readonly unknown[] => names.map((name) => evtxFields(reading(event))?.get(name));

test('gives header and data by Sigma\'s names', () => {
  const event = evtx({ EventData: { Image: 'C:\\a.exe', 'Product Name': 'X', Hashes: ['a', 'b'] } });
  assert.equal(fieldsOf(event, 'EventID', 'Channel', 'Provider_Name', 'Provider_Guid', 'TimeCreated_SystemTime', 'Image', 'ProductName', 'Product Name', 'Hashes'),
    [1, 'Sysmon', 'P', 'G', '2026-03-01T09:00:01Z', 'C:\\a.exe', 'X', 'X', ['a', 'b']]);
  assert.equal(fieldsOf(event, 'Provider', 'nope', '#attributes'), [undefined, undefined, undefined]);
});

test('reads both forms of attributes, and what stands beside them', () => {
  assert.equal(fieldsOf(evtx({}, { EventID: { '#attributes': { Qualifiers: 16384 }, '#text': 7045 } }), 'EventID', 'EventID_Qualifiers'), [7045, 16384]);
  const apart = { Event: { System: { EventID: 400, Provider_attributes: { Name: 'PowerShell' } }, EventData: { Data: { '#text': ['a', 'b'] } } } };
  assert.equal(fieldsOf(apart, 'Provider_Name', 'Data'), ['PowerShell', ['a', 'b']]);
});

test('user data are those of the one element within', () => {
  assert.equal(fieldsOf(evtx({ UserData: { Operation_ClientFailure: { '#attributes': { xmlns: 'y' }, User: 'a\\b', Operation: 'Start' } } }), 'User', 'Operation', 'xmlns'), ['a\\b', 'Start', undefined]);
});

test('what identifies an event is the header\'s, else the data go first', () => {
  assert.equal(fieldsOf(evtx({ EventData: { Channel: 'forged', EventID: 4624, Level: 'High' } }), 'Channel', 'EventID', 'Level'), ['Sysmon', 1, 'High']);
});

test('gives nothing for any other event', () => {
  for (const event of [{}, { Event: 'login' }, { Event: { EventData: { Image: 'x' } } }, { Event: [{ System: {} }] }, { EventID: 1 }]) assert.is(evtxFields(reading(event)), undefined);
  const own = asSigmaReads(reading({ ...evtx({ EventData: { Image: 'x', User: 'eve' } }), User: null }));
  assert.equal([own.get('Image'), own.get('User')], ['x', null], 'what an event states itself goes first');
  const flat = reading({ EventID: 1 });
  assert.is(asSigmaReads(flat), flat);
});

test('an engine with Sigma rules finds them, also where null and not are asked for, and groups by them', () => {
  const RULES = [
    ruleText({ sel: { EventID: 1, 'Image|endswith': '\\whoami.exe', User: null }, filter: { 'Image|contains': 'Temp' }, condition: 'sel and not filter' }, { id: 'whoami' }),
    JSON.stringify({ title: 'C', id: 'twice', correlation: { type: 'event_count', rules: ['whoami'], 'group-by': ['Computer'], timespan: '1m', condition: { gte: 2 } } }),
  ].join('\n---\n');
  const engine = createTriggerEngine({ sigma: [{ name: 'r.yml', text: RULES }], pipelines: ['windows'], triggers: [{ name: 'own', when: { Image: '*whoami.exe' } }] });
  const line = (data: JsonObject, system: JsonObject = {}): JsonObject => evtx({ EventData: data }, { Channel: 'Microsoft-Windows-Sysmon/Operational', ...system });
  const whoami: JsonValue = 'C:\\Windows\\whoami.exe';
  assert.equal(engine.match(line({ Image: whoami })), ['own', 'whoami']);
  assert.equal(engine.match(line({ Image: whoami, User: 'eve' })), ['own']);
  assert.equal(engine.match(line({ Image: 'C:\\Temp\\whoami.exe' })), ['own']);
  assert.equal(engine.match(line({ Image: whoami }, { Channel: 'Security' })), ['own'], 'the log source counts');
  assert.equal(engine.match({ Image: whoami, EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational' }), ['own', 'whoami'], 'a flat one is read as ever');
  const fired = engine.process(makeEvents([line({ Image: whoami }, { Computer: 'a' }), line({ Image: whoami }, { Computer: 'b' }), line({ Image: whoami, n: 1 }, { Computer: 'b' })]));
  assert.equal(fired.filter(({ trigger }) => trigger === 'twice').map(({ key }) => key), [{ Computer: 'b' }]);
  const plain = createTriggerEngine({ triggers: [{ name: 'own', when: { Image: '*whoami.exe' } }] });
  assert.equal(plain.match(line({ Image: whoami })), [], 'names are Sigma\'s only where there is Sigma');
});

test('an event is on its own time', () => {
  const [event] = makeEvents([evtx()]);
  assert.is(event?.time, Date.UTC(2026, 2, 1, 9, 0, 1));
});

test.run();
