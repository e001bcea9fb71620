import type { JsonObject, JsonValue } from '../contract/json.js';

/** A rule of ElastAlert 2 as our triggers, as a file would state them. */
export interface TranslatedRule {
  readonly triggers: readonly JsonObject[];
  /** What of the rule has no counterpart here, or works in another way; to be read by whoever migrates. */
  readonly notes: readonly string[];
}

/** Options that say where events are, how an alert looks or where it goes: not what fires. */
const ELSEWHERE = new Set(['name', 'type', 'index', 'description', 'filter', 'realert', 'exponential_realert', 'timestamp_field', 'run_every', 'query_key', 'alert', 'is_enabled', 'priority']);

type Rule = Readonly<Record<string, JsonValue>>;
type Counting = (rule: Rule, when: Readonly<Record<string, JsonValue>>) => { readonly triggers: readonly JsonObject[]; readonly uses: readonly string[] };

/**
 * Translates a rule of ElastAlert 2 (any, frequency, spike, flatline, cardinality, change, new_term) so that it fires at the
 * same events. What it compares at each run is compared here at the same times with `check_every`: `run_every`, or never
 * without an event where that is not stated. Durations are maps such as `{ minutes: 5 }` or numbers of seconds.
 * ElastAlert says again at each run what still holds, unless `realert` keeps it quiet; here that is one alert that goes on
 * firing. Pure; throws TypeError at a type that has no counterpart.
 */
export function translateElastAlert(rule: Rule): TranslatedRule {
  const type = textOf(rule['type']);
  const counting = COUNTINGS[type];
  if (counting === undefined) throw new TypeError(`ElastAlert's rule type "${type}" has no counterpart`);
  const notes: string[] = [];
  const when = filterOf(rule['filter'], notes);
  const { triggers, uses } = counting(rule, when);
  for (const key of Object.keys(rule)) if (!ELSEWHERE.has(key) && !uses.includes(key)) notes.push(`"${key}" was left out`);
  const shared = { alert: 'default', ...throttleOf(rule) };
  const name = textOf(rule['name'] ?? type).replaceAll(/[^A-Za-z0-9_.-]+/g, '-');
  return {
    triggers: triggers.map((trigger, index) => ({ name: index === 0 ? name : `${name}-${index + 1}`, ...trigger, ...shared })),
    notes,
  };
}

const COUNTINGS: Readonly<Record<string, Counting>> = {
  any: (_rule, when) => ({ triggers: [{ when: whole(when) }], uses: [] }),
  frequency: (rule, when) => ({
    triggers: [{ when: whole(when), count: { gte: numberOf(rule['num_events']), within: duration(rule['timeframe']), ...byOf(rule) }, on_match: 'reset' }],
    uses: ['num_events', 'timeframe'],
  }),
  cardinality: (rule, when) => {
    // A value counts while it is no older than the timeframe, the timeframe itself included.
    const within = duration(rule['timeframe'], 1);
    const most = rule['max_cardinality'];
    const distinct = { field: textOf(rule['cardinality_field']), within, ...byOf(rule) };
    return {
      triggers: most === undefined ? [] : [{ when: whole(when), distinct: { ...distinct, gte: numberOf(most) + 1 }, on_match: 'every' }],
      // Too few values are noticed only by what was left over at the last run: that has no counterpart.
      uses: ['timeframe', 'cardinality_field', 'max_cardinality'],
    };
  },
  change: (rule, when) => {
    const fields = listOf(rule['compare_key'] ?? rule['compound_compare_key']);
    const skips = rule['ignore_null'] === true;
    const within = rule['timeframe'] === undefined ? {} : { within: duration(rule['timeframe']) };
    return {
      // What is empty is null to ElastAlert.
      triggers: [{ when: whole(skips ? { ...when, not: fields.map((field) => ({ [field]: '' })) } : when), change: { field: oneOrAll(fields), missing: skips ? 'skip' : 'value', ...byOf(rule), ...within } }],
      uses: ['compare_key', 'compound_compare_key', 'ignore_null', 'timeframe'],
    };
  },
  new_term: (rule, when) => {
    const terms = listed(rule['fields'] ?? rule['query_key'] ?? null).map(listOf);
    const missing = rule['alert_on_missing_field'] === true;
    return {
      triggers: terms.flatMap((fields) => [
        { when: whole({ ...when, not: fields.map((field) => ({ [field]: '' })) }), new: { field: oneOrAll(fields) } },
        ...(missing ? [{ when: fields.map((field) => ({ ...when, [field]: [null, ''] })) }] : []),
      ]),
      uses: ['fields', 'alert_on_missing_field'],
    };
  },
  flatline: (rule, when) => ({
    triggers: [{
      when: whole(when),
      absent: { for: duration(rule['timeframe']), lt: numberOf(rule['threshold']), ...byOf(rule) },
      ...(rule['forget_keys'] === true ? { on_match: 'reset' } : {}),
      ...checksOf(rule),
    }],
    uses: ['timeframe', 'threshold', 'forget_keys'],
  }),
  spike: (rule, when) => {
    const within = duration(rule['timeframe']);
    return {
      triggers: [{
        when: whole(when),
        spike: {
          factor: numberOf(rule['spike_height']), direction: textOf(rule['spike_type']), within, reference: within, reference_ends: 'newest',
          min_events: numberOf(rule['threshold_cur'] ?? 0), min_reference: numberOf(rule['threshold_ref'] ?? 0), ...byOf(rule),
        },
        on_match: 'reset',
        ...checksOf(rule),
      }],
      uses: ['timeframe', 'spike_height', 'spike_type', 'threshold_cur', 'threshold_ref'],
    };
  },
};

function byOf(rule: Rule): { readonly by?: JsonValue } {
  return rule['query_key'] === undefined ? {} : { by: oneOrAll(listOf(rule['query_key'])) };
}

function checksOf(rule: Rule): { readonly check_every: string } {
  return { check_every: rule['run_every'] === undefined ? '0s' : duration(rule['run_every']) };
}

/** `realert` is a minute where it is not stated; `exponential_realert` doubles it. */
function throttleOf({ realert = { minutes: 1 }, exponential_realert: longest = null }: Rule): { readonly throttle?: JsonObject } {
  const every = duration(realert);
  if (every === '0s') return {};
  return { throttle: longest === null ? { every } : { every, backoff: 2, max: duration(longest), recovery: 'gradual' } };
}

/** The parts of a filter that have a counterpart: term, terms, range, exists, and what must not be. */
function filterOf(filter: JsonValue | undefined, notes: string[]): Readonly<Record<string, JsonValue>> {
  const when: Record<string, JsonValue> = {};
  const not: JsonObject[] = [];
  for (const part of listed(filter ?? [])) {
    const [kind = '', body] = Object.entries(isMap(part) ? part : {})[0] ?? [];
    if (kind === 'not' && isMap(body)) not.push(whole(filterOf([body], notes)));
    else if (!isMap(body) || !addFilter(when, kind, body)) notes.push(`the filter ${JSON.stringify(part)} was left out: state it under "when"`);
  }
  return not.length === 0 ? when : { ...when, not };
}

function addFilter(when: Record<string, JsonValue>, kind: string, body: JsonObject): boolean {
  if (kind === 'exists') when[`${textOf(body['field'])}|exists`] = true;
  else if (kind === 'term' || kind === 'terms') for (const [field, value] of Object.entries(body)) when[literal(field)] = isMap(value) ? value['value'] ?? null : value;
  else if (kind === 'range') {
    for (const [field, limits] of Object.entries(body)) for (const [bound, limit] of Object.entries(isMap(limits) ? limits : {})) when[`${field}|${bound}`] = limit;
  } else return false;
  return true;
}

/** A term has no wildcards. */
function literal(field: string): string {
  return `${field.replace(/\.keyword$/, '')}|in`;
}

/** A condition that holds for every event, where nothing is asked of them. */
function whole(when: Readonly<Record<string, JsonValue>>): JsonObject {
  return Object.keys(when).length === 0 ? { 'level|exists': true } : when;
}

const UNITS: Readonly<Record<string, number>> = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };

/** `more`: milliseconds on top. */
function duration(value: JsonValue | undefined, more = 0): string {
  const parts = isMap(value) ? Object.entries(value) : [['seconds', value ?? null] as const];
  const ms = parts.reduce((sum, [unit, amount]) => sum + numberOf(amount) * (UNITS[unit] ?? Number.NaN), more);
  if (Number.isNaN(ms)) throw new TypeError(`${JSON.stringify(value)} is no duration`);
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

function numberOf(value: JsonValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number, not ${JSON.stringify(value)}`);
  return value;
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, not ${JSON.stringify(value)}`);
  return value;
}

function listed(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

function listOf(value: JsonValue | undefined): readonly string[] {
  return listed(value ?? null).map(textOf);
}

function oneOrAll(fields: readonly string[]): JsonValue {
  return fields.length === 1 ? fields[0] ?? null : fields;
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
