import { parse } from 'yaml';
import type { Silence } from '../../core/alert/silence.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { Incident } from '../../core/alert/incident.js';
import { AlertSim, type Sent } from './alert-sim.js';
import { START } from './trigger-fixtures.js';

/** An alert as it is pushed and as it is wanted; times are seconds from the beginning of the timeline. */
export interface TimelineAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly active?: readonly number[];
}

export interface TimelineOp {
  readonly who: string;
  readonly op: string;
  readonly at?: number;
  readonly between?: readonly [number, number];
  readonly alerts: readonly TimelineAlert[];
  /** As the acceptance test states it, for what is neither pushed nor wanted. */
  readonly raw?: string;
}

export interface Timeline {
  readonly test: string;
  readonly config: readonly string[];
  readonly ops: readonly TimelineOp[];
}

/** What a timeline leaves out of its acceptance test; times in seconds. */
export interface Surroundings {
  /** By collector: it takes nothing before. */
  readonly takesFrom?: Readonly<Record<string, number>>;
  /** Nothing is told before. */
  readonly toldFrom?: number;
  /** The silence that is only named there. */
  readonly silence?: string;
}

type Matchers = Readonly<Record<string, string>>;

interface Route {
  readonly receiver?: string;
  readonly match?: Matchers;
  readonly match_re?: Matchers;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

interface Config {
  readonly global?: { readonly resolve_timeout?: string };
  readonly route: Route;
  readonly receivers: readonly { readonly name: string; readonly webhook_configs?: readonly { readonly send_resolved?: boolean }[] }[];
  readonly inhibit_rules?: readonly (Readonly<Record<`${'source' | 'target'}_match${'' | '_re'}`, Matchers | undefined>> & Readonly<Record<`${'source' | 'target'}_matchers`, readonly string[] | undefined>> & { readonly equal?: readonly string[] })[];
}

/** What was told, at which second. */
export interface Told {
  readonly at: number;
  readonly alerts: readonly ToldAlert[];
}

export interface ToldAlert {
  readonly labels: Readonly<Record<string, unknown>>;
  /** Seconds; it fires where no end is stated. */
  readonly from: number;
  readonly until?: number;
}

/** A label is a group value of our alerts, of a name that is none of theirs. */
const fieldOf = (label: string): string => `label_${label}`;
const DEFAULTS: Route = { group_wait: '30s', group_interval: '5m', repeat_interval: '4h' };
const NO_PACE = { postsAt: () => 0, postAt: () => -Infinity, editAt: () => -Infinity, called: () => {}, setBack: () => {} };
const ALL = { trigger: 'alert' };

/**
 * Runs a timeline for one collector: its alerts become incidents that share messages by the group rules that its routes come to, at
 * an action that can only post. Alertmanager has neither a limit of its own on how fast it tells nor incidents that open again, so
 * both are off.
 */
export function runTimeline({ config: [text = ''], ops }: Timeline, collector: string, surroundings: Surroundings = {}): readonly Told[] {
  const config = parse(text.replaceAll('%s', 'collector')) as Config;
  const collectors = [...new Set(ops.filter(({ op }) => op === 'Want').map(({ who }) => who))].toSorted();
  const { receiver, sendsResolved } = receiverOf(config, collectors.indexOf(collector));
  const labels = [...new Set(ops.flatMap(({ alerts }) => alerts.flatMap((alert) => Object.keys(alert.labels))))];
  const sim = new AlertSim({
    triggers: [{ name: 'alert' }], pace: NO_PACE, abilities: { [receiver]: 'post' }, takesFrom: 1000 * (surroundings.takesFrom?.[collector] ?? 0),
    group: groupsOf(config.route, receiver, labels, sendsResolved),
    alerts: { reopen_within: '0s', route: [routeOf(config.route)], inhibit: inhibitionsOf(config) },
  });
  const alerts = new Pushed(sim, labels, 1000 * secondsOf(config.global?.resolve_timeout ?? '5m'));
  const until = START + 1000 * Math.max(...ops.map(({ at = 0, between = [0, 0] }) => Math.max(at, between[1])));
  for (const step of stepsOf(ops, sim, alerts, surroundings)) if (step.at <= until) moveTo(step, sim, alerts, surroundings);
  moveTo({ at: until, act: () => {} }, sim, alerts, surroundings);
  return sim.sent.map((sent) => ({ at: sent.at / 1000, alerts: alertsIn(sent, sim) }));
}

function labelsOf({ key }: Incident): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(key).filter(([, value]) => value !== '').map(([field, value]) => [field.slice(fieldOf('').length), value]));
}

interface Step {
  readonly at: number;
  readonly act: () => void;
}

function stepsOf(ops: readonly TimelineOp[], sim: AlertSim, alerts: Pushed, { silence: named = '' }: Surroundings): readonly Step[] {
  let latest: Silence | undefined;
  const steps = ops.flatMap(({ op, at: seconds = 0, alerts: pushed, raw = '' }): readonly Step[] => {
    const at = START + 1000 * seconds;
    switch (op) {
      case 'Push': return [{ at, act: () => alerts.push(pushed) }];
      case 'SetSilence': {
        const { from, until, match } = silenceOf(raw.includes('Silence(') ? raw : named);
        const begins = Math.max(at, START + 1000 * from);
        return [{ at: begins, act: () => void (latest = sim.book.silence({ match, by: 'test', reason: 'test', for: START + 1000 * until - begins }, begins)) }];
      }
      case 'DelSilence': return [{ at, act: () => void (latest !== undefined && sim.book.expire(latest.id, 'test', at)) }];
      case 'Do': return /\.Reload\b/.test(raw) ? [{ at, act: () => sim.reload() }] : [];
      default: return [];
    }
  });
  return steps.toSorted((a, b) => a.at - b.at);
}

/** Lets time pass, with the ends that it brings, and does what comes then. */
function moveTo({ at, act }: Step, sim: AlertSim, alerts: Pushed, { toldFrom = 0 }: Surroundings): void {
  for (let next = Math.min(at, alerts.nextEnd()); ; next = Math.min(at, alerts.nextEnd())) {
    const silentUntil = START + 1000 * toldFrom;
    if (sim.now < silentUntil) sim.now = Math.min(next, silentUntil);
    if (sim.now < next) sim.advance(next - sim.now);
    alerts.end();
    if (next === at) break;
  }
  act();
}

/** Alerts as Alertmanager keeps them: pushes that overlap are one alert, and what is not pushed again is over after a while. */
class Pushed {
  readonly #known = new Map<string, { readonly firing: string; readonly from: number; readonly until: number; readonly isTimeout: boolean; readonly isOver: boolean }>();
  readonly #sim: AlertSim;
  readonly #labels: readonly string[];
  readonly #timeout: number;

  constructor(sim: AlertSim, labels: readonly string[], timeout: number) {
    this.#sim = sim;
    this.#labels = labels;
    this.#timeout = timeout;
  }

  push(alerts: readonly TimelineAlert[]): void {
    const { now } = this.#sim;
    for (const { labels, active: [start, end] = [] } of alerts) {
      const id = JSON.stringify(this.#labels.map((label) => labels[label] ?? ''));
      const before = this.#known.get(id);
      const stated = { until: end === undefined ? now + this.#timeout : START + 1000 * end, from: start === undefined ? now : START + 1000 * start, isTimeout: end === undefined };
      const overlaps = before !== undefined && ((stated.until > before.from && stated.until < before.until) || (stated.from > before.from && stated.from < before.until) || (!before.isOver && stated.from <= before.from));
      const from = overlaps ? Math.min(before.from, stated.from) : stated.from;
      const isLonger = overlaps && before.until > stated.until && (stated.until <= now ? before.until <= now : !before.isTimeout);
      const until = isLonger ? before.until : stated.until;
      const isTimeout = isLonger ? before.isTimeout : stated.isTimeout;
      const isOver = until <= now;
      const goesOn = before !== undefined && !before.isOver;
      // What nobody knew of and is over is nothing to tell of.
      const key = Object.fromEntries(this.#labels.map((label) => [fieldOf(label), labels[label] ?? '']));
      const firing = goesOn || isOver ? before?.firing ?? '' : this.#sim.fire('alert', { key, since: from });
      this.#known.set(id, { firing, from, until, isTimeout, isOver: isOver && !goesOn });
      this.end();
    }
  }

  nextEnd(): number {
    return [...this.#known.values()].reduce((next, { isOver, until }) => (isOver ? next : Math.min(next, until)), Infinity);
  }

  end(): void {
    const { now, book } = this.#sim;
    for (const [id, alert] of this.#known) {
      if (alert.isOver || alert.until > now) continue;
      this.#known.set(id, { ...alert, isOver: true });
      book.resolved(alert.firing, { at: alert.until, reason: 'quiet' }, now);
      // Whom it kept back is told of before more happens.
      book.tick(now);
    }
  }
}

/** The lines of a summary tell whether each fires; its labels and times are those of its incident. */
function alertsIn({ delivery: { content } }: Sent, { book }: AlertSim): readonly ToldAlert[] {
  const lines = 'alert' in content ? [content.alert] : content.summary.lines;
  return lines.map(({ shortId, state }) => {
    const incident = book.find(shortId);
    const { since, resolved } = incident;
    return { labels: labelsOf(incident), from: (since - START) / 1000, ...(state === 'resolved' && resolved !== undefined ? { until: (resolved.at - START) / 1000 } : {}) };
  });
}

/** Collectors stand behind the webhooks in the order of the config. */
function receiverOf({ receivers }: Config, index: number): { readonly receiver: string; readonly sendsResolved: boolean } {
  const hooks = receivers.flatMap(({ name, webhook_configs: each = [] }) => each.map(({ send_resolved: sendsResolved = true }) => ({ receiver: name, sendsResolved })));
  const hook = hooks[index];
  if (hook === undefined) throw new Error(`no webhook for collector ${index}`);
  return hook;
}

/** The rules of the deepest routes come first: the first that takes an alert is the one of its way. */
function groupsOf(route: Route, receiver: string, labels: readonly string[], sendsResolved: boolean, above: Route = DEFAULTS, conditions: readonly JsonObject[] = []): readonly object[] {
  const here = { ...above, ...route };
  const path = [...conditions, ...matchersOf(route.match, route.match_re, route.matchers)];
  const below = (route.routes ?? []).flatMap((each) => groupsOf(each, receiver, labels, sendsResolved, here, path));
  if (here.receiver !== receiver) return below;
  const by = here.group_by?.includes('...') ? labels : here.group_by ?? [];
  return [...below, {
    match: conditionOf(path), by: by.map(fieldOf), wait: here.group_wait, interval: here.group_interval, repeat: here.repeat_interval, tell: sendsResolved ? 'all' : 'firing', max_lines: 50,
  }];
}

function routeOf(route: Route, above: Route = {}): object {
  const receiver = route.receiver ?? above.receiver;
  const below = (route.routes ?? []).map((each) => routeOf(each, { ...above, ...route }));
  return { match: conditionOf(matchersOf(route.match, route.match_re, route.matchers)), to: receiver, continue: route.continue ?? false, ...(below.length === 0 ? {} : { routes: below }) };
}

function inhibitionsOf({ inhibit_rules: rules = [] }: Config): readonly object[] {
  return rules.map((rule) => ({
    source: conditionOf(matchersOf(rule.source_match, rule.source_match_re, rule.source_matchers)),
    target: conditionOf(matchersOf(rule.target_match, rule.target_match_re, rule.target_matchers)),
    equal: (rule.equal ?? []).map(fieldOf),
  }));
}

function silenceOf(raw: string): { readonly from: number; readonly until: number; readonly match: JsonObject } {
  const [, from, until] = /Silence\(([\d.]+),\s*([\d.]+)\)/.exec(raw) ?? [];
  const matches = [...raw.matchAll(/\.(Match|MatchRE)\("([^"]*)",\s*"([^"]*)"\)/g)].flatMap(([, how, label = '', value = '']) => matchersOf(how === 'Match' ? { [label]: value } : {}, how === 'Match' ? {} : { [label]: value }, []));
  if (from === undefined || matches.length === 0) throw new Error(`no silence: ${raw}`);
  return { from: Number(from), until: Number(until), match: conditionOf(matches) };
}

function matchersOf(match: Matchers = {}, matchRe: Matchers = {}, matchers: readonly string[] = []): readonly JsonObject[] {
  const equal = (label: string, value: string): JsonObject => ({ [`${fieldOf(label)}|in|cased`]: [value] });
  const like = (label: string, pattern: string): JsonObject => ({ [`${fieldOf(label)}|re`]: `^(?:${pattern})$` });
  return [
    ...Object.entries(match).map(([label, value]) => equal(label, value)),
    ...Object.entries(matchRe).map(([label, pattern]) => like(label, pattern)),
    ...matchers.map((text) => {
      const [, label = '', operator = '', value = ''] = /^\s*(.+?)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s.exec(text) ?? [];
      const [name, wanted] = [bare(label), bare(value)];
      const condition = operator.endsWith('~') ? like(name, wanted) : equal(name, wanted);
      return operator.startsWith('!') ? { not: condition } : condition;
    }),
  ];
}

const bare = (text: string): string => (text.startsWith('"') ? JSON.parse(text) as string : text);
/** All of them: none of them is not so. */
const conditionOf = (all: readonly JsonObject[]): JsonObject => (all.length === 0 ? ALL : { not: all.map((each) => ({ not: each })) });

function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
  return [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}
