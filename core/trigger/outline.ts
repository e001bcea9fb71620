import type { TriggerConfig } from '../../schemas/trigger.js';

/** What a trigger counts and how, whatever its kind. */
export interface Outline {
  /** `match` for a trigger that fires for every event that meets its condition. */
  readonly kind: string;
  /** Fields of the group; of a sequence, the names that they go by. */
  readonly by: readonly string[];
  /** Milliseconds; undefined where it looks at no window. */
  readonly within: number | undefined;
  /** How many it takes in a window; undefined where it does not count. */
  readonly need: number | undefined;
  /** Whose different values are counted; none where events are. */
  readonly distinct: readonly string[];
}

type Loose = Readonly<Record<string, unknown>>;

/** The keys under which a way of counting stands. */
const KINDS: readonly string[] = ['count', 'distinct', 'stat', 'ratio', 'spike', 'anomaly', 'new', 'change', 'absent', 'sequence'];

export function outlineOf(trigger: TriggerConfig): Outline {
  const loose = trigger as Loose;
  const kind = KINDS.find((name) => loose[name] !== undefined);
  if (kind === undefined) return { kind: 'match', by: [], within: undefined, need: undefined, distinct: [] };
  const stated = loose[kind] as Loose;
  const length = stated['within'] ?? stated['for'];
  const need = stated['gte'];
  return {
    kind,
    by: fieldsOf(stated['by']),
    within: typeof length === 'number' ? length : undefined,
    need: typeof need === 'number' ? need : undefined,
    distinct: fieldsOf(kind === 'distinct' ? stated['field'] : stated['distinct_of']),
  };
}

/** A condition of a trigger, and where in it it stands. */
export interface PlacedCondition {
  readonly path: readonly (string | number)[];
  readonly condition: unknown;
}

/** All conditions of a trigger: its `when`, and those of what it counts. */
export function conditionsOf(trigger: unknown): readonly PlacedCondition[] {
  const { when, ratio, sequence, suppress } = trigger as Readonly<Record<'when' | 'ratio' | 'sequence' | 'suppress', unknown>>;
  const steps = memberOf(sequence, 'steps');
  return [
    { path: ['when'], condition: when },
    { path: ['ratio', 'of'], condition: memberOf(ratio, 'of') },
    ...(Array.isArray(steps) ? steps : []).flatMap((step: unknown, index) => Object.entries(isMap(step) ? step : {})
      .filter(([, condition]) => typeof condition === 'object')
      .map(([name, condition]) => ({ path: ['sequence', 'steps', index, name], condition }))),
    { path: ['sequence', 'unless'], condition: memberOf(sequence, 'unless') },
    { path: ['suppress', 'until'], condition: memberOf(suppress, 'until') },
  ].filter(({ condition }) => condition !== undefined);
}

function fieldsOf(by: unknown): readonly string[] {
  if (typeof by === 'string') return [by];
  if (Array.isArray(by)) return by.filter((field) => typeof field === 'string');
  return isMap(by) ? Object.keys(by) : [];
}

function memberOf(value: unknown, key: string): unknown {
  return isMap(value) ? value[key] : undefined;
}

function isMap(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
