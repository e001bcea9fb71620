import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { hashLeaf, openNote, verifyInclusion } from '../../../core/audit/audit.js';
import { AuditLog } from '../../../core/audit/log.js';
import { auditOptions, linesIn, logFolder, ORIGIN, recordsIn, segmentNames } from '../../support/audit-log.js';
import { runCli, type CliResult } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';

const test = suite('audit');
let original = '';
let folder = '';
let key = '';

test.before(async () => {
  original = mkdtempSync(join(tmpdir(), 'hushpipe-audit-'));
  const log = await AuditLog.open(auditOptions(join(original, 'state')));
  await log.recordAll(Array.from({ length: 20 }, (_, n) => ({ event: n % 2 === 0 ? 'order.placed' : 'authz_admin', outcome: 'success' as const, actor: 'ann\u001b[31m', data: { n } })));
  await log.record({ event: 'order.placed', subject: { id: 'customer-1', fields: { street: '12 Elm Street' } } });
  await log.close();
  key = log.verifierKey;
  writeFileSync(join(original, 'hushpipe.yaml'), `version: 1\ndata_dir: state\naudit:\n  origin: ${ORIGIN}\n  anchors: [{ type: file, path: anchors.jsonl }]\nsinks: { archive: { type: file, path: out.jsonl } }\n`);
});
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'hushpipe-audit-'));
  cpSync(original, folder, { recursive: true });
});
test.after.each(() => rmSync(folder, { recursive: true }));
test.after(() => rmSync(original, { recursive: true }));

const audit = (...args: readonly string[]): Promise<CliResult> => runInProcess(['audit', ...args], folder);
const state = (): string => join(folder, 'state');
const segment = (): string => join(logFolder(state()), segmentNames(state())[0] ?? '');

test('verify says what is signed, by whom, and that all is well', async () => {
  const { code, stdout } = await audit('verify');
  assert.is(code, 0, stdout);
  assert.match(stdout, `${ORIGIN}: 22 records, 2026-09-21T00:00:00.000Z to 2026-09-21T00:00:00.000Z\n  signed    22 of 22\n`);
  assert.match(stdout, key);
  assert.match(stdout, /ok: everything is as it was signed\n$/);
});

test('verify ends with 1 where something was changed, and names the first bad record', async () => {
  writeFileSync(segment(), readFileSync(segment(), 'utf8').replace('"n":7}', '"n":8}'));
  const { code, stdout } = await audit('verify', '--json');
  assert.is(code, 1);
  assert.is((JSON.parse(stdout) as { firstBad: number }).firstBad, 8);
});

test('verify ends with 2 where it cannot tell, and with 3 for a wrong call', async () => {
  rmSync(join(folder, 'state'), { recursive: true });
  assert.is((await audit('verify')).code, 2);
  for (const args of [['verify', '--since', 'none'], ['verify', '--since', 'hushpipe.yaml'], ['verify', '--key', 'x'], ['verify', '--nonsense'], ['verify', 'x'], ['what']]) assert.is((await audit(...args)).code, 3, args.join(' '));
  assert.is((await runCli(['audit', 'what'], { cwd: folder })).code, 3, 'of a process too');
});

test('verify finds a log that was removed or set back, by what was kept elsewhere', async () => {
  const { stdout } = await audit('export', '--checkpoint');
  writeFileSync(join(folder, 'saved.checkpoint'), stdout);
  assert.is((await audit('verify', '--since', 'saved.checkpoint')).code, 0);
  assert.is((await audit('anchor')).stdout, 'the checkpoint of 22 records is with 1 of 1 anchor\n');
  rmSync(join(state(), 'audit-keys'), { recursive: true });
  rmSync(logFolder(state()), { recursive: true });
  assert.is((await audit('verify')).code, 1, 'by the file of anchors that the config names');
  rmSync(join(folder, 'anchors.jsonl'));
  assert.is((await audit('verify')).code, 2);
  assert.is((await audit('verify', '--since', 'saved.checkpoint')).code, 1);
});

test('verify trusts the key of the call, or that of the key file', async () => {
  assert.is((await audit('verify', '--key', key)).code, 0);
  const { stdout } = await audit('rotate');
  assert.is((await audit('verify', '--key', key)).code, 0, 'the old key vouches for the new one');
  assert.is((await audit('verify', '--key', stdout.trim())).code, 0);
  const other = mkdtempSync(join(tmpdir(), 'hushpipe-audit-'));
  const log = await AuditLog.open(auditOptions(other));
  await log.close();
  assert.is((await audit('verify', '--key', log.verifierKey)).code, 1);
  rmSync(other, { recursive: true });
});

test('show prints the latest records, with what is sealed where its key is there, and nothing that steers a terminal', async () => {
  const { code, stdout } = await audit('show', '--limit', '2');
  assert.is(code, 0);
  assert.match(stdout, '"street":"12 Elm Street"');
  assert.not.match(stdout, '\u001b');
  const one = await audit('show', '3', '--json');
  assert.is((JSON.parse(one.stdout) as { seq: number }).seq, 3);
  assert.is((await audit('show', '--event', 'authz_admin', '--json')).stdout.trimEnd().split('\n').length, 10);
  assert.is((await audit('show', '99')).code, 1);
  rmSync(join(state(), 'audit-keys'), { recursive: true });
  const sealed = await audit('show', '21');
  assert.match(sealed.stdout, 'its key is not here');
});

test('show puts on record that it read what is sealed, before it prints it; where that cannot be, it stays sealed', async () => {
  const accesses = (): readonly unknown[] => recordsIn(state()).filter(({ event }) => event === 'hushpipe.raw_access').map(({ actor, data }) => [actor, data?.['with'], data?.['count']]);
  await audit('show', '3');
  await audit('export');
  assert.equal(accesses(), [], 'nothing in them is sealed');
  assert.match((await audit('show', '21', '--by', 'ann')).stdout, '12 Elm Street');
  assert.equal(accesses(), [['ann', 'audit show', 1]]);
  const log = await AuditLog.open(auditOptions(state()));
  const { code, stdout, stderr } = await audit('show', '21');
  await log.close();
  assert.is(code, 0);
  assert.not.match(stdout, 'Elm');
  assert.match(stderr, 'cannot be put on record');
});

test('export prints records byte for byte', async () => {
  const { stdout } = await audit('export', '--from', '3', '--to', '5');
  assert.is(stdout, `${linesIn(state()).slice(3, 6).join('\n')}\n`);
});

test('prove prints a proof that stands on its own', async () => {
  const { code, stdout } = await audit('prove', '13');
  assert.is(code, 0);
  const [head = '', ...rest] = stdout.split('\n\n');
  const [format, index, ...proof] = head.split('\n');
  assert.equal([format, index], ['c2sp.org/tlog-proof@v1', 'index 13']);
  const { checkpoint } = openNote(rest.join('\n\n'), [key], { origin: ORIGIN });
  const leafHash = hashLeaf(Buffer.from(linesIn(state())[13] ?? ''));
  assert.ok(verifyInclusion({ leafIdx: 13, treeSize: checkpoint?.size ?? 0n, leafHash, root: checkpoint?.root ?? '', proof }));
  assert.is((JSON.parse((await audit('prove', '13', '--json')).stdout) as { leafHash: string }).leafHash, leafHash.toString('hex'));
  assert.is((await audit('prove', '99')).code, 1);
  assert.is((await audit('prove')).code, 3);
});

test('erase makes a person unreadable, says what it does not reach, and everything still verifies', async () => {
  const { code, stdout } = await audit('erase', '--subject', 'customer-1');
  assert.is(code, 0, stdout);
  assert.match(stdout, '  sinks.archive\n');
  assert.not.match(stdout, 'customer-1');
  assert.not.match((await audit('show')).stdout, /Elm|customer-1/);
  assert.is((await audit('verify')).code, 0);
  const again = await audit('erase', '--subject', 'customer-1');
  assert.is(again.code, 1);
  assert.is((await audit('erase')).code, 3);
});

test('says so where there is no log, or no such record', async () => {
  const missing = await audit('prove', '99');
  assert.equal([missing.code, missing.stdout, missing.stderr], [1, '', `hushpipe: record 99 is not signed yet: the newest checkpoint is of the records up to 21
Name an earlier one; where it was written just now, try again in a moment.
`]);
  rmSync(join(folder, 'state'), { recursive: true });
  for (const args of [['show'], ['export'], ['prove', '1']]) {
    const { code, stdout, stderr } = await audit(...args);
    assert.equal([code, stdout], [1, ''], args.join(' '));
    assert.match(stderr, `hushpipe: there is no audit log ${ORIGIN} in ${state()}\n`);
  }
});

test('says which logs there are where there are several', async () => {
  const log = await AuditLog.open(auditOptions(state(), { origin: 'example.com/other' }));
  await log.close();
  const { code, stderr } = await runCli(['audit', 'verify', '--data-dir', 'state'], { cwd: folder, env: {} });
  assert.is(code, 0, `the config names one: ${stderr}`);
  writeFileSync(join(folder, 'hushpipe.yaml'), 'version: 1\ndata_dir: state\n');
  assert.match((await audit('verify')).stderr, 'They are example.com/other, example.com/shop.');
  assert.is((await audit('verify', '--origin', 'example.com/other')).code, 0);
  assert.is((await audit('verify', '--origin', 'example.com/shopp')).code, 3);
});

test.run();
