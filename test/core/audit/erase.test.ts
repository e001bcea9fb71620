import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { hashLeaf } from '../../../core/audit/hash.js';
import { readSecrets } from '../../../core/audit/key-file.js';
import { AuditLog } from '../../../core/audit/log.js';
import { verifyInclusion } from '../../../core/audit/merkle.js';
import { openNote } from '../../../core/audit/note.js';
import { inclusionProof } from '../../../core/audit/proofs.js';
import type { AuditRecord } from '../../../core/audit/record.js';
import { unseal } from '../../../core/audit/seal.js';
import { SubjectKeys } from '../../../core/audit/subject-keys.js';
import { TileReader } from '../../../core/audit/tile-reader.js';
import { verifyLog } from '../../../core/audit/verify.js';
import { auditOptions, keysFolder, linesIn, logFolder, ORIGIN, recordsIn } from '../../support/audit-log.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('AuditLog.erase');
const folder = tempFolder(test);

const PERSON = 'customer-4711';
const VALUE = 'Ada Example, 12 Elm Street';

/** Every file of the data directory that holds one of these, as it is or in base64. */
function filesWith(values: readonly string[]): readonly string[] {
  const wanted = values.flatMap((value) => [value, ...[0, 1, 2].map((shift) => Buffer.from(`${'x'.repeat(shift)}${value}`).toString('base64').slice(shift === 0 ? 0 : 4, -4))]);
  const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(folder.in(name)).isFile());
  assert.ok(files.length > 4, `only ${files.length} files`);
  return files.filter((name) => {
    const bytes = readFileSync(folder.in(name));
    return wanted.some((text) => bytes.includes(text));
  });
}

const hashesOf = (value: string): string[] => ['sha256', 'sha1', 'md5'].flatMap((name) => (['hex', 'base64'] as const).map((form) => createHash(name).update(value).digest(form)));

async function readSealed(record: AuditRecord | undefined): Promise<unknown> {
  const secrets = await readSecrets(join(keysFolder(folder.path), 'log.key'));
  const keys = await new SubjectKeys(keysFolder(folder.path), secrets?.wrapping ?? Buffer.alloc(32)).all();
  const key = keys.get(record?.enc?.key ?? '');
  return key === undefined || record?.enc === undefined ? undefined : unseal(record.enc, key, record.seq);
}

test('leaves neither the value nor a hash of it in the data directory, while every proof still verifies', async () => {
  const log = await AuditLog.open(auditOptions(folder.path));
  const order = { event: 'order.placed', subject: { id: PERSON, fields: { address: VALUE } }, data: { order: 1 } };
  await log.recordAll([order, { event: 'order.placed', subject: { id: 'someone-else', fields: { address: 'Other' } } }]);
  assert.equal(await readSealed(recordsIn(folder.path)[1]), { address: VALUE });
  const before = linesIn(folder.path);

  const { key } = await log.erase(PERSON, ['sinks.archive']);
  await log.close();
  assert.ok(key);
  assert.equal(filesWith([VALUE, PERSON, ...hashesOf(VALUE), ...hashesOf(PERSON)]), []);
  assert.is(await readSealed(recordsIn(folder.path)[1]), undefined);
  assert.equal(await readSealed(recordsIn(folder.path)[2]), { address: 'Other' });

  assert.equal(linesIn(folder.path).slice(0, 3), before, 'no record is touched');
  const erased = recordsIn(folder.path)[3];
  assert.equal([erased?.event, erased?.outcome, erased?.data], ['audit.erase', 'success', { key, elsewhere: ['sinks.archive'] }]);
  assert.is((await verifyLog({ folder: logFolder(folder.path), origin: ORIGIN, keys: [log.verifierKey] })).verdict, 'ok');
  const { checkpoint } = openNote(readFileSync(join(logFolder(folder.path), 'checkpoint')), [log.verifierKey]);
  const tiles = new TileReader(logFolder(folder.path));
  for (const [leafIdx, line] of linesIn(folder.path).entries()) {
    const proof = await inclusionProof(tiles, leafIdx, Number(checkpoint?.size)) ?? [];
    assert.ok(verifyInclusion({ leafIdx, treeSize: checkpoint?.size ?? 0, leafHash: hashLeaf(Buffer.from(line)), root: checkpoint?.root ?? '', proof }));
  }
});

test('the search of this test finds what was not erased', async () => {
  const log = await AuditLog.open(auditOptions(folder.path));
  await log.record({ event: 'careless', data: { address: VALUE, other: Buffer.from(`in ${VALUE} here`).toString('base64') } });
  await log.close();
  assert.is(filesWith([VALUE]).length, 1);
});

test('gives a person who comes again a new key, and says where there is nothing to erase', async () => {
  const log = await AuditLog.open(auditOptions(folder.path));
  assert.is((await log.erase(PERSON, [])).key, undefined);
  const entry = { event: 'order.placed', subject: { id: PERSON, fields: { address: VALUE } } };
  await log.record(entry);
  const { key } = await log.erase(PERSON, []);
  await log.record(entry);
  await log.close();
  const records = recordsIn(folder.path);
  assert.is(records[1]?.outcome, 'failure');
  assert.is(records[2]?.enc?.key, key);
  assert.not(records.at(-1)?.enc?.key === key);
  assert.equal(await readSealed(records.at(-1)), { address: VALUE });
});

test('a key that was changed on disk is no reason to make another', async () => {
  const log = await AuditLog.open(auditOptions(folder.path));
  await log.record({ event: 'order.placed', subject: { id: PERSON, fields: { address: VALUE } } });
  await log.close();
  const secrets = await readSecrets(join(keysFolder(folder.path), 'log.key'));
  const wrong = new SubjectKeys(keysFolder(folder.path), Buffer.from((secrets?.wrapping ?? Buffer.alloc(32)).map((byte) => byte ^ 1)));
  try {
    await wrong.all();
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, 'cannot be unwrapped');
  }
});

test('one that a crash cut off is put on record by the next start where the key is gone, and did not happen where it is not', async () => {
  const erasing = join(keysFolder(folder.path), 'erasing.json');
  const open = (): Promise<AuditLog> => AuditLog.open(auditOptions(folder.path));
  const log = await open();
  await log.record({ event: 'order.placed', subject: { id: PERSON, fields: { address: VALUE } } });
  const key = log.subjects.idOf(PERSON) ?? '';
  await log.close();
  const erasures = (): readonly unknown[] => recordsIn(folder.path).filter(({ event }) => event === 'audit.erase').map(({ outcome, data }) => [outcome, data]);
  writeFileSync(erasing, JSON.stringify({ key, elsewhere: ['sinks.archive'] }));
  await (await open()).close();
  assert.equal([erasures(), await readSealed(recordsIn(folder.path)[1])], [[], { address: VALUE }]);
  writeFileSync(erasing, JSON.stringify({ key, elsewhere: ['sinks.archive'] }));
  for (const name of readdirSync(join(keysFolder(folder.path), 'subjects'))) rmSync(join(keysFolder(folder.path), 'subjects', name));
  for (let start = 0; start < 2; start++) await (await open()).close();
  assert.equal(erasures(), [['success', { key, elsewhere: ['sinks.archive'] }]]);
  assert.not(existsSync(erasing));
});

test('leaves nothing of its own behind', async () => {
  const log = await AuditLog.open(auditOptions(folder.path));
  await log.record({ event: 'order.placed', subject: { id: PERSON, fields: { address: VALUE } } });
  await log.erase(PERSON, []);
  await log.erase('nobody', []);
  await log.close();
  assert.equal(readdirSync(keysFolder(folder.path)).toSorted(), ['last-checkpoint', 'log.key', 'subjects']);
});

test.run();
