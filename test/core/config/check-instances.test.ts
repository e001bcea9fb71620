import * as assert from 'uvu/assert';
import { loadConfig } from '../../../core/config/load-config.js';
import { definePlugin, type AnyPlugin } from '../../../core/contract/plugin.js';
import { memory, testRegistry } from '../../support/config-plugins.js';
import { suite } from '../../support/suite.js';

async function said(...plugins: readonly AnyPlugin[]): Promise<readonly string[]> {
  const sinks = plugins.map(({ name }) => `  ${name}: { type: ${name} }\n`).join('');
  const { diagnostics } = await loadConfig({ file: '/nowhere/config.yaml', cwd: '/nowhere', text: `version: 1\nsinks:\n${sinks}`, env: {}, plugins: testRegistry(...plugins) });
  return diagnostics.map(({ place, code, message }) => `${place.line}:${place.column} ${code} ${message}`);
}

const test = suite('checkOptions');

test('survives a check or claims that throws, and says whose it is', async () => {
  const fails = (): never => {
    throw new Error('no good');
  };
  assert.equal(await said(definePlugin({ ...memory, name: 'bad_check', check: fails }), definePlugin({ ...memory, name: 'bad_claims', claims: fails })), [
    '3:22 PLUGIN_INVALID check of the sink bad_check threw: no good',
    '4:23 PLUGIN_INVALID claims of the sink bad_claims threw: no good',
  ]);
});

test.run();

const claims = suite('checkClaims');

claims('finds equal claims of any two instances, each reported once', async () => {
  const claiming = (name: string, ...what: readonly string[]): AnyPlugin => definePlugin({ ...memory, name, claims: () => what });
  assert.equal(await said(claiming('a', 'tcp:514', 'tcp:514', 'x'), claiming('b', 'x'), claiming('c', 'x', 'y')), [
    '4:3 CONFIG_CLAIM_CONFLICT sinks.b claims x for itself, and so does sinks.a (config.yaml:3)',
    '5:3 CONFIG_CLAIM_CONFLICT sinks.c claims x for itself, and so does sinks.a (config.yaml:3)',
  ]);
});

claims.run();

const parsing = suite('checkParsing');

parsing('finds what is wrong with how a source is read, beyond its schema', async () => {
  const text = "version: 1\nsources:\n  a: { type: tail, paths: [x], parse: regex }\n  b: { type: tail, paths: [x], parse: { type: json, pattern: x } }\n  c: { type: tail, paths: [x], multiline: { start: '(a+)+b' } }\n";
  const { diagnostics } = await loadConfig({ file: '/nowhere/config.yaml', cwd: '/nowhere', text, env: {}, plugins: testRegistry() });
  assert.equal(diagnostics.map(({ place, code, message }) => `${place.line}:${place.column} ${code} ${message}`), [
    '3:39 CONFIG_BAD_VALUE parse: regex needs a pattern with named groups',
    '4:62 CONFIG_BAD_VALUE parse.pattern: is for regex only, not for json',
    '5:52 CONFIG_BAD_VALUE multiline.start: the pattern could take too long: an unbounded repeat inside another',
  ]);
});

parsing.run();

const queues = suite('checkQueue');

queues('allows an action no spool', async () => {
  const text = 'version: 1\nsinks:\n  a: { type: memory, queue: { when_full: spool } }\nactions:\n  b: { type: chat, webhook_url: x, queue: { when_full: spool } }\n';
  const { diagnostics } = await loadConfig({ file: '/nowhere/config.yaml', cwd: '/nowhere', text, env: {}, plugins: testRegistry() });
  assert.equal(diagnostics.map(({ place, code, message }) => `${place.line}:${place.column} ${code} ${message}`), ['5:56 CONFIG_BAD_VALUE the queue of an action has no spool']);
});

queues.run();
