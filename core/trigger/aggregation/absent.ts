import type { AbsentConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { encodeKey } from '../group-key.js';
import { fieldsKeyReader, listOf } from '../key-reader.js';
import { AbsentWindows } from './absent-windows.js';
import type { AggregationPlan } from './plan.js';

/** `absent: { for, lt, by, expect, forget }`: matching events that stay away. */
export function planAbsent({ for: quiet, lt, by, expect = [], forget }: AbsentConfig, { by_missing: missing }: TriggerConfig): AggregationPlan {
  const fields = listOf(by);
  return {
    kind: 'absent',
    keys: fieldsKeyReader(fields, missing),
    expected: expect.map((values) => expectedKey(fields, values)),
    span: quiet,
    shaping: ['absent', [...fields], lt],
    makeWindows: () => new AbsentWindows(quiet, lt, forget ?? Infinity),
  };
}

function expectedKey(fields: readonly string[], values: NonNullable<AbsentConfig['expect']>[number]): string {
  const list = Array.isArray(values) ? (values as readonly (string | number | boolean)[]) : [values as string | number | boolean];
  if (list.length !== fields.length) throw new TypeError(`"expect" holds ${list.length} values for ${fields.length} fields`);
  return encodeKey(fields, { get: (field) => list[fields.indexOf(field)] });
}
