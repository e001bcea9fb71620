import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Feed } from '../../../core/testing/feed.js';
import { testSource } from '../../../core/testing/source.js';
import plugin from '../../../plugins/file-source/file-source.js';
import { suite } from '../../support/suite.js';
import { DEFAULTS } from './source-run.js';

const LF = Buffer.from('\n');

/** A program that appends to its log. */
class Program implements Feed {
  readonly can = { resume: true, once: true, binary: true };
  #folder = '';
  #written = Promise.resolve();

  get log(): string {
    return join(this.#folder, 'app.log');
  }

  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'file-source-kit-'));
  }

  async stop(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  feed(records: readonly Uint8Array[]): Promise<void> {
    this.#written = this.#written.then(() => appendFile(this.log, Buffer.concat(records.flatMap((record) => [record, LF]))));
    return this.#written;
  }
}

const test = suite('file source, as every source');
testSource({ test, plugin, peer: () => new Program(), config: (program) => ({ ...DEFAULTS, watch: 'events', paths: [program.log] }) });
test.run();
