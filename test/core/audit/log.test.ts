import { appendFileSync, cpSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { hashLeaf } from '../../../core/audit/hash.js';
import { AuditLog } from '../../../core/audit/log.js';
import { verifyConsistency, verifyInclusion } from '../../../core/audit/merkle.js';
import { newSigner } from '../../../core/audit/note-key.js';
import { openNote, type OpenedNote } from '../../../core/audit/note.js';
import { consistencyProof, inclusionProof } from '../../../core/audit/proofs.js';
import { TileReader } from '../../../core/audit/tile-reader.js';
import { verifyLog } from '../../../core/audit/verify.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { auditOptions, keysFolder, linesIn, logFolder, ORIGIN, recordsIn, segmentNames } from '../../support/audit-log.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('AuditLog');
const folder = tempFolder(test);
let log: AuditLog | undefined;
test.after.each(async () => {
  await log?.close();
  log = undefined;
});

const hasCode = (code: string) => (error: unknown): boolean => error instanceof HushpipeError && error.code === code;

async function opens(more: Parameters<typeof auditOptions>[1] = {}): Promise<AuditLog> {
  log = await AuditLog.open(auditOptions(folder.path, more));
  return log;
}

async function rejectsWith(code: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    assert.ok(hasCode(code)(error), `${code}, but it said: ${String(error)}`);
    return;
  }
  assert.unreachable(`it should have said ${code}`);
}

const many = (count: number, event = 'order.placed') => Array.from({ length: count }, (_, n) => ({ event, outcome: 'success' as const, data: { n } }));

function checkpoint(key: string): NonNullable<OpenedNote['checkpoint']> {
  return openNote(readFileSync(join(logFolder(folder.path), 'checkpoint')), [key], { origin: ORIGIN }).checkpoint as NonNullable<OpenedNote['checkpoint']>;
}

test('begins with a record that states its origin and key, and gives each record its number, times and the hash of the one before', async () => {
  const { verifierKey } = await opens();
  await log?.record({ event: 'authz_admin', outcome: 'success', actor: 'ann', target: { user: 7 }, source: 'sources.app', trace: '4bf9', time: Date.UTC(2026, 8, 20), data: { b: 1, a: [2] } });
  const [genesis, record] = recordsIn(folder.path);
  assert.equal(genesis?.data, { origin: ORIGIN, key: verifierKey });
  assert.is(linesIn(folder.path)[1], `{"v":1,"seq":1,"ts":"2026-09-20T00:00:00.000Z","recv":"2026-09-21T00:00:00.000Z","class":"audit","event":"authz_admin","outcome":"success","actor":"ann","source":"sources.app","target":{"user":7},"trace":"4bf9","data":{"b":1,"a":[2]},"prev":"${hashLeaf(Buffer.from(linesIn(folder.path)[0] ?? '')).toString('hex')}"}`);
  assert.is(genesis?.prev, '0'.repeat(64));
  assert.is(record?.seq, 1);
});

test('signs at the end, and every record can be proven by the tiles and the checkpoint', async () => {
  const { verifierKey } = await opens();
  await log?.recordAll(many(700));
  await log?.close();
  const { size, root } = checkpoint(verifierKey);
  assert.is(size, 701n);
  const tiles = new TileReader(logFolder(folder.path));
  for (const [leafIdx, line] of linesIn(folder.path).entries()) {
    const proof = await inclusionProof(tiles, leafIdx, 701) as readonly Buffer[];
    assert.ok(verifyInclusion({ leafIdx, treeSize: size, leafHash: hashLeaf(Buffer.from(line)), root, proof }), `record ${leafIdx}`);
  }
  for (const size1 of [1, 2, 255, 256, 257, 512, 700, 701]) {
    const root1 = await tiles.root(0, size1) as Buffer;
    assert.ok(verifyConsistency({ size1, size2: size, root1, root2: root, proof: await consistencyProof(tiles, size1, 701) as readonly Buffer[] }), `from ${size1}`);
  }
});

test('keeps what the tiles of its size are by name, and no partial tile beside a full one', async () => {
  await opens();
  await log?.recordAll(many(100));
  await log?.checkpoint();
  await log?.recordAll(many(200));
  await log?.checkpoint();
  const has = (path: string): boolean => statSync(join(logFolder(folder.path), 'tile', path), { throwIfNoEntry: false }) !== undefined;
  assert.equal(['0/000', '0/000.p', '0/001.p/45', '1/000.p/1'].map(has), [true, false, true, true]);
});

test('signs within a second, and after 1,000 records without waiting for it', async () => {
  const clock = new VirtualClock(0);
  const signed: number[] = [];
  await opens({ clock, onCheckpoint: (_note, size) => signed.push(size) });
  await log?.recordAll(many(10));
  assert.equal(signed, [1]);
  await clock.advance(1_000);
  await log?.checkpoint();
  assert.equal(signed, [1, 11]);
  for (let at = 0; at < 4; at++) await log?.recordAll(many(500));
  await log?.checkpoint();
  assert.ok(signed.length >= 4 && signed.includes(1_011), signed.join());
});

test('goes on after a restart, and a day or a size ends a segment', async () => {
  const clock = new VirtualClock(0);
  const segment = { bytes: 4_000, age: 1_000_000 };
  await opens({ clock, segment });
  for (let at = 0; at < 40; at++) await log?.record({ event: 'small' });
  await log?.close();
  const count = segmentNames(folder.path).length;
  assert.ok(count > 1);
  await opens({ clock, segment });
  await clock.advance(1_000_000);
  await log?.record({ event: 'next day' });
  assert.is(segmentNames(folder.path).length, count + 1);
  assert.equal(recordsIn(folder.path).map(({ seq }) => seq), Array.from({ length: 42 }, (_, n) => n));
});

test('takes one writer at a time, and the next one after a killed one', async () => {
  await opens();
  await rejectsWith('AUDIT_LOCKED', AuditLog.open(auditOptions(folder.path)));
  await log?.close();
  writeFileSync(join(logFolder(folder.path), 'lock'), JSON.stringify({ pid: 2 ** 22 + 7, started: '1', host: hostname(), token: 'x' }));
  await opens();
});

test('moves a torn last line aside and records it', async () => {
  await opens();
  await log?.recordAll(many(3));
  await log?.close();
  const path = join(logFolder(folder.path), segmentNames(folder.path)[0] ?? '');
  appendFileSync(path, '{"v":1,"seq":4,"ts":"2026');
  await opens();
  const last = recordsIn(folder.path).at(-1);
  assert.is(last?.event, 'audit.torn_tail');
  const { files } = last?.data as { files: string[] };
  assert.is(readFileSync(join(logFolder(folder.path), files[0] ?? ''), 'utf8'), '{"v":1,"seq":4,"ts":"2026');
});

test('keeps what was written whole but not signed before a crash', async () => {
  const clock = new VirtualClock(0);
  await opens({ clock });
  await log?.recordAll(many(5));
  // What a crash at this moment leaves.
  for (const part of ['audit', 'audit-keys']) cpSync(folder.in(part), folder.in('crashed', part), { recursive: true });
  rmSync(join(logFolder(folder.in('crashed')), 'lock'));
  const second = await AuditLog.open(auditOptions(folder.in('crashed'), { clock }));
  assert.is(second.size, 6);
  await second.close();
});

test('refuses to go on behind its checkpoint, and where it is told to, records that', async () => {
  await opens();
  await log?.recordAll(many(300));
  await log?.close();
  const path = join(logFolder(folder.path), segmentNames(folder.path)[0] ?? '');
  const lines = readFileSync(path, 'utf8').split('\n');
  truncateSync(path, Buffer.byteLength(lines.slice(0, 200).join('\n')) + 1);
  await rejectsWith('AUDIT_ROLLBACK', opens());
  await opens({ onRollback: 'record' });
  const last = recordsIn(folder.path).at(-1);
  assert.is(last?.event, 'audit.rollback');
  assert.equal(last?.data, { expected: 301, found: 200 });
  await log?.recordAll(many(400));
  await log?.close();
  const found = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN });
  assert.is(found.verdict, 'ok');
  assert.match(found.findings.map(({ message }) => message).join('\n'), 'the log went on with fewer records than were signed');
  await opens();
});

test('refuses to begin anew where a whole log is gone', async () => {
  await opens();
  await log?.recordAll(many(3));
  await log?.close();
  rmSync(logFolder(folder.path), { recursive: true });
  await rejectsWith('AUDIT_ROLLBACK', opens());
});

test('refuses an older copy of the whole log', async () => {
  await opens();
  await log?.close();
  cpSync(logFolder(folder.path), folder.in('copy'), { recursive: true });
  await opens();
  await log?.recordAll(many(3));
  await log?.close();
  rmSync(logFolder(folder.path), { recursive: true });
  cpSync(folder.in('copy'), logFolder(folder.path), { recursive: true });
  await rejectsWith('AUDIT_ROLLBACK', opens());
});

test('makes lost tiles again from the records', async () => {
  const { verifierKey } = await opens();
  await log?.recordAll(many(400));
  await log?.close();
  const before = checkpoint(verifierKey);
  rmSync(join(logFolder(folder.path), 'tile'), { recursive: true });
  await opens();
  await log?.record({ event: 'one more' });
  await log?.close();
  const tiles = new TileReader(logFolder(folder.path));
  assert.equal(await tiles.root(0, 401), before.root);
  assert.equal(await tiles.root(0, 402), checkpoint(verifierKey).root);
});

test('does not go on without its key file, or with another', async () => {
  await opens();
  await log?.close();
  const path = join(keysFolder(folder.path), 'log.key');
  const key = readFileSync(path, 'utf8');
  assert.is(statSync(path).mode & 0o777, 0o600);
  rmSync(path);
  await rejectsWith('AUDIT_KEY_MISSING', opens());
  writeFileSync(path, '{}');
  await rejectsWith('AUDIT_BAD_KEY', opens());
  writeFileSync(path, key);
  await opens();
});

test('hands over to a new key by a record that the old one signed', async () => {
  const { verifierKey } = await opens();
  const next = await log?.rotateKey() ?? '';
  await log?.record({ event: 'after' });
  await log?.close();
  assert.not(next === verifierKey);
  assert.is(checkpoint(next).size, 3n);
  await rejectsWith('AUDIT_BAD_NOTE', (async () => checkpoint(verifierKey))());
  await opens();
  assert.is(log?.verifierKey, next);
});

test('a rotation that was cut off before its record leaves no key behind, however far the log goes on', async () => {
  await opens();
  await log?.close();
  const path = join(logFolder(folder.path), 'keys.json');
  const stated = (): { readonly keys: readonly object[] } => JSON.parse(readFileSync(path, 'utf8')) as { keys: object[] };
  writeFileSync(path, JSON.stringify({ v: 1, keys: [...stated().keys, { key: newSigner(ORIGIN).text, from: 2, record: '{}' }] }));
  for (let start = 0; start < 3; start++) {
    await opens();
    await log?.recordAll(many(3));
    await log?.close();
    assert.is(stated().keys.length, 1);
  }
  const found = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN, keys: [log?.verifierKey ?? ''] });
  assert.is(found.verdict, 'ok', JSON.stringify(found.findings));
});

test('a segment ends at its age, however often the log is opened meanwhile', async () => {
  const clock = new VirtualClock();
  const more = { clock, segment: { bytes: 1 << 26, age: 10_000 } };
  for (let start = 0; start < 5; start++) {
    await opens(more);
    await log?.record({ event: `start ${start}` });
    await clock.advance(4_000);
    await log?.close();
  }
  assert.is(segmentNames(folder.path).length, 2);
});

test('a torn line of checkpoints.log is not gone on with, once the disk takes lines again', async () => {
  const { verifierKey } = await opens();
  await log?.record({ event: 'one' });
  await log?.checkpoint();
  const path = (name: string): string => join(logFolder(folder.path), name);
  const { size } = statSync(path('checkpoints.log'));
  // A full disk takes a part of a line, and nothing of the checkpoint.
  rmSync(path('checkpoint'));
  mkdirSync(path('checkpoint'));
  await log?.record({ event: 'two' });
  await log?.checkpoint().then(() => assert.unreachable(), () => {});
  truncateSync(path('checkpoints.log'), size + 20);
  rmdirSync(path('checkpoint'));
  await log?.record({ event: 'three' });
  await log?.close();
  const found = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN, keys: [verifierKey] });
  assert.is(found.verdict, 'ok', JSON.stringify(found.findings));
  assert.ok(readFileSync(path('checkpoints.log'), 'utf8').trimEnd().split('\n').every((line) => typeof JSON.parse(line) === 'object'));
});

test('a disk that takes no checkpoints is told of once, and that it takes them again', async () => {
  const said: string[] = [];
  const clock = new VirtualClock(0);
  const to = { debug: () => {}, info: (text: string) => void said.push(text), warn: () => {}, error: (text: string) => void said.push(text) };
  await opens({ clock, log: to });
  const path = join(logFolder(folder.path), 'checkpoint');
  rmSync(path);
  mkdirSync(path);
  await log?.record({ event: 'one' });
  await until('it has tried three times', async () => {
    await clock.advance(1_000);
    return readFileSync(join(logFolder(folder.path), 'checkpoints.log'), 'utf8').split('\n').length > 4;
  });
  rmdirSync(path);
  // One that began before may still fail.
  await until('it signs again', async () => log?.checkpoint().then(() => true, () => false));
  assert.equal(said, ['the audit log could not be signed; its records are on disk, and it is tried again', 'the audit log is signed again']);
});

test('drops whole segments that are too old, keeps their tiles, records it, and goes on after that', async () => {
  const clock = new VirtualClock(0);
  const more = { clock, segment: { bytes: 1 << 26, age: 1_000 }, retention: { age: 1_500 } };
  const { verifierKey } = await opens(more);
  for (let day = 0; day < 4; day++) {
    await log?.recordAll(many(300));
    await clock.advance(1_000);
  }
  await log?.record({ event: 'now' });
  const records = recordsIn(folder.path);
  assert.equal(records.findLast(({ event }) => event === 'audit.retention')?.data, { from: 301, to: 601 });
  assert.is(records[0]?.seq, 601);
  await log?.close();
  const tiles = new TileReader(logFolder(folder.path));
  const { size, root } = checkpoint(verifierKey);
  assert.equal(await tiles.root(0, Number(size)), root);
  await opens(more);
});

test('a failed write rejects, and what comes after it follows from what came before', async () => {
  await opens();
  await rejectsWith('AUDIT_WRITE', log?.record({ event: 'bad', data: { get n(): never { throw new Error('no'); } } }) ?? Promise.resolve());
  await log?.record({ event: 'good' });
  assert.equal(recordsIn(folder.path).map(({ event }) => event), ['audit.genesis', 'good']);
});

test('a full disk takes nothing of a batch, and what comes once there is room follows from what came before', async () => {
  const script = fileURLToPath(new URL('../../support/audit-full-disk.js', import.meta.url));
  // ulimit counts blocks of 512 bytes; without the trap the kernel's signal would end the process.
  const { stdout } = await promisify(execFile)('sh', ['-c', `ulimit -f 32; trap '' XFSZ; exec "$0" "$@"`, process.execPath, script, folder.path]);
  const { failures, taken, key } = JSON.parse(stdout) as { failures: string[]; taken: number; key: string };
  assert.equal(failures, ['AUDIT_WRITE', 'AUDIT_WRITE']);
  assert.ok(taken > 1);
  const found = await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN, keys: [key] });
  assert.is(found.verdict, 'ok', JSON.stringify(found.findings));
  assert.equal([found.size, recordsIn(folder.path).at(-1)?.event], [1 + taken * 20 + 20, 'goes on']);
});

test('acknowledges in order and together: what one turn records is one commit', async () => {
  await opens();
  const order: number[] = [];
  await Promise.all(Array.from({ length: 50 }, async (_, n) => {
    await log?.record({ event: `e${n}` });
    order.push(n);
  }));
  assert.equal(order, Array.from({ length: 50 }, (_, n) => n));
  assert.is(log?.size, 51);
});

test.run();
