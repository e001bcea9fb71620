import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import type { Peer } from '../../../core/testing/peer.js';
import { testSink } from '../../../core/testing/sink.js';
import type { FileSinkConfig } from '../../../plugins/file-sink/config.js';
import file from '../../../plugins/file-sink/file-sink.js';
import { suite } from '../../support/suite.js';

const conformance = suite('file sink: conformance');

let base = '';
conformance.before(async () => {
  base = await mkdtemp(join(tmpdir(), 'hushpipe-conformance-'));
});
conformance.after(() => rm(base, { recursive: true, force: true }));

/** The other side of this sink is a folder. */
class Folder implements Peer {
  readonly can = {};
  #path = '';

  get file(): string {
    return join(this.#path, 'app.jsonl');
  }

  async start(): Promise<void> {
    this.#path = await mkdtemp(join(base, 'peer-'));
  }

  stop(): Promise<void> {
    return rm(this.#path, { recursive: true, force: true });
  }

  async received(): Promise<readonly string[]> {
    return (await readFile(this.file, 'utf8')).split('\n').slice(0, -1);
  }
}

testSink({
  test: conformance,
  plugin: file,
  peer: () => new Folder(),
  config: (folder): FileSinkConfig => ({ path: folder.file, encoding: 'json', append: true, fsync: 'batch', mode: '0640', rotate: { size: 1e9, every: 1e12, gzip: true }, retain: { files: 3 } }),
});
conformance.run();

const test = suite('file sink');

const config: FileSinkConfig = { path: '/var/log/app.log', encoding: 'json', append: true, fsync: 'batch', mode: '0640' };
const problems = (part: Partial<FileSinkConfig>): string[] => [...(file.check?.({ ...config, ...part }) ?? [])].map((problem) => problem.path);

test('owns its path alone', () => {
  assert.equal(file.claims?.(config), ['file:/var/log/app.log']);
});

test('finds what the schema cannot state', () => {
  assert.equal(problems({}), []);
  assert.equal(problems({ rotate: { every: 1000, gzip: true }, retain: { files: 1 } }), []);
  assert.equal(problems({ retain: { files: 1 } }), ['retain']);
  assert.equal(problems({ rotate: { gzip: true } }), ['rotate']);
  assert.equal(problems({ rotate: { size: 0, every: 999, gzip: true } }), ['rotate.size', 'rotate.every']);
});

test('on a full disk no line is torn and no batch is there twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-full-'));
  try {
    // A limit on the size of files, 16 blocks of 512 bytes, cuts a write short just as a full disk does.
    const script = fileURLToPath(new URL('./full-disk.js', import.meta.url));
    const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 16 && exec "$0" "$1" "$2"', process.execPath, script, join(folder, 'app.log')]);
    assert.equal(JSON.parse(stdout), { failures: ['RetryableError EFBIG', 'RetryableError EFBIG', 'RetryableError EFBIG'], sizes: [5000, 5000, 5000, 5000] });
    const lines = (name: string): Promise<string[]> => readFile(join(folder, name), 'utf8').then((text) => text.split('\n'));
    assert.equal((await lines('moved.log')).map((line) => line.length), [...Array.from({ length: 50 }, () => 99), 0]);
    assert.equal((await lines('app.log')).map((line) => line.slice(0, 1)), [...Array.from({ length: 60 }, () => 'b'), '']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
