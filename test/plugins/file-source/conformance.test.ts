import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testSource, type Feed } from '../../../core/testing/testing.js';
import fileSource from '../../../plugins/file-source/file-source.js';
import { suite } from '../../support/suite.js';
import { DEFAULTS } from './source-run.js';

/** A file that grows. */
class LogFile implements Feed {
  readonly can = { resume: true, once: true, binary: true };
  folder = '';

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'hushpipe-feed-'));
  }

  stop(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  get path(): string {
    return join(this.folder, 'app.log');
  }

  feed(records: readonly Uint8Array[]): Promise<void> {
    return appendFile(this.path, Buffer.concat(records.flatMap((record) => [record, Uint8Array.of(0x0a)])));
  }
}

const test = suite('file source, by the kit');

testSource({ test, plugin: fileSource, peer: () => new LogFile(), config: (log) => ({ ...DEFAULTS, paths: [log.path] }) });

test.run();
