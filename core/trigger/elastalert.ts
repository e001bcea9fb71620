import type { JsonObject, JsonValue } from '../contract/json.js';
import { filterOf, whole } from './elastalert-filter.js';
import { duration, isMap, listed, listOf, numberOf, oneOrAll, textOf, type Stated } from './elastalert-values.js';

/** A rule of ElastAlert 2 as our triggers, as a file would state them. */
export interface TranslatedRule {
  readonly triggers: readonly JsonObject[];
  /** What of the rule has no counterpart here, or works in another way; to be read by whoever migrates. */
  readonly notes: readonly string[];
}

/** Options that say where events are, how an alert looks or where it goes: not what fires. */
const ELSEWHERE = new Set(['name', 'type', 'index', 'description', 'filter', 'realert', 'exponential_realert', 'timestamp_field', 'run_every', 'query_key', 'alert', 'is_enabled', 'priority', 'buffer_time']);

/** `uses`: options that the triggers say. */
type Counting = (rule: Stated, when: Stated, notes: string[]) => { readonly triggers: readonly JsonObject[]; readonly uses: readonly string[] };

/**
 * Translates a rule of ElastAlert 2 (any, blacklist, whitelist, change, frequency, spike, flatline, new_term, cardinality,
 * metric_aggregation, percentage_match) so that it fires at the same events; the latter two in windows that slide. What it compares at each run is compared here at the same times with `check_every`: `run_every`, or never
 * without an event where that is not stated. Durations are maps such as `{ minutes: 5 }` or numbers of seconds.
 * ElastAlert says again at each run what still holds, unless `realert` keeps it quiet; here that is one alert that goes on
 * firing. Pure; throws TypeError at a type that has no counterpart.
 */
export function translateElastAlert(rule: Stated): TranslatedRule {
  if (!isMap(rule)) throw new TypeError('a rule of ElastAlert is a map, of which one key is "type"');
  const type = textOf(rule['type'], 'type');
  const counting = COUNTINGS[type];
  if (counting === undefined) throw new TypeError(`ElastAlert's rule type "${type}" has no counterpart`);
  const notes: string[] = [];
  const when = filterOf(rule['filter'], notes);
  const { triggers, uses } = counting(rule, when, notes);
  for (const key of Object.keys(rule)) if (!ELSEWHERE.has(key) && !uses.includes(key)) notes.push(`"${key}" was left out`);
  const shared = { alert: 'default', ...throttleOf(rule), ...(rule['is_enabled'] === false ? { enabled: false } : {}) };
  const name = textOf(rule['name'] ?? type, 'name').replaceAll(/[^A-Za-z0-9_.-]+/g, '-');
  return {
    triggers: triggers.map((trigger, index) => ({ name: index === 0 ? name : `${name}-${index + 1}`, ...trigger, ...shared })),
    notes,
  };
}

const COUNTINGS: Readonly<Record<string, Counting>> = {
  any: (_rule, when) => ({ triggers: [{ when: whole(when) }], uses: [] }),
  blacklist: (rule, when, notes) => ({
    triggers: [{ when: { ...when, [`${textOf(rule['compare_key'], 'compare_key')}|in`]: valuesOf(rule['blacklist'], notes) } }],
    uses: ['compare_key', 'blacklist'],
  }),
  whitelist: (rule, when, notes) => {
    const field = textOf(rule['compare_key'], 'compare_key');
    const allowed: JsonObject = { [`${field}|in`]: valuesOf(rule['whitelist'], notes) };
    const not = [...listed(when['not'] ?? []), allowed, ...(rule['ignore_null'] === true ? [{ [field]: null }] : [])];
    return { triggers: [{ when: { ...when, not } }], uses: ['compare_key', 'whitelist', 'ignore_null'] };
  },
  frequency: (rule, when) => ({
    triggers: [{ when: whole(when), count: { gte: numberOf(rule['num_events'], 'num_events'), within: duration(rule['timeframe'], 'timeframe'), ...byOf(rule) }, on_match: 'reset' }],
    uses: ['num_events', 'timeframe'],
  }),
  cardinality: (rule, when, notes) => {
    // A value counts while it is no older than the timeframe, the timeframe itself included.
    const within = duration(rule['timeframe'], 'timeframe', 1);
    const field = textOf(rule['cardinality_field'], 'cardinality_field');
    const most = rule['max_cardinality'];
    const least = rule['min_cardinality'];
    const none = { when: { ...when, not: [...listed(when['not'] ?? []), { [field]: null }] }, absent: { for: within, ...byOf(rule) }, ...checksOf(rule) };
    if (least !== undefined && numberOf(least, 'min_cardinality') > 1) {
      const by = [...listOf(rule['query_key'] ?? [], 'query_key'), field];
      notes.push(`"min_cardinality: ${numberOf(least, 'min_cardinality')}" was left out: "distinct" fires at too many different values, not at too few. Where the values are known, name them, and each that stays away is an alert: absent: { for: ${duration(rule['timeframe'], 'timeframe')}, by: ${by.length === 1 ? field : `[${by.join(', ')}]`}, expect: [...] }`);
    }
    return {
      triggers: [
        ...(most === undefined ? [] : [{ when: whole(when), distinct: { field, within, ...byOf(rule), gte: numberOf(most, 'max_cardinality') + 1 }, on_match: 'every' }]),
        // Fewer than one value is none at all.
        ...(least === 1 ? [none] : []),
      ],
      uses: ['timeframe', 'cardinality_field', 'max_cardinality', 'min_cardinality'],
    };
  },
  change: (rule, when) => {
    const fields = listOf(rule['compare_key'] ?? rule['compound_compare_key'], 'compare_key');
    const skips = rule['ignore_null'] === true;
    const within = rule['timeframe'] === undefined ? {} : { within: duration(rule['timeframe'], 'timeframe') };
    return {
      // What is empty is null to ElastAlert.
      triggers: [{ when: whole(skips ? { ...when, not: fields.map((field) => ({ [field]: '' })) } : when), change: { field: oneOrAll(fields), missing: skips ? 'skip' : 'value', ...byOf(rule), ...within } }],
      uses: ['compare_key', 'compound_compare_key', 'ignore_null', 'timeframe'],
    };
  },
  new_term: (rule, when) => {
    const terms = listed(rule['fields'] ?? rule['query_key'] ?? null).map((term) => listOf(term, 'fields'));
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
      absent: { for: duration(rule['timeframe'], 'timeframe'), lt: numberOf(rule['threshold'], 'threshold'), ...byOf(rule) },
      ...(rule['forget_keys'] === true ? { on_match: 'reset' } : {}),
      ...checksOf(rule),
    }],
    uses: ['timeframe', 'threshold', 'forget_keys'],
  }),
  spike: (rule, when) => {
    const within = duration(rule['timeframe'], 'timeframe');
    return {
      triggers: [{
        when: whole(when),
        spike: {
          factor: numberOf(rule['spike_height'], 'spike_height'), direction: textOf(rule['spike_type'], 'spike_type'), within, reference: within, reference_ends: 'newest',
          min_events: numberOf(rule['threshold_cur'] ?? 0, 'threshold_cur'), min_reference: numberOf(rule['threshold_ref'] ?? 0, 'threshold_ref'), ...byOf(rule),
        },
        on_match: 'reset',
        ...checksOf(rule),
      }],
      uses: ['timeframe', 'spike_height', 'spike_type', 'threshold_cur', 'threshold_ref'],
    };
  },
  metric_aggregation: (rule, when) => {
    const type = textOf(rule['metric_agg_type'], 'metric_agg_type');
    const field = textOf(rule['metric_agg_key'], 'metric_agg_key');
    const shared = { within: windowOf(rule), ...byOf(rule) };
    const least = rule['min_doc_count'] === undefined ? {} : { min_events: rule['min_doc_count'] };
    const uses = ['metric_agg_type', 'metric_agg_key', 'max_threshold', 'min_threshold', 'min_doc_count', 'bucket_interval', 'percentile_range'];
    const above = rule['max_threshold'];
    const below = rule['min_threshold'];
    if (type === 'cardinality' || type === 'value_count') {
      if (below !== undefined) throw new TypeError(`too few of a ${type} have no counterpart`);
      const gte = Math.floor(numberOf(above, 'max_threshold')) + 1;
      const counted = type === 'cardinality' ? { distinct: { field, gte, ...shared } } : { count: { gte, ...shared } };
      return { triggers: [{ when: whole(type === 'cardinality' ? when : { ...when, [`${field}|exists`]: true }), ...counted }], uses };
    }
    const fn = type === 'percentiles' ? `p${numberOf(rule['percentile_range'], 'percentile_range')}` : type;
    if (!FIGURES.includes(fn)) throw new TypeError(`the metric "${fn}" has no counterpart`);
    const bounds = [...(above === undefined ? [] : [{ gt: above }]), ...(below === undefined ? [] : [{ lt: below }])];
    return { triggers: bounds.map((bound) => ({ when: whole(when), stat: { fn, field, ...bound, ...shared, ...least } })), uses };
  },
  percentage_match: (rule, when, notes) => {
    const of = whole(filterOf(rule['match_bucket_filter'], notes));
    const above = rule['max_percentage'];
    const below = rule['min_percentage'];
    const bounds = [...(above === undefined ? [] : [{ gt: numberOf(above, 'max_percentage') / 100 }]), ...(below === undefined ? [] : [{ lt: numberOf(below, 'min_percentage') / 100 }])];
    const shared = { within: windowOf(rule), ...byOf(rule), ...(rule['min_denominator'] === undefined ? {} : { min_events: rule['min_denominator'] }) };
    return { triggers: bounds.map((bound) => ({ when: whole(when), ratio: { of, ...bound, ...shared } })), uses: ['match_bucket_filter', 'max_percentage', 'min_percentage', 'min_denominator', 'bucket_interval'] };
  },
};

const FIGURES: readonly string[] = ['sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99'];

/** What ElastAlert looks at in one run: a quarter of an hour where nothing is stated. */
function windowOf(rule: Stated): string {
  return duration(rule['bucket_interval'] ?? rule['buffer_time'] ?? { minutes: 15 }, 'buffer_time');
}

/** The values of a list, but those of files that it names. */
function valuesOf(list: JsonValue | undefined, notes: string[]): readonly JsonValue[] {
  return listed(list ?? []).filter((value) => {
    const isFile = typeof value === 'string' && value.startsWith('!file');
    if (isFile) notes.push(`${JSON.stringify(value)} was left out: name the file under "lists", and use "expand"`);
    return !isFile;
  });
}

function byOf(rule: Stated): { readonly by?: JsonValue } {
  return rule['query_key'] === undefined ? {} : { by: oneOrAll(listOf(rule['query_key'], 'query_key')) };
}

function checksOf(rule: Stated): { readonly check_every: string } {
  return { check_every: rule['run_every'] === undefined ? '0s' : duration(rule['run_every'], 'run_every') };
}

/** `realert` is a minute where it is not stated; `exponential_realert` doubles it. */
function throttleOf({ realert = { minutes: 1 }, exponential_realert: longest = null }: Stated): { readonly throttle?: JsonObject } {
  const every = duration(realert, 'realert');
  if (every === '0s') return {};
  return { throttle: longest === null ? { every } : { every, backoff: 2, max: duration(longest, 'exponential_realert'), recovery: 'gradual' } };
}
