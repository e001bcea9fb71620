import * as assert from 'uvu/assert';
import { ModuleRule, ModuleRules, type ModuleSettings } from '../../../core/pipeline/module-rules.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const rules = suite('ModuleRules');

/** Which pattern a name falls under. */
function found(patterns: readonly string[], name: string): string | undefined {
  const modules = new ModuleRules(Object.fromEntries(patterns.map((pattern): [string, ModuleSettings] => [pattern, { sinks: [pattern] }])));
  const again = [modules.forLogger(name), modules.forLogger(name)];
  assert.is(again[0], again[1]);
  return [...(again[0]?.sinks ?? [])][0];
}

rules('takes the nearest dotted name', () => {
  const patterns = ['*', 'db.*', 'db.pool', 'db.pool.*', 'http'];
  const expected = { 'db': 'db.*', 'db.query': 'db.*', 'db.pool': 'db.pool', 'db.pool.idle.x': 'db.pool.*', 'dbx': '*', 'http': 'http', 'http.in': '*', '': '*' };
  for (const [name, pattern] of Object.entries(expected)) assert.is(found(patterns, name), pattern, name);
});

rules('finds nothing for a name that no pattern covers', () => {
  assert.is(found(['db.*'], 'http'), undefined);
  assert.is(found(['db.*'], ''), undefined);
});

rules('is not misled by odd names', () => {
  for (const name of ['.', '..', '.db', 'db.', '__proto__', 'constructor', 'db..x']) assert.is(found(['__proto__.*', 'db.*', '*'], name) === undefined, false, name);
  assert.is(found(['*'], '__proto__'), '*');
});

rules('goes by the logger of an event', () => {
  const modules = new ModuleRules({ 'db.*': { level: 'warn' } });
  const [db, none] = makeEvents([{ logger: 'db.pool' }, { message: 'x' }]);
  assert.is(modules.forEvent(db!)?.level, 'warn');
  assert.is(modules.forEvent(none!), undefined);
});

rules('does not keep names without bound', () => {
  const modules = new ModuleRules({ '*': {} });
  for (let n = 0; n < 25_000; n++) modules.forLogger(`user.${n}`);
  assert.ok(modules.forLogger('db'));
});

rules.run();

const rule = suite('ModuleRule');
const at = (level: string): Parameters<ModuleRule['refuses']>[0] => makeEvents([{ level, message: 'x' }])[0]!;
const never = (): number => assert.unreachable() as never;

rule('refuses what is below its level', () => {
  const warn = new ModuleRule({ level: 'warn' });
  assert.equal(['debug', 'info', 'warn', 'critical'].map((level) => warn.refuses(at(level), never)), ['module_level', 'module_level', undefined, undefined]);
});

rule('keeps a share, of all levels or of some', () => {
  const tenth = new ModuleRule({ sample: 0.1 });
  assert.is(tenth.refuses(at('info'), () => 0.0999), undefined);
  assert.is(tenth.refuses(at('info'), () => 0.1), 'module_sample');
  const debug = new ModuleRule({ sample: { debug: 0 } });
  assert.is(debug.refuses(at('debug'), () => 0), 'module_sample');
  assert.is(debug.refuses(at('info'), never), undefined);
  assert.is(new ModuleRule({ sample: 1 }).refuses(at('info'), never), undefined);
});

rule('refuses no audit and no security event', () => {
  const none = new ModuleRule({ level: 'critical', sample: 0 });
  for (const eventClass of ['audit', 'security'] as const) {
    const event = Object.create(at('debug'), { class: { value: eventClass } }) as Parameters<ModuleRule['refuses']>[0];
    assert.is(none.refuses(event, never), undefined);
  }
});

rule.run();
