import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { AuditLog } from '../../../../core/audit/log.js';
import { sealText } from '../../../../core/redact/sealed-token.js';
import { auditOptions, ORIGIN, recordsIn } from '../../../support/audit-log.js';
import { runCli, type CliResult } from '../../../support/cli.js';
import { runInProcess } from '../../../support/in-process.js';
import { suite } from '../../../support/suite.js';
import { tempFolder } from '../../../support/temp-folder.js';

const test = suite('redact open');
const folder = tempFolder(test);
const why = ['--reason', 'court order 7', '--by', 'ann'];
let log: AuditLog;

test.before.each(async () => {
  log = await AuditLog.open(auditOptions(folder.in('state')));
  writeFileSync(folder.in('hushpipe.yaml'), `version: 1\ndata_dir: state\naudit: { origin: ${ORIGIN} }\n`);
});

/** Tokens of a person, made before the log is closed. */
async function sealed(...values: readonly (readonly [person: string, value: unknown])[]): Promise<readonly string[]> {
  const tokens = values.map(([person, value]) => sealText('note', JSON.stringify(value), log.subjects.of(person)));
  await log.close();
  return tokens;
}

const open = (...args: readonly string[]): Promise<CliResult> => runInProcess(['redact', 'open', ...args], folder.path);
const accesses = (): readonly (readonly unknown[])[] => recordsIn(folder.in('state')).filter(({ event }) => event === 'hushpipe.raw_access').map(({ actor, data }) => [actor, data?.['with'], data?.['reason'], data?.['count']]);

test('gives back what tokens stand for, and puts on record who read it and why, but not whose it is', async () => {
  const [street = '', person = ''] = await sealed(['customer-1', 'Elm "Street"'], ['customer-2', { a: [1] }]);
  const { code, stdout, stderr } = await open(street, person, ...why);
  assert.equal([code, stdout], [0, 'Elm "Street"\n{"a":[1]}\n']);
  assert.match(stderr, '2 values opened, 0 left');
  assert.equal(accesses(), [['ann', 'redact open', 'court order 7', 1], ['ann', 'redact open', 'court order 7', 1]]);
  assert.not.match(JSON.stringify(recordsIn(folder.in('state'))), /customer-|Elm/);
});

test('opens lines: JSON stays JSON, text stays text, and every other byte stays', async () => {
  const [street = '', card = '', inner = ''] = await sealed(['p', 'Elm "Street"'], ['p', 4111], ['p', { deep: 'x' }]);
  const input = `{"s":"${street}", "n":"${card}","m":"to ${street}","${street}":1,"o": "${inner}"}\r\nat ${street}\n{"plain": 1.50}\nbroken {"s":"${street}"\n`;
  const { code, stdout } = await runCli(['redact', 'open', ...why], { cwd: folder.path, input });
  assert.is(code, 0);
  assert.is(stdout, '{"s":"Elm \\"Street\\"", "n":4111,"m":"to Elm \\"Street\\"","Elm \\"Street\\"":1,"o": {"deep":"x"}}\r\nat Elm "Street"\n{"plain": 1.50}\nbroken {"s":"Elm "Street""\n');
  assert.equal(accesses().map(([, , , count]) => count), [1], 'one key, one record');
});

test('opens what a rule sealed within what another one sealed', async () => {
  const inner = sealText('mail', '"ada@example.com"', log.subjects.of('p'));
  const [outer = ''] = await sealed(['p', { mail: inner }]);
  assert.is((await open(outer, ...why)).stdout, '{"mail":"ada@example.com"}\n');
});

test('what somebody types as a reason is redacted: it stays for ever', async () => {
  const [token = ''] = await sealed(['p', 'Elm']);
  assert.is((await open(token, '--by', 'ann', '--reason', 'asked for by eve@example.com')).code, 0);
  assert.equal(accesses(), [['ann', 'redact open', 'asked for by [REDACTED:email]', 1]]);
});

test('what was erased, changed or sealed elsewhere stays as it is, and it says so', async () => {
  const erased = sealText('note', '"Elm"', log.subjects.of('gone'));
  await log.erase('gone', []);
  const [kept = ''] = await sealed(['stays', 'Oak']);
  const changed = kept.replace(/.\]$/, (end) => (end === 'A]' ? 'B]' : 'A]')).replace(/\.(.)(?=[^.]*$)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`);
  for (const token of [erased, changed]) {
    const { code, stdout, stderr } = await open(token, ...why);
    assert.equal([code, stdout], [1, `${token}\n`]);
    assert.match(stderr, '0 values opened, 1 left');
  }
  assert.equal(accesses(), [], 'nothing was read');
  assert.is((await open(kept, ...why)).stdout, 'Oak\n');
});

test('opens nothing without a reason, nor where it cannot be put on record', async () => {
  const [token = ''] = await sealed(['p', 'Elm']);
  for (const args of [[token], [token, '--reason', ' '], ['no token', ...why]]) assert.is((await open(...args)).code, 2);
  const other = await AuditLog.open(auditOptions(folder.in('state')));
  const { code, stdout } = await open(token, ...why);
  await other.close();
  assert.equal([code, stdout], [4, ''], 'somebody writes the log who does not answer');
});

test.run();
