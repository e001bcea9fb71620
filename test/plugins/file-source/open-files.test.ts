import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { testContext } from '../../../core/testing/test-context.js';
import { Checkpoints } from '../../../plugins/file-source/checkpoints.js';
import { FollowedFile } from '../../../plugins/file-source/followed-file.js';
import { headOf, inodeKey } from '../../../plugins/file-source/identity.js';
import { openFile, OpenFiles } from '../../../plugins/file-source/open-files.js';
import { ReadyFiles } from '../../../plugins/file-source/ready-files.js';
import { suite } from '../../support/suite.js';

const test = suite('OpenFiles');
/** As many as the process may open, in these tests. */
const ROOM = 8;
let folder = '';
let checkpoints: Checkpoints;
let ctx = testContext();
let files: FollowedFile[] = [];
let open: OpenFiles;

test.before.each(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open-files-'));
  ctx = testContext();
  checkpoints = await Checkpoints.open(folder, ctx.clock, ctx.log);
  files = Array.from({ length: 12 }, (_, i) => follow(join(folder, `${i}.log`)));
  open = new OpenFiles(256, {
    ready: new ReadyFiles(),
    log: ctx.log,
    openFile: async (path) => {
      if (inUse() >= ROOM) throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
      return await openFile(path);
    },
  });
});
test.after.each(async () => {
  await open.closeAll();
  checkpoints.close();
  rmSync(folder, { recursive: true });
});

function follow(path: string): FollowedFile {
  writeFileSync(path, 'a\n');
  const stats = statSync(path, { bigint: true });
  const place = { inode: inodeKey(stats), path, target: path, born: `${stats.birthtimeNs}`, head: headOf(Buffer.from('a\n')) };
  const framer = (): never => { throw new Error('nothing is read here'); };
  return new FollowedFile({ ...place, key: path, generation: 0, offset: 0, missingSince: null }, checkpoints, framer, 0);
}

function inUse(): number {
  return files.filter((file) => file.isOpen).length;
}

test('closes others where the process may open no more files, and leaves room to everything else from then on', async () => {
  for (const file of files) assert.ok(await open.open(file));
  assert.equal(files.map((file) => file.isOpen), [...Array<boolean>(6).fill(false), ...Array<boolean>(6).fill(true)]);
  assert.equal(ctx.logs.map(({ message }) => message), [
    'no more files can be opened; at most 6 of this source stay open from now on. Raise the limit of open files (ulimit -n) to keep more',
  ]);
});

test('says what is wrong where nothing can be closed', async () => {
  const detached = files.slice(0, ROOM);
  for (const file of detached) {
    assert.ok(await open.open(file));
    file.detached = true;
  }
  try {
    await open.open(files[ROOM]!);
    assert.unreachable();
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'EMFILE');
  }
  assert.is(inUse(), ROOM);
  assert.equal(ctx.logs, []);
});

test('gives way to other errors in no way', async () => {
  for (const file of files.slice(0, 4)) await open.open(file);
  assert.not.ok(await open.giveWay(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })));
  assert.is(inUse(), 4);
});

test.run();
