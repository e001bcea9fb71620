import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { AuditLog } from '../../core/audit/log.js';
import { auditOptions } from '../support/audit-log.js';
import { runCli } from '../support/cli.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';

const go = process.env['HUSHPIPE_TEST_GO'];
const test = suite('golang.org/x/mod/sumdb');
const folder = tempFolder(test);
const run = promisify(execFile);

if (go === undefined || go === '') test.skip('accepts what `audit prove` prints', 'HUSHPIPE_TEST_GO names no go');
else {
  test('accepts what `audit prove` prints, of every record and with the key of now, and nothing that was changed', async () => {
    const data = folder.in('data');
    const log = await AuditLog.open(auditOptions(data));
    await log.recordAll(Array.from({ length: 300 }, (_, n) => ({ event: 'order.placed', data: { n } })));
    await log.rotateKey();
    await log.recordAll(Array.from({ length: 40 }, (_, n) => ({ event: 'order.placed', data: { n } })));
    await log.close();

    cpSync('test/services/audit-verifier', folder.in('verifier'), { recursive: true });
    await run(go, ['build', '-o', folder.in('audit-verifier'), '.'], { cwd: folder.in('verifier') });
    const verify = (key: string): Promise<string> => run(folder.in('audit-verifier'), [key, folder.in('record'), folder.in('proof')]).then(({ stdout }) => stdout, (error: unknown) => `refused: ${(error as { stderr: string }).stderr}`);
    const audit = async (...args: readonly string[]): Promise<string> => (await runCli(['audit', ...args, '--data-dir', data], { cwd: folder.path })).stdout;

    for (const seq of [0, 1, 255, 256, 301, 341]) {
      writeFileSync(folder.in('proof'), await audit('prove', String(seq)));
      writeFileSync(folder.in('record'), (await audit('export', '--from', String(seq), '--to', String(seq))).slice(0, -1));
      assert.is(await verify(log.verifierKey), `record ${seq} of 342 is in the log example.com/shop\n`);
    }
    writeFileSync(folder.in('record'), await audit('export', '--from', '7', '--to', '7'));
    writeFileSync(folder.in('proof'), await audit('prove', '7'));
    assert.match(await verify(log.verifierKey), /^refused:/, 'with its line feed the record is another');
  }, { limit: 180_000 });
}

test.run();
