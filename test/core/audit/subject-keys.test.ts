import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { SubjectKeys } from '../../../core/audit/subject-keys.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('SubjectKeys');
const folder = tempFolder(test);
const wrapping = Buffer.alloc(32, 7);
const keys = (): SubjectKeys => new SubjectKeys(folder.path, wrapping);
const files = (): readonly string[] => readdirSync(folder.in('subjects'));

test('a person has one key, also for who asks later or in another process', () => {
  const first = keys();
  const ann = first.of('ann');
  assert.is(first.of('ann'), ann);
  assert.equal(keys().of('ann'), ann);
  assert.not.equal(first.of('bob').secret, ann.secret);
  assert.not(first.of('bob').id === ann.id);
});

test('neither names nor contents of the files say who it is, nor what the key is', () => {
  const { secret } = keys().of('ann@example.com');
  for (const name of files()) {
    const content = readFileSync(folder.in('subjects', name));
    for (const form of ['ann@example.com', secret.toString('base64'), secret]) assert.not(content.includes(form) || name.includes(form.toString()));
  }
});

test('says whether all keys would survive a loss of power, and makes it so', async () => {
  const ring = keys();
  assert.is(ring.isSynced, true);
  ring.of('ann');
  assert.is(ring.isSynced, false);
  const first = ring.synced();
  ring.of('bob');
  await Promise.all([first, ring.synced()]);
  assert.is(ring.isSynced, true);
  ring.of('ann');
  assert.is(ring.isSynced, true, 'nothing new');
});

test('a file that a loss of power left empty, or a destruction that was cut off full of zeros, is no key', async () => {
  for (const rest of ['', '\0'.repeat(180)]) {
    keys().of('ann');
    const [name = ''] = files();
    writeFileSync(folder.in('subjects', name), rest);
    assert.is((await keys().all()).size, 0);
    const ring = keys();
    assert.is(await ring.destroy('ann'), undefined);
    assert.equal(files(), []);
    const { id } = keys().of('ann');
    assert.is(keys().of('ann').id, id);
    await keys().destroy('ann');
  }
});

test('what could not be synced can be synced again', async () => {
  const ring = keys();
  ring.of('ann');
  const [name = ''] = files();
  chmodSync(folder.in('subjects', name), 0o000);
  const failed = await ring.synced().then(() => false, () => true);
  chmodSync(folder.in('subjects', name), 0o600);
  if (process.getuid?.() !== 0) assert.ok(failed);
  assert.is(ring.isSynced, !failed);
  await ring.synced();
  assert.is(ring.isSynced, true);
});

test('a key that is destroyed is in no file and in no memory; who comes again gets another', async () => {
  const ring = keys();
  const ann = ring.of('ann');
  const { id } = ann;
  assert.is(ring.subjectOf(id), 'ann');
  assert.is(await ring.destroy('ann'), id);
  assert.equal(ann.secret, Buffer.alloc(32));
  assert.equal(files(), []);
  assert.is(ring.subjectOf(id), undefined);
  assert.is((await ring.all()).size, 0);
  assert.is(await ring.destroy('ann'), undefined);
  assert.not(ring.of('ann').id === id);
});

test('nobody comes by a key while it is being destroyed', async () => {
  const ring = keys();
  const { id } = ring.of('ann');
  const destroyed = ring.destroy('ann');
  const next = ring.of('ann');
  assert.is(await destroyed, id);
  assert.not(next.id === id);
  assert.equal([...(await keys().all()).keys()], [next.id]);
});

test('refuses what it cannot unwrap, and what the disk does not take', () => {
  keys().of('ann');
  const other = new SubjectKeys(folder.path, Buffer.alloc(32, 8));
  for (const name of files()) writeFileSync(folder.in('subjects', name), '{"id":"x","box":"AAAA"}');
  assert.throws(() => keys().of('ann'), (error: unknown) => error instanceof HushpipeError && error.code === 'AUDIT_BAD_KEY');
  assert.is(other.subjectOf('x'), undefined);
  writeFileSync(folder.in('file'), '');
  assert.throws(() => new SubjectKeys(folder.in('file'), wrapping).of('ann'));
  mkdirSync(folder.in('empty'));
});

test('keeps the keys that were used last', () => {
  const ring = keys();
  const { id } = ring.of('first');
  for (let n = 0; n < 10; n++) ring.of(`p${n}`);
  assert.is(ring.subjectOf(id), 'first');
});

test.run();
