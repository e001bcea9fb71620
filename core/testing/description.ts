import { convertValue } from '../config/convert.js';
import { reservedKeys } from '../config/instance-schema.js';
import { schemaErrors } from '../config/validator.js';
import type { Instance, PluginKind } from '../contract/plugin.js';
import type { JsonSchema } from '../contract/schema.js';
import { checkPlugin } from '../plugin-host/check-plugin.js';
import { fail, type Check } from './check.js';
import { makeInstance, type OtherSide, type Subject } from './rig.js';
import { TestContext } from './test-context.js';

const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

export function descriptionCheck<I extends Instance, O extends OtherSide>(subject: Subject<I, O>, kind: PluginKind): Check {
  return {
    name: 'describes itself',
    async run() {
      const problems = [...describe(subject, kind)];
      const peer = subject.peer();
      await peer.start();
      try {
        for (const { path, message } of subject.plugin.check?.(subject.config(peer)) ?? []) problems.push(`check() finds fault with the config of this test: ${path}: ${message}`);
        const instance = await makeInstance(subject, peer, new TestContext(subject.context));
        if (typeof instance !== 'object' || instance === null) problems.push('create gives no instance');
      } finally {
        await peer.stop();
      }
      if (problems.length > 0) fail(problems.join('\n'));
    },
  };
}

function* describe<I extends Instance, O extends OtherSide>({ plugin }: Subject<I, O>, kind: PluginKind): Iterable<string> {
  // What core refuses to load throws here.
  checkPlugin(plugin, 'the plugin', reservedKeys);
  if (plugin.kind !== kind) yield `kind is ${plugin.kind} instead of ${kind}`;
  if (!/^[A-Z][^\n]*\.$/.test(plugin.summary)) yield 'summary is not one sentence, from a capital letter to a full stop';
  if (plugin.schema.additionalProperties !== false) yield 'schema has not additionalProperties: false';
  yield* describeKeys(plugin.schema, '');
  for (const [name, range] of Object.entries(plugin.requires ?? {})) {
    if (!/\d/.test(range)) yield `requires ${name} without a version`;
  }
  for (const [key, value] of Object.entries(plugin.delivery ?? {})) {
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= 0)) yield `delivery.${key} is ${value}`;
  }
  if (plugin.examples.length === 0) yield 'there are no examples';
  for (const { title, config } of plugin.examples) {
    const errors = schemaErrors(plugin.schema, config);
    for (const { instancePath, message } of errors) yield `the example "${title}" is not valid: ${instancePath} ${message ?? ''}`;
    if (errors.length > 0) continue;
    // A variable stands for a value that is known only when the config is loaded.
    if (JSON.stringify(config).includes('${')) continue;
    for (const { path, message } of plugin.check?.(convertValue(plugin.schema, config, { folder: process.cwd() })) ?? []) yield `the example "${title}" is not valid: ${path}: ${message}`;
  }
}

/** What the pages and the editor's help need of each key, also of those inside a key that is a map. */
function* describeKeys(schema: JsonSchema, prefix: string): Iterable<string> {
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${key}`;
    if (!SNAKE_CASE.test(key)) yield `the key "${path}" is not in lower_snake_case`;
    if (inner.properties !== undefined) yield* describeKeys(inner, `${path}.`);
    else if ((inner.description ?? '').trim() === '') yield `the key "${path}" has no description`;
  }
}
