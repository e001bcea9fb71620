import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { agents, writeConfig } from '../support/agent.js';
import { ORIGIN, recordsIn } from '../support/audit-log.js';
import { runCli } from '../support/cli.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('hushpipe run with an audit log');
const folder = tempFolder(test);
const start = agents(test);

const audit = (...args: readonly string[]): ReturnType<typeof runCli> => runCli(['audit', ...args, '-c', folder.in('hushpipe.json')], { cwd: folder.path });

test('keeps what a rule makes audit, verifies while it runs, erases a person without a stop, and verifies after it', async () => {
  const config = writeConfig(folder.in('hushpipe.json'), {
    sources: { app: { type: 'file', paths: ['app.log'], parse: 'json' } }, sinks: { out: { type: 'file', path: 'out.jsonl' } },
    classify: [{ when: { event: 'order.placed' }, class: 'audit' }], audit: { origin: ORIGIN, subject: { id: 'customer.id', fields: ['customer'] } },
  });
  writeFileSync(folder.in('app.log'), Array.from({ length: 50 }, (_, n) => `${JSON.stringify({ event: n % 2 === 0 ? 'order.placed' : 'page', customer: { id: `c-${n % 4}`, street: 'Elm Street' }, n })}\n`).join(''));
  const agent = start(config);
  await agent.running();
  const data = folder.in('data');
  await until('the audit log has them', () => recordsIn(data).filter(({ event }) => event === 'order.placed').length === 25);
  assert.is((await audit('verify')).code, 0);
  const { code, stdout } = await audit('erase', '--subject', 'c-2');
  assert.is(code, 0, stdout);
  assert.match((await audit('rotate')).stderr, 'writes this audit log');
  await agent.stop();
  const { code: verified, stdout: report } = await audit('verify');
  assert.is(verified, 0, report);
  const shown = (await audit('show', '--event', 'order.placed', '--limit', '100')).stdout;
  assert.match(shown, '"subject":"c-0"');
  assert.not.match(shown, 'c-2');
  assert.equal(recordsIn(data).map(({ event }) => event).filter((event) => event !== 'order.placed'), ['audit.genesis', 'hushpipe.start', 'audit.erase', 'hushpipe.stop', 'hushpipe.raw_access']);
  assert.match(readFileSync(folder.in('out.jsonl'), 'utf8'), 'c-2', 'a sink is not reached, and that is what erase says');
}, { limit: 30_000 });

test('puts on record who had it read its config again, also where that changed nothing or was refused', async () => {
  const stated = { sources: { app: { type: 'file', paths: ['app.log'] } }, sinks: { out: { type: 'file', path: 'out.jsonl' } }, audit: { origin: ORIGIN } };
  const config = writeConfig(folder.in('hushpipe.json'), stated);
  const agent = start(config, { args: ['--no-watch'] });
  await agent.running();
  const reload = async (): Promise<number | null> => (await runCli(['reload', '-c', config], { cwd: folder.path })).code;
  assert.is(await reload(), 0);
  writeConfig(config, { ...stated, sinks: { out: { type: 'fil', path: 'out.jsonl' } } });
  assert.is(await reload(), 1);
  writeConfig(config, { ...stated, modules: { '*': { level: 'warn' } } });
  assert.is(await reload(), 0);
  await agent.stop();
  const records = recordsIn(folder.in('data')).filter(({ source, event }) => source === 'hushpipe' && /reload|change/.test(event));
  assert.equal(records.map(({ event, outcome, data }) => [event, outcome, JSON.stringify(data?.['cause']).replace(/by .+"/, 'by somebody"'), typeof data?.['error']]), [
    ['hushpipe.reload', 'success', '"asked for by somebody"', 'undefined'], ['hushpipe.config_change', 'failure', '"asked for by somebody"', 'string'], ['hushpipe.config_change', 'success', '"asked for by somebody"', 'undefined'],
  ]);
}, { limit: 30_000 });

test('encrypts for a person in every sink, opens it on record while it runs, and for nobody once the person is erased', async () => {
  const config = writeConfig(folder.in('hushpipe.json'), {
    sources: { app: { type: 'file', paths: ['app.log'], parse: 'json' } }, sinks: { out: { type: 'file', path: 'out.jsonl' } },
    redact: { paths: { 'customer.*': 'encrypt' } }, audit: { origin: ORIGIN, subject: { id: 'customer.id', fields: ['customer'] } },
  });
  const lines = Array.from({ length: 6 }, (_, n) => `${JSON.stringify({ customer: { id: `person-${n % 2}`, street: 'Elm Street' }, n })}\n`);
  writeFileSync(folder.in('app.log'), lines.join(''));
  const agent = start(config);
  await agent.running();
  const written = (): string => (existsSync(folder.in('out.jsonl')) ? readFileSync(folder.in('out.jsonl'), 'utf8') : '');
  await until('the sink has them', () => written().trimEnd().split('\n').length === 6);
  assert.not.match(written(), /person|Elm/);
  const open = (): ReturnType<typeof runCli> => runCli(['redact', 'open', '--reason', 'ticket 7', '-c', folder.in('hushpipe.json')], { cwd: folder.path, input: written() });
  const opened = await open();
  assert.equal([opened.code, opened.stdout], [0, lines.join('')], opened.stderr);
  assert.is((await audit('erase', '--subject', 'person-1')).code, 0);
  const rest = await open();
  assert.equal([rest.code, rest.stdout.match(/person-./g)], [1, ['person-0', 'person-0', 'person-0']]);
  await agent.stop();
  assert.equal(recordsIn(folder.in('data')).map(({ event }) => event), ['audit.genesis', 'hushpipe.start', 'hushpipe.raw_access', 'audit.erase', 'hushpipe.raw_access', 'hushpipe.stop']);
  assert.is((await audit('verify')).code, 0);
  const stored = (readdirSync(folder.in('data'), { recursive: true }) as string[]).filter((name) => statSync(folder.in('data', name)).isFile()).map((name) => readFileSync(folder.in('data', name), 'latin1'));
  assert.not.match(stored.join(), /person-|Elm/);
}, { limit: 30_000 });

test.run();
