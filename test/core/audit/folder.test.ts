import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as assert from 'uvu/assert';
import { auditFolder, destroyFile, originsIn, segmentsIn } from '../../../core/audit/folder.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('folder');
const folder = tempFolder(test);

test('an origin names a folder within the data directory, whatever stands in it, and can be told from it', async () => {
  for (const origin of ['shop', 'example.com/shop', '..', '../../etc', '.hidden', 'a b', 'ü']) {
    const path = relative(folder.in('audit'), auditFolder(folder.path, origin));
    assert.not.match(path, /^\.|\//, origin);
    mkdirSync(auditFolder(folder.path, origin), { recursive: true });
  }
  assert.equal(await originsIn(folder.path), ['shop', 'example.com/shop', '..', '../../etc', '.hidden', 'a b', 'ü'].toSorted());
  assert.equal(await originsIn(folder.in('none')), []);
});

test('segments are in the order of their records', async () => {
  for (const name of ['segment-0000000000000200.jsonl', 'segment-0000000000000000.jsonl', 'segment-1.jsonl', 'segment-0000000000000200.jsonl.5.torn']) writeFileSync(folder.in(name), '');
  assert.equal((await segmentsIn(folder.path)).map(({ first }) => first), [0, 200]);
});

test('what is destroyed is written over before it is gone', () => {
  writeFileSync(folder.in('key'), 'secret');
  linkSync(folder.in('key'), folder.in('other name'));
  destroyFile(folder.in('key'));
  assert.is(readFileSync(folder.in('other name'), 'latin1'), '\0'.repeat(6));
});

test.run();
