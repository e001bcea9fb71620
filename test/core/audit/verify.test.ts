import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { formatCheckpoint } from '../../../core/audit/checkpoint.js';
import { statedSize } from '../../../core/audit/checkpoint-files.js';
import { hashLeaf } from '../../../core/audit/hash.js';
import { AuditLog } from '../../../core/audit/log.js';
import { newSigner } from '../../../core/audit/note-key.js';
import { signNote } from '../../../core/audit/note.js';
import { genesisEntry } from '../../../core/audit/key-history.js';
import { formatRecord, leafHashOf, NO_RECORD } from '../../../core/audit/record.js';
import { TreeEdge } from '../../../core/audit/tree-edge.js';
import { verifyLog, type Verification } from '../../../core/audit/verify.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { auditOptions, logFolder, ORIGIN, segmentNames } from '../../support/audit-log.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('verifyLog');
const folder = tempFolder(test);
/** A log of 700 records in three segments, its checkpoint at 400, and its key. */
let original = '';
let key = '';
let saved = '';
/** Of another log of the same size. */
let foreign = '';

const ROWS = 7;

async function makeLog(dataDir: string, origin = ORIGIN): Promise<{ readonly key: string; readonly saved: string }> {
  const clock = new VirtualClock(Date.UTC(2026, 8, 21));
  let note = '';
  const log = await AuditLog.open(auditOptions(dataDir, { clock, origin, segment: { bytes: 70_000, age: 1e9 }, onCheckpoint: (text) => {
    if (note === '' || (statedSize(note) ?? 0) < 400) note = text;
  } }));
  for (let row = 0; row < ROWS; row++) {
    await log.recordAll(Array.from({ length: row === 0 ? 99 : 100 }, (_, n) => ({ event: 'order.placed', outcome: 'success' as const, actor: `user-${n % 9}`, data: { row, n } })));
    await log.checkpoint();
    await clock.advance(500);
  }
  await log.close();
  return { key: log.verifierKey, saved: note };
}

test.before(async () => {
  original = mkdtempSync(join(tmpdir(), 'hushpipe-verify-'));
  foreign = mkdtempSync(join(tmpdir(), 'hushpipe-verify-'));
  ({ key, saved } = await makeLog(original));
  await makeLog(foreign, 'example.com/other');
});
test.before.each(() => cpSync(join(original, 'audit'), folder.in('audit'), { recursive: true }));
test.after(() => {
  for (const path of [original, foreign]) rmSync(path, { recursive: true });
});

const log = (...names: readonly string[]): string => join(logFolder(folder.path), ...names);
const segment = (at: number): string => log(segmentNames(folder.path)[at] ?? '');
const read = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
const write = (path: string, lines: readonly string[]): void => writeFileSync(path, `${lines.join('\n')}\n`);
const change = (path: string, edit: (lines: string[]) => readonly string[]): void => write(path, edit(read(path)));
/** Segments cut between records; the second begins with this one. */
const secondStart = (): number => Number(/\d{16}/.exec(segment(1))?.[0]);

function verify(more: Partial<Parameters<typeof verifyLog>[0]> = {}): Promise<Verification> {
  return verifyLog({ folder: logFolder(folder.path), origin: ORIGIN, keys: [key], ...more });
}

async function findsTampering(firstBad: number, more: Partial<Parameters<typeof verifyLog>[0]> = {}): Promise<void> {
  const found = await verify(more);
  assert.is(found.verdict, 'tampered', JSON.stringify(found.findings));
  assert.is(found.firstBad, firstBad, JSON.stringify(found.findings));
}

/** The lines again from `seq` on, each with the hash of the one before it. */
function rechained(lines: readonly string[], seq: number): string[] {
  const made = lines.slice(0, seq);
  for (const line of lines.slice(seq)) made.push(line.replace(/"prev":"[0-9a-f]{64}"\}$/, `"prev":"${leafHashOf(made.at(-1) ?? '')}"}`));
  return made;
}

/** Puts tiles in place that fit other records. */
function rewriteTiles(leaves: readonly string[]): void {
  for (let tile = 0; tile * 256 < leaves.length; tile++) {
    const hashes = Buffer.concat(leaves.slice(tile * 256, (tile + 1) * 256).map((leaf) => Buffer.from(leaf, 'hex')));
    const name = `00${tile}`;
    if (hashes.length === 8192) writeFileSync(log('tile', '0', name), hashes);
    else for (const width of readdirSync(log('tile', '0', `${name}.p`))) writeFileSync(log('tile', '0', `${name}.p`, width), hashes.subarray(0, Number(width) * 32));
  }
}

test('says of an untouched log what is in it, who signed it, and that all is well', async () => {
  const found = await verify({ since: [{ name: 'saved', note: saved }] });
  assert.equal(found.findings.filter(({ grade }) => grade !== 'notice'), []);
  assert.is(found.verdict, 'ok');
  assert.equal([found.size, found.signed, found.anchored, found.firstBad], [700, 700, 400, undefined]);
  assert.equal(found.keys, [{ from: 0, key }]);
  assert.equal([found.began, found.ended], ['2026-09-21T00:00:00.000Z', '2026-09-21T00:00:03.000Z']);
});

test('a bit flip', async () => {
  const bytes = readFileSync(segment(0));
  const line = bytes.indexOf('"seq":123,');
  const at = bytes.indexOf('"n":', line) + 4;
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(segment(0), bytes);
  await findsTampering(123);
});

test('a flip in the hash of the record before, which is part of the record', async () => {
  change(segment(0), (lines) => lines.with(123, (lines[123] ?? '').replace(/(.)"\}$/, (_all, digit: string) => `${digit === '0' ? '1' : '0'}"}`)));
  await findsTampering(123);
});

test('a deletion', async () => {
  change(segment(0), (lines) => lines.toSpliced(50, 1));
  await findsTampering(50);
});

test('an insertion', async () => {
  change(segment(0), (lines) => lines.toSpliced(50, 0, (lines[50] ?? '').replace('user', 'evil')));
  await findsTampering(50);
});

test('a reorder', async () => {
  change(segment(0), (lines) => lines.with(50, lines[51] ?? '').with(51, lines[50] ?? ''));
  await findsTampering(50);
});

test('a duplicate', async () => {
  change(segment(0), (lines) => lines.toSpliced(51, 0, lines[50] ?? ''));
  await findsTampering(51);
});

test('a tail that was cut', async () => {
  change(segment(2), (lines) => lines.slice(0, -5));
  await findsTampering(695);
});

test('a segment that is gone', async () => {
  const start = secondStart();
  rmSync(segment(1));
  await findsTampering(start);
});

test('a first segment that is gone without a record of retention', async () => {
  rmSync(segment(0));
  await findsTampering(0);
});

test('a whole log that is gone, by a checkpoint that was kept elsewhere', async () => {
  rmSync(logFolder(folder.path), { recursive: true });
  await findsTampering(0, { since: [{ name: 'saved', note: saved }] });
  assert.is((await verify()).verdict, 'unproven', 'without one, nothing says that there ever was a log');
});

test('a suffix that was written again at equal length, with hashes that fit', async () => {
  const start = secondStart();
  const lines = [...read(segment(0)), ...read(segment(1)), ...read(segment(2))];
  const third = start + read(segment(1)).length;
  const forged = rechained(lines.with(650, (lines[650] ?? '').replace('success', 'failure')), 651);
  write(segment(1), forged.slice(start, third));
  write(segment(2), forged.slice(third));
  await findsTampering(650);
  rewriteTiles(forged.map(leafHashOf));
  // Nothing but the checkpoints knows better now: those of 600 and of 700 records.
  await findsTampering(600);
});

test('a rollback to an earlier state of everything, by a checkpoint that was kept elsewhere', async () => {
  const clock = new VirtualClock(0);
  cpSync(join(original, 'audit-keys'), folder.in('audit-keys'), { recursive: true });
  const going = await AuditLog.open(auditOptions(folder.path, { clock }));
  await going.recordAll([{ event: 'later' }, { event: 'latest' }]);
  await going.close();
  const later = readFileSync(log('checkpoint'), 'utf8');
  rmSync(folder.in('audit'), { recursive: true });
  cpSync(join(original, 'audit'), folder.in('audit'), { recursive: true });
  assert.is((await verify()).verdict, 'ok', 'it was all signed once');
  await findsTampering(700, { since: [{ name: 'later', note: later }] });
});

test('a segment of another origin', async () => {
  const other = join(foreign, 'audit', encodeURIComponent('example.com/other'));
  const names = readdirSync(other).filter((name) => name.endsWith('.jsonl')).toSorted();
  const start = secondStart();
  cpSync(join(other, names[1] ?? ''), segment(1));
  assert.is(names[1], segmentNames(folder.path)[1], 'the other log is alike');
  // Its first record follows one that this log does not have.
  await findsTampering(start);
});

test('a key that was swapped, together with all that it signs', async () => {
  const evil = newSigner(ORIGIN);
  const lines = [...read(segment(0)), ...read(segment(1)), ...read(segment(2))];
  const genesis = formatRecord(genesisEntry(ORIGIN, evil), { seq: 0, prev: NO_RECORD, now: Date.UTC(2026, 8, 21) });
  const forged = rechained([genesis, ...lines.slice(1)], 1);
  const edge = new TreeEdge();
  for (const line of forged) edge.push(leafHashOf(line));
  const note = signNote(formatCheckpoint(ORIGIN, forged.length, edge.root()), [evil]);
  for (const name of readdirSync(log())) rmSync(log(name), { recursive: true });
  write(log('segment-0000000000000000.jsonl'), forged);
  writeFileSync(log('checkpoint'), note);
  writeFileSync(log('checkpoints.log'), `${JSON.stringify({ time: '', note })}\n`);
  writeFileSync(log('keys.json'), JSON.stringify({ v: 1, keys: [{ key: evil.text, from: 0, record: genesis }] }));
  await findsTampering(0);
});

test('a key that was swapped for the checkpoint alone', async () => {
  const evil = newSigner(ORIGIN);
  const note = signNote(readFileSync(log('checkpoint'), 'utf8').split('\n\n')[0]?.concat('\n') ?? '', [evil]);
  writeFileSync(log('checkpoint'), note);
  writeFileSync(log('checkpoints.log'), `${JSON.stringify({ time: '', note })}\n`);
  await findsTampering(699);
});

test('a tail without a signature', async () => {
  const lines = read(segment(2));
  const { length } = lines;
  for (let seq = 700; seq < 705; seq++) lines.push(formatRecord({ event: 'forged' }, { seq, prev: leafHashOf(lines.at(-1) ?? ''), now: Date.UTC(2026, 8, 22) }));
  write(segment(2), lines);
  const found = await verify();
  assert.is(found.verdict, 'unproven');
  assert.equal([found.size, found.signed], [705, 700]);
  assert.is((await verify({ live: true })).verdict, 'ok', 'while the log is being written, that is how it looks');
  assert.ok(length > 0);
});

test('a torn write', async () => {
  writeFileSync(segment(2), '{"v":1,"seq":700,"ts":"2026-09', { flag: 'a' });
  const found = await verify();
  assert.is(found.verdict, 'unproven');
  assert.match(found.findings[0]?.message ?? '', 'torn');
});

test('a torn write where records were signed', async () => {
  const bytes = readFileSync(segment(2));
  writeFileSync(segment(2), bytes.subarray(0, -30));
  await findsTampering(699);
});

test('a tile that was altered, while the records were not', async () => {
  const bytes = readFileSync(log('tile', '0', '001'));
  bytes[5 * 32] = (bytes[5 * 32] as number) ^ 1;
  writeFileSync(log('tile', '0', '001'), bytes);
  await findsTampering(261);
});

test('records that were altered and chained again, while the tiles were not', async () => {
  const start = secondStart();
  const lines = rechained([...read(segment(0)), ...read(segment(1)), ...read(segment(2))].map((line, at) => (at === 300 ? line.replace('user', 'evil') : line)), 301);
  const third = start + read(segment(1)).length;
  write(segment(0), lines.slice(0, start));
  write(segment(1), lines.slice(start, third));
  write(segment(2), lines.slice(third));
  await findsTampering(300);
});

test('a tile that is gone', async () => {
  renameSync(log('tile', '0', '001'), log('tile', '0', 'x'));
  await findsTampering(256);
});

test('keys and checkpoints that are gone', async () => {
  rmSync(log('checkpoint'));
  rmSync(log('checkpoints.log'));
  const found = await verify();
  assert.is(found.verdict, 'unproven', 'nothing is signed');
  rmSync(log('keys.json'));
  assert.is((await verify()).verdict, 'tampered');
});

test('a checkpoint from elsewhere that is of another history', async () => {
  const other = signNote(formatCheckpoint(ORIGIN, 400, hashLeaf(Buffer.from('other'))), [newSigner(ORIGIN)]);
  assert.is((await verify({ since: [{ name: 'saved', note: other }] })).verdict, 'tampered');
});

test('the way from key to key is followed, and so is retention', async () => {
  const dataDir = folder.in('rotated');
  mkdirSync(dataDir);
  const clock = new VirtualClock(0);
  const more = { clock, segment: { bytes: 1 << 26, age: 1_000 }, retention: { age: 1_500 } };
  const going = await AuditLog.open(auditOptions(dataDir, more));
  const first = going.verifierKey;
  await going.recordAll(Array.from({ length: 300 }, () => ({ event: 'one' })));
  const second = await going.rotateKey();
  for (let day = 0; day < 4; day++) {
    await going.recordAll(Array.from({ length: 300 }, () => ({ event: 'two' })));
    await clock.advance(1_000);
  }
  await going.record({ event: 'three' });
  await going.close();
  const found = await verifyLog({ folder: logFolder(dataDir), origin: ORIGIN, keys: [first] });
  assert.is(found.verdict, 'ok', JSON.stringify(found.findings));
  assert.ok(found.first > 600);
  assert.equal(found.keys, [{ from: 0, key: first }, { from: 301, key: second }]);
  const path = join(logFolder(dataDir), 'keys.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\\"signature\\":\\"./, '\\"signature\\":\\"!'));
  assert.is((await verifyLog({ folder: logFolder(dataDir), origin: ORIGIN, keys: [first] })).verdict, 'tampered');
});

test('a time that goes back is said, and is no tampering', async () => {
  const dataDir = folder.in('clock');
  const clock = new VirtualClock(10_000);
  const going = await AuditLog.open(auditOptions(dataDir, { clock }));
  await going.record({ event: 'one' });
  await going.close();
  const again = await AuditLog.open(auditOptions(dataDir, { clock: new VirtualClock(5_000) }));
  await again.record({ event: 'two' });
  await again.close();
  const found = await verifyLog({ folder: logFolder(dataDir), origin: ORIGIN });
  assert.is(found.verdict, 'ok');
  assert.match(found.findings.map(({ message }) => message).join('\n'), 'the time goes back 1 times');
});

test.run();
