import { hostname } from 'node:os';
import * as assert from 'uvu/assert';
import { compileCondition } from '../../../core/condition/condition.js';
import type { LogEvent } from '../../../core/contract/event.js';
import { journalTest } from '../../support/journal-plugins.js';
import { buildInlet, buildStages, inletSpec, resourceOf } from '../../../core/runtime/stages.js';
import type { WorkingSet } from '../../../core/runtime/working-set.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { suite } from '../../support/suite.js';

const inlets = suite('buildInlet');
const { start } = journalTest(inlets);

/** Events of lines as a config has them that comes in. */
async function admit(config: object, ...lines: readonly string[]): Promise<{ readonly events: readonly LogEvent[]; reasons(id: string): object }> {
  const { load, pipeline } = await start({});
  const loaded = await load({ sources: { in: { type: 'journal', parse: 'json' } }, ...config });
  const source = loaded.sources[0];
  if (source === undefined) throw new Error('no source');
  const inlet = buildInlet(loaded, inletSpec(source), { redactor: compileRedaction(loaded.redact ?? {}).redactor, keys: undefined }, pipeline.services);
  return { events: inlet.admit({ bytes: Buffer.from(lines.join('\n')) }), reasons: (id) => pipeline.services.tallies.of(id).read().reasons };
}

const classesOf = (events: readonly LogEvent[]): readonly string[] => events.map((event) => event.class);

inlets('gives an event the highest class of all rules that match, in whatever order they stand', async () => {
  const audit = { when: { kind: 'login' }, class: 'audit' };
  const security = { when: { level: 'warn' }, class: 'security' };
  for (const classify of [[audit, security], [security, audit]]) {
    const { events } = await admit({ classify }, '{"kind":"login","level":"warn"}', '{"level":"warn"}', '{"kind":"login"}', '{}');
    assert.equal(classesOf(events), ['audit', 'security', 'audit', 'normal']);
  }
});

inlets('lowers no class', async () => {
  const { events } = await admit({ classify: [{ when: { a: 1 }, class: 'audit' }, { when: { a: 1 }, class: 'normal' }] }, '{"a":1}');
  assert.equal(classesOf(events), ['audit']);
});

inlets('classifies by what stands there before redaction', async () => {
  const { events } = await admit({ classify: [{ when: { password: 'guessme123' }, class: 'security' }] }, '{"password":"guessme123"}');
  assert.equal([classesOf(events), events[0]?.line()], [['security'], '{"password":"[REDACTED:password]"}']);
});

inlets('writes the tag of a rule into the event, where conditions and routes find it', async () => {
  const { events } = await admit({ classify: [{ when: { password: 'guessme123' }, class: 'security', tag: 'authn_login_fail' }] }, '{"password":"guessme123"}', '{"class_tag":"mine","a":1}');
  assert.equal(events.map((event) => event.line()), ['{"password":"[REDACTED:password]","class_tag":"authn_login_fail"}', '{"a":1}']);
  assert.equal(events.map((event) => compileCondition({ class_tag: 'authn_login_fail' }).condition?.matches(event)), [true, false]);
});

inlets('lets no rule make audit events of what comes in at a port, unless its senders are known', async () => {
  const { load } = await start({});
  const source = (await load({ sources: { in: { type: 'journal', parse: 'json' } } })).sources[0];
  if (source === undefined) throw new Error('no source');
  const at = (claim: string, isKnown?: boolean): boolean => {
    const plugin = { ...source.plugin, claims: () => [claim], ...(isKnown === undefined ? {} : { authenticates: () => isKnown }) };
    return inletSpec({ ...source, plugin }).mayAudit;
  };
  assert.equal([at('path:/var/log/a'), at('tcp:0.0.0.0:514'), at('udp:0.0.0.0:514', false), at('tcp:0.0.0.0:514', true)], [true, false, false, true]);
});

inlets('says where an event came from', async () => {
  const { events } = await admit({ service: { name: 'shop', env: 'prod' } }, '{}');
  assert.equal([events[0]?.source, events[0]?.resource], ['sources.in', { host: hostname(), service: 'shop', env: 'prod' }]);
});

inlets('counts what it redacts', async () => {
  const { load, pipeline } = await start({});
  const loaded = await load({ sources: { in: { type: 'journal' } } });
  const inlet = buildInlet(loaded, { id: 'sources.in', parse: 'json', multiline: false, mayAudit: true }, { redactor: compileRedaction({}).redactor, keys: undefined }, pipeline.services);
  inlet.admit({ bytes: Buffer.from('{"password":"a-long-password"}\n{"password":"another-one"}') });
  assert.is(pipeline.services.tallies.of('sources.in').read().counters['redacted.password'], 2);
});

inlets.run();

const stages = suite('buildStages');
const other = journalTest(stages);

stages('takes transforms in the order of the config, and only for what their conditions ask', async () => {
  const { load, pipeline } = await other.start({});
  const loaded = await load({ transforms: [{ type: 'journal' }, { type: 'journal', when: { level: 'warn' }, note: 'x' }], sinks: {} });
  const made = new Map(loaded.transforms.map((config) => [config.id, { config, instance: { made: { apply: (batch: readonly LogEvent[]) => batch } } }])) as unknown as WorkingSet['transforms'];
  const { transforms } = buildStages(loaded, { transforms: made, sinks: new Map() }, pipeline.services);
  assert.equal(transforms.map(({ id, type, when }) => [id, type, when?.fields]), [['transforms.journal', 'journal', undefined], ['transforms.journal-2', 'journal', ['level']]]);
});

stages.run();

const resources = suite('resourceOf');

resources('finds the host, unless the config states it', () => {
  assert.equal(resourceOf({ service: 'shop' }), { host: hostname(), service: 'shop' });
  assert.equal(resourceOf({ host: 'web-1' }), { host: 'web-1' });
});

resources.run();
