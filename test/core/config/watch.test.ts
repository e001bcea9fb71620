import { once } from 'node:events';
import { watch } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ConfigWatcher, type Watched } from '../../../core/config/watch.js';
import { systemClock, type Clock } from '../../../core/contract/clock.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';

const test = suite('ConfigWatcher');
let folder = '';
const open: ConfigWatcher[] = [];

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-watch-'));
  await writeFile(join(folder, 'config.yaml'), 'version: 1\n');
});
test.after.each(async () => {
  for (const watcher of open.splice(0)) await watcher.stop();
  await rm(folder, { recursive: true });
});

interface Seen {
  readonly watcher: ConfigWatcher;
  readonly changes: () => number;
  /** Resolves at the next change. */
  readonly next: () => Promise<void>;
}

async function watching(watched: Partial<Watched> = {}, clock: Clock = systemClock, onChange: () => void = () => undefined): Promise<Seen> {
  let changes = 0;
  let wake: () => void = () => undefined;
  const watcher = new ConfigWatcher({ files: [join(folder, 'config.yaml')], folders: [], ...watched }, {
    clock, debounce: 5, poll: 1000, onError: () => undefined,
    onChange: () => {
      changes++;
      wake();
      onChange();
    },
  });
  open.push(watcher);
  await watcher.start();
  return { watcher, changes: () => changes, next: () => new Promise((resolve) => { wake = resolve; }) };
}

test('sees a file written in place, and written again', async () => {
  const { next, changes } = await watching();
  for (const text of ['a', 'b']) {
    const changed = next();
    await writeFile(join(folder, 'config.yaml'), text);
    await changed;
  }
  assert.is(changes(), 2);
});

test('sees a file replaced by rename, and replaced again', async () => {
  const { next } = await watching();
  for (const text of ['a', 'b', 'c']) {
    const changed = next();
    await writeFile(join(folder, 'config.yaml.tmp'), text);
    await rename(join(folder, 'config.yaml.tmp'), join(folder, 'config.yaml'));
    await changed;
  }
});

test('sees the swap of a folder behind a link, as Kubernetes does it', async () => {
  for (const version of ['v1', 'v2']) {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'mounted.yaml'), version);
  }
  await symlink('v1', join(folder, '..data'));
  await symlink('..data/mounted.yaml', join(folder, 'mounted.yaml'));
  const { next } = await watching({ files: [join(folder, 'mounted.yaml')] });
  const changed = next();
  await symlink('v2', join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  await changed;
});

test('sees a file that appears in a folder, and one that goes', async () => {
  await mkdir(join(folder, 'triggers'));
  const { next } = await watching({ folders: [join(folder, 'triggers')] });
  const appeared = next();
  await writeFile(join(folder, 'triggers/a.yaml'), '[]');
  await appeared;
  const gone = next();
  await rm(join(folder, 'triggers/a.yaml'));
  await gone;
});

test('does not call for a file that was only touched, or for its neighbours', async () => {
  const { next, changes } = await watching();
  await utimes(join(folder, 'config.yaml'), 1, 1);
  await writeFile(join(folder, 'other.txt'), 'x');
  const changed = next();
  await writeFile(join(folder, 'config.yaml'), 'changed');
  await changed;
  assert.is(changes(), 1);
});

test('sees a change also where something is written beside it all the time', async () => {
  const clock = new VirtualClock();
  let changed = false;
  const watcher = new ConfigWatcher({ files: [join(folder, 'config.yaml')], folders: [] }, {
    clock, debounce: 5, poll: 3_600_000, onError: () => undefined, onChange: () => void (changed = true),
  });
  open.push(watcher);
  await watcher.start();
  await writeFile(join(folder, 'config.yaml'), 'version: 1\nservice: { name: shop }\n');
  // Until an event begins the pause anew; after ten pauses none does.
  for (let elapsed = 0; elapsed < 50; elapsed += 4) {
    await appendFile(join(folder, 'app.log'), 'line\n');
    await until('an event', () => clock.untilNext === 5);
    await clock.advance(4);
  }
  const beside = watch(folder);
  const event = once(beside, 'change');
  await appendFile(join(folder, 'app.log'), 'line\n');
  await event;
  beside.close();
  await clock.advance(4);
  await until('the change', () => changed, 5_000);
});

test('watches other files after an update', async () => {
  const { watcher, next, changes } = await watching();
  await mkdir(join(folder, 'sub'));
  await watcher.update({ files: [join(folder, 'sub/new.yaml')], folders: [] });
  const changed = next();
  await writeFile(join(folder, 'sub/new.yaml'), 'x');
  await changed;
  assert.is(changes(), 1);
});

test('polls where no event comes', async () => {
  const clock = new VirtualClock();
  const missing = join(folder, 'later');
  const { changes, next } = await watching({ files: [join(missing, 'config.yaml')] }, clock);
  await mkdir(missing);
  await writeFile(join(missing, 'config.yaml'), 'x');
  const changed = next();
  await clock.advance(1000);
  await changed;
  assert.is(changes(), 1);
});

test('goes on after a callback that throws', async () => {
  const { next, changes } = await watching({}, systemClock, () => { throw new Error('no'); });
  for (const text of ['a', 'b']) {
    const changed = next();
    await writeFile(join(folder, 'config.yaml'), text);
    await changed;
  }
  assert.is(changes(), 2);
});

test('leaves no timer after stop', async () => {
  const clock = new VirtualClock();
  const { watcher } = await watching({}, clock);
  assert.ok(clock.untilNext !== undefined);
  await watcher.stop();
  await watcher.stop();
  assert.is(clock.untilNext, undefined);
});

test.run();
