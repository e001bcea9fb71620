import type { FieldChanges, LogEvent } from '../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';
import { definePlugin, type Transform } from '../../core/contract/plugin.js';
import { compileValue, type Render, templateProblem } from './template.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'transform',
  name: 'set',
  summary: 'Sets fields to constants, or to text made of other fields.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['fields'],
    properties: {
      fields: {
        type: 'object',
        minProperties: 1,
        additionalProperties: {},
        description: 'Path of a field to its new value: any JSON value, with `${field}` in strings for a field of the event.',
      },
    },
  },
  examples: [
    { title: 'Constants', config: { fields: { team: 'payments', 'labels.tier': 1 } } },
    { title: 'From other fields', config: { fields: { actor: '${user.id}', route: '${http.method} ${http.path}' } } },
  ],
  *check(config) {
    for (const [path, value] of Object.entries(config.fields as JsonObject)) {
      const problem = templateProblem(value);
      if (problem !== undefined) yield { path: `fields.${path}`, message: problem };
    }
  },
  create: (config) => setFields(config.fields as JsonObject),
});

function setFields(fields: JsonObject): Transform {
  // A path may be `__proto__`, which only an object without a prototype holds as a key.
  const constants = Object.create(null) as Record<string, JsonValue>;
  const templates: (readonly [path: string, render: Render])[] = [];
  for (const [path, value] of Object.entries(fields)) {
    const compiled = compileValue(value);
    if ('constant' in compiled) constants[path] = compiled.constant;
    else templates.push([path, compiled.render]);
  }
  // One object for all events: core prepares the same changes once.
  if (templates.length === 0) {
    Object.freeze(constants);
    return { apply: (batch) => batch.map((event) => event.with(constants)) };
  }

  const changesFor = (event: LogEvent): FieldChanges => {
    const changes = Object.assign(Object.create(null), constants) as Record<string, JsonValue>;
    for (const [path, render] of templates) {
      const value = render(event);
      if (value !== undefined) changes[path] = value;
    }
    return changes;
  };
  return { apply: (batch) => batch.map((event) => event.with(changesFor(event))) };
}
