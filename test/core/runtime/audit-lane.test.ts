import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readSecrets } from '../../../core/audit/key-file.js';
import type { AuditRecord } from '../../../core/audit/record.js';
import { SubjectKeys } from '../../../core/audit/subject-keys.js';
import { verifyLog } from '../../../core/audit/verify.js';
import { createLogger, createPipeline, HushpipeError, type RootLogger, type RunningPipeline } from '../../../core/main.js';
import { openText, parseToken, SEALED } from '../../../core/redact/sealed-token.js';
import { originOf } from '../../../core/runtime/audit-lane.js';
import { pipelineOf } from '../../../core/runtime/running-pipelines.js';
import { keysFolder, logFolder, ORIGIN, recordsIn } from '../../support/audit-log.js';
import { createCollector, type Collector } from '../../support/collector.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('AuditLane');
const folder = tempFolder(test);
const all: RunningPipeline[] = [];
let collector: Collector;
let log: RootLogger | undefined;
test.before.each(() => {
  collector = createCollector();
});
test.after.each(async () => {
  await log?.close().catch(() => {});
  log = undefined;
  for (const running of all.splice(0)) await running.close({ timeout: 0 });
});

async function start(stated: Record<string, unknown>): Promise<RunningPipeline> {
  const running = await createPipeline({ version: 1, ...stated }, { writeLog: () => {}, plugins: [collector.plugin] });
  all.push(running);
  return running;
}

const config = (audit?: object, rest: object = {}): Record<string, unknown> => ({
  data_dir: folder.path, sinks: { all: { type: 'collect' } }, ...(audit === undefined ? {} : { audit: { origin: ORIGIN, ...audit } }), ...rest,
});
const open = (audit?: object, rest: object = {}): ReturnType<typeof start> => start(config(audit, rest));
const records = (): readonly AuditRecord[] => recordsIn(folder.path);
const events = (): readonly string[] => records().map(({ event }) => event);

test('records start, changes of the config with their hashes, and stop', async () => {
  const running = await open({});
  const first = running.status().configHash;
  await running.reload({ version: 1, ...config({}, { modules: { '*': { level: 'warn' } } }) });
  const second = running.status().configHash;
  writeFileSync(folder.in('taken'), '');
  assert.match((await rejection(running.reload({ version: 1, ...config({}, { sinks: { bad: { type: 'file', path: folder.in('taken', 'x') } } }) }), Error)).message, 'taken');
  await running.close();
  const kept = records();
  assert.equal(kept.map(({ event, outcome }) => `${event} ${outcome}`), [
    'audit.genesis success', 'hushpipe.start success', 'hushpipe.config_change success', 'hushpipe.config_change failure', 'hushpipe.stop success',
  ]);
  assert.is(kept[1]?.data?.['config'], first);
  assert.equal([kept[2]?.data?.['from'], kept[2]?.data?.['to'], kept[2]?.data?.['cause']], [first, second, 'the program']);
  assert.is(kept[3]?.data?.['from'], second);
  assert.match(JSON.stringify(kept[3]?.data?.['error']), 'taken');
  assert.is((await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN })).verdict, 'ok');
});

test('records a start that failed, and why', async () => {
  writeFileSync(folder.in('taken'), '');
  await rejection(open({}, { sinks: { bad: { type: 'file', path: folder.in('taken', 'x') } } }), Error);
  assert.equal(records().map(({ event, outcome }) => `${event} ${outcome}`), ['audit.genesis success', 'hushpipe.start failure']);
  assert.match(JSON.stringify(records()[1]?.data?.['error']), 'taken');
  assert.is((await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN })).verdict, 'ok');
});

test('records a config that was refused, with what was wrong, and without a secret that it holds', async () => {
  const running = await open({});
  assert.is((await rejection(running.reload({ version: 1, ...config({}, { sinks: { all: { type: 'colect', token: 'hunter2-hunter2' } } }) }), HushpipeError)).code, 'CONFIG_INVALID');
  const record = records().at(-1);
  assert.equal([record?.event, record?.outcome, record?.data?.['from']], ['hushpipe.config_change', 'failure', running.status().configHash]);
  assert.match(JSON.stringify(record?.data?.['error']), 'colect');
  assert.not.match(JSON.stringify(record), /hunter2/);
});

test('records which code the plugins of the config are, when they are loaded', async () => {
  const plugin = (name: string): string => `export default { apiVersion: 1, kind: 'sink', name: '${name}', summary: 'Takes all.', examples: [], schema: { type: 'object', additionalProperties: false, properties: {} }, create: () => ({ async deliver() {} }) };`;
  for (const name of ['one', 'two']) writeFileSync(folder.in(`${name}.mjs`), plugin(name));
  const running = await open({}, { plugins: [folder.in('one.mjs')] });
  await running.reload({ version: 1, ...config({}, { plugins: [folder.in('one.mjs'), folder.in('two.mjs')] }) });
  const sha256 = (name: string): string => createHash('sha256').update(plugin(name)).digest('hex');
  assert.equal(records().filter(({ event }) => event === 'hushpipe.plugin_load').map(({ data }) => data), ['one', 'two'].map((name) => ({ module: folder.in(`${name}.mjs`), file: realpathSync(folder.in(`${name}.mjs`)), sha256: sha256(name) })));
  assert.equal(events().slice(1, 3), ['hushpipe.start', 'hushpipe.plugin_load']);
});

test('log.audit() is on disk when it resolves, redacted, in its class, and goes to the sinks too', async () => {
  const running = await open({});
  log = createLogger({ pipeline: running, name: 'shop.admin', level: 'silent' });
  await log.audit('authz_admin', { outcome: 'success', actor: 'ann', target: { role: 'owner' }, password: 'hunter2-hunter2', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' });
  const record = recordsIn(folder.path).at(-1);
  assert.equal([record?.event, record?.outcome, record?.actor, record?.target, record?.source, record?.trace], ['authz_admin', 'success', 'ann', { role: 'owner' }, 'sources.app', '4bf92f3577b34da6a3ce929d0e0e4736']);
  assert.equal([record?.data?.['logger'], record?.data?.['message']], ['shop.admin', 'authz_admin']);
  assert.not.match(JSON.stringify(record), /hunter2/);
  await log.flush();
  assert.is(collector.events().at(-1)?.['event'], 'authz_admin');
});

test('without an audit log, log.audit() resolves when the sinks have it', async () => {
  log = createLogger({ pipeline: await open() });
  await log.audit('authz_admin');
  assert.is(collector.lines.length, 1);
  assert.not(existsSync(folder.in('audit')));
});

test('log.audit() rejects once the logger is closed', async () => {
  log = createLogger({ pipeline: await open({}) });
  await log.close();
  assert.is((await rejection(log.audit('late'), HushpipeError)).code, 'PIPELINE_CLOSED');
});

test('events that a rule makes audit are kept before any transform can drop them; a line cannot say so of itself', async () => {
  const rules = { classify: [{ when: { kind: 'admin' }, class: 'audit' }], transforms: [{ type: 'drop', when: { level: 'info' } }] };
  const running = await open({}, rules);
  await pipelineOf(running).intake('app', 'json')({ bytes: Buffer.from('{"level":"info","event":"made","kind":"admin"}\n{"level":"info","event":"minted","class":"audit"}\n{"level":"info","event":"audit.retention","kind":"admin","data":1}\n') });
  assert.equal(events().slice(2), ['made', 'app.audit.retention']);
  assert.is(collector.lines.length, 0);
});

test('a record is called by the tag of its event, where the event has no name of its own', async () => {
  const running = await open({}, { classify: [{ when: { 'message|startswith': 'granted' }, class: 'audit', tag: 'authz_admin' }] });
  const take = pipelineOf(running).intake('app', 'json');
  await take({ bytes: Buffer.from('{"msg":"granted to ann","class_tag":"mine"}\n{"msg":"granted to bob","event":"grant"}\n{"msg":"asked","class_tag":"authz_admin"}\n') });
  assert.equal(records().slice(2).map(({ event, data }) => [event, data?.['message'], data?.['class_tag']]), [['authz_admin', 'granted to ann', 'authz_admin'], ['grant', 'granted to bob', 'authz_admin']]);
  assert.match(collector.lines.join('\n'), '{"msg":"asked"}');
});

test('what is said of a person is sealed, also where nobody says who that is', async () => {
  log = createLogger({ pipeline: await open({}) });
  await log.audit('order.placed', { subject: { id: 'customer-1', street: 'Elm' }, order: 7 });
  await log.audit('order.placed', { subject: { street: 'Oak' } });
  const [named, unnamed] = recordsIn(folder.path).slice(-2);
  assert.ok(named?.enc !== undefined && unnamed?.enc !== undefined);
  assert.not.match(JSON.stringify([named, unnamed]), /Elm|Oak|customer-1/);
  assert.is(named?.data?.['order'], 7);
});

test('other fields can be sealed, by paths of the config', async () => {
  log = createLogger({ pipeline: await open({ subject: { id: 'user.id', fields: ['user.name', 'ip'] } }) });
  await log.audit('authn_login_success', { user: { id: 'u1', name: 'Ann', plan: 'pro' }, ip: '192.0.2.7' });
  const record = recordsIn(folder.path).at(-1);
  assert.equal(record?.actor, { id: 'u1', plan: 'pro' });
  assert.not.match(JSON.stringify(record), /Ann|192\.0\.2\.7/);
});

/** What is in a line, led back with the keys of the data directory. */
async function opened(text: string): Promise<string> {
  const { wrapping } = await readSecrets(join(keysFolder(folder.path), 'log.key')) ?? { wrapping: Buffer.alloc(32) };
  const keys = await new SubjectKeys(keysFolder(folder.path), wrapping).all();
  return text.replace(new RegExp(SEALED, 'g'), (token) => {
    const parsed = parseToken(token);
    const key = keys.get(parsed?.key ?? '');
    return (parsed && key && openText(parsed, key)) ?? token;
  });
}

test('redaction seals what it is to encrypt for the person of the event, on disk before the event is acknowledged, until that person is erased', async () => {
  const running = await open({ subject: { id: ['user.id', 'uid'], fields: ['subject'] } }, { redact: { keys: { street: 'encrypt' }, detectors: { email: 'encrypt' } } });
  const { services } = pipelineOf(running);
  const taken = pipelineOf(running).intake('app', 'json')({ bytes: Buffer.from('{"user":{"id":"ann"},"street":"Elm","message":"for ann@example.com"}\n{"uid":"bob","street":"Oak"}\n{"street":"Ash"}\n') });
  assert.ok(services.audit.take([]), 'keys are under way to the disk');
  await taken;
  assert.is(services.audit.take([]), undefined, 'and there');
  const [ann = '', bob = '', nobody] = collector.lines;
  assert.is(await opened(ann), '{"user":{"id":"ann"},"street":""Elm"","message":"for "ann@example.com""}');
  assert.is(nobody, '{"street":"[REDACTED:street]"}');
  assert.not.match(collector.lines.join(), /Elm|Oak|Ash|ann@/);
  assert.is(running.status().instances.find(({ id }) => id === 'sources.app')?.reasons.unsealed, 1);
  assert.ok((await services.audit.erase('ann', []))?.key);
  assert.is(await opened(ann), ann);
  assert.is(await opened(bob), '{"uid":"bob","street":""Oak""}');
  const rest = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(folder.in(name)).isFile()).map((name) => readFileSync(folder.in(name), 'latin1'));
  assert.not.match(rest.join(), /Elm|ann@|Oak/);
});

test('the person of a record is known where redaction has sealed the name, and nobody is where it has masked it', async () => {
  const { services } = pipelineOf(await open({ subject: { id: 'uid', fields: ['uid', 'street'] } }, { redact: { keys: { uid: 'encrypt' } } }));
  log = createLogger({ pipeline: all[0] as RunningPipeline });
  await log.audit('order.placed', { uid: 'ann@example.com', street: 'Elm' });
  assert.match(JSON.stringify(recordsIn(folder.path).at(-1)?.enc), services.audit.isOpen ? 'box' : '');
  const { key } = await services.audit.erase('ann@example.com', []) ?? {};
  assert.is(recordsIn(folder.path).at(-2)?.enc?.key, key);
  await all[0]?.reload({ version: 1, ...config({ subject: { id: 'uid', fields: ['street'] } }, { redact: { keys: ['uid'] } }) });
  await log.audit('order.placed', { uid: 'ann@example.com', street: 'Elm' });
  assert.ok((await services.audit.erase('unknown', []))?.key, 'one mask is that of everybody');
});

test('services.audit takes what other parts have to put on record', async () => {
  const { services } = pipelineOf(await open({}));
  await services.audit.record({ event: 'silence.created', outcome: 'success', actor: 'ann', data: { id: 's1' } });
  const record = recordsIn(folder.path).at(-1);
  assert.equal([record?.event, record?.source], ['silence.created', 'hushpipe']);
});

test('what people do with alerts is put on record, with who did it', async () => {
  const running = await open({}, { actions: { chat: { type: 'webhook', url: 'http://127.0.0.1:9/', allow_private: true } }, triggers: [{ name: 'failed', when: { event: 'failed' }, throttle: { every: '1m' }, alert: 'chat' }] });
  const { alerts } = pipelineOf(running);
  const actor = { by: 'ann', via: 'the command line' };
  const id = alerts.desk.drill('failed', undefined, actor)['short_id'] as string;
  alerts.desk.acknowledge(id, actor);
  const silence = alerts.desk.silenceAlert(id, { reason: 'known' }, actor)['id'] as string;
  alerts.desk.expire(silence, actor);
  alerts.desk.resolve(id, actor);
  await running.close({ timeout: 0 });
  const acts = records().filter(({ event }) => event.startsWith('alert.'));
  assert.equal(acts.map(({ event, actor: who, data }) => [event, who, data?.['via']]), [
    ['alert.drill', 'ann', 'the command line'], ['alert.acknowledge', 'ann', 'the command line'], ['alert.silence', 'ann', 'the command line'],
    ['alert.expire', 'ann', 'the command line'], ['alert.resolve', 'ann', 'the command line'],
  ]);
});

test('a reload adds, changes and removes the audit log without losing what is under way', async () => {
  const running = await open();
  log = createLogger({ pipeline: running });
  await running.reload({ version: 1, ...config({}) });
  await log.audit('one');
  await running.reload({ version: 1, ...config({ checkpoint_every: '5s', anchors: [{ type: 'file', path: folder.in('anchors.jsonl') }] }) });
  await log.audit('two');
  await running.reload({ version: 1, ...config({ origin: 'example.com/other' }) });
  await log.audit('three');
  await running.reload({ version: 1, ...config() });
  assert.equal(events().filter((event) => !event.includes('.')), ['one', 'two']);
  assert.equal([records().at(-1)?.event, records().at(-1)?.data?.['ends']], ['hushpipe.config_change', true], 'a log does not end unseen');
  const other = await verifyLog({ folder: join(folder.path, 'audit', 'example.com%2Fother'), origin: 'example.com/other' });
  assert.equal([other.verdict, other.size], ['ok', 4]);
  const anchored = readFileSync(folder.in('anchors.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { size: number; note: string });
  const { size } = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN });
  assert.is(anchored.at(-1)?.size, size, 'at the end the newest checkpoint is anchored');
});

test('a log that cannot be opened changes nothing, and says why', async () => {
  const running = await open({});
  await open({ origin: 'example.com/taken' }, { data_dir: folder.in('b') });
  assert.is((await rejection(start(config({})), HushpipeError)).code, 'AUDIT_LOCKED');
  log = createLogger({ pipeline: running });
  await log.audit('still there');
  assert.is(events().at(-1), 'still there');
});

test('the name of a log is stated, or that of the service', () => {
  assert.equal([originOf(undefined, undefined), originOf(undefined, 'my shop+'), originOf(undefined, '日本')], ['hushpipe', 'my-shop-', 'hushpipe']);
});

test.run();
