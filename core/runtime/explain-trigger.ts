import type { Clock } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { Reason } from '../contract/reasons.js';
import { BestWindow } from '../trigger/best-window.js';
import { asText, Funnel, type FunnelReading } from '../trigger/funnel.js';
import { conditionsOf, outlineOf, type Outline } from '../trigger/outline.js';
import { alternativesFor, alternativesOf, type Alternative } from '../trigger/terms.js';
import type { Transition } from '../trigger/transition.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { AlertConfig } from '../alert/alert-rules.js';
import { causeOf, type Cause } from './explain-cause.js';
import { FiringRecord, type TriggerReading } from './firing-record.js';
import { NoticeGate } from './notice-gate.js';
import { Replay } from './replay.js';

/** What became of one step of a sequence. */
export interface StepReading {
  readonly name: string;
  readonly met: number;
  readonly need: number;
}

/** All that is known of why a trigger fired or not. */
export interface Evidence {
  readonly trigger: TriggerConfig;
  readonly outline: Outline;
  readonly group: Readonly<Record<string, string>>;
  readonly funnel: FunnelReading;
  readonly record: TriggerReading;
  /** Firings that people were not told of, by reason. */
  readonly withheld: ReadonlyMap<string, number>;
  /** Firings that mute intervals or inhibitions kept from people, by reason. */
  readonly held: ReadonlyMap<Reason, number>;
  /** How often its condition began to hold, but has to hold for longer. */
  readonly pending: number;
  /** Most events of any window, whatever their group. */
  readonly mostOfAll: number;
  /** Of a sequence. */
  readonly steps: readonly StepReading[];
  /** How often the condition that a sequence forbids was met. */
  readonly forbidden: number;
  /** Least and greatest figure that a group stood at. */
  readonly figures: { readonly least: number; readonly greatest: number } | undefined;
  /** How often each other trigger fired. */
  readonly others: ReadonlyMap<string, number>;
}

export interface Explanation extends Evidence {
  readonly cause: Cause;
}

export interface ExplainOptions {
  /** All that are enabled: others may keep this one quiet, or be what it is about. */
  readonly triggers: readonly TriggerConfig[];
  readonly name: string;
  /** Only the group with these values. */
  readonly group?: Readonly<Record<string, string>>;
  readonly real: Pick<Clock, 'now'>;
  /** Who is told when, beside what triggers say; without it, everybody at any time. */
  readonly alerts?: Omit<AlertConfig, 'triggers'>;
}

/** Groups that are looked at for their figures: with more, nobody reads them. */
const MOST_LOOKED_AT = 50;

/** Runs stored events through triggers again, and finds out why one of them fired or not. Throws where there is no such trigger. */
export class TriggerExplainer {
  readonly #trigger: TriggerConfig;
  readonly #outline: Outline;
  readonly #group: Readonly<Record<string, string>>;
  readonly #funnel: Funnel;
  readonly #all: BestWindow;
  readonly #record: FiringRecord;
  readonly #replay: Replay | undefined;
  readonly #withheld = new Map<string, number>();
  readonly #held = new Map<Reason, number>();
  readonly #gate: NoticeGate | undefined;
  readonly #others = new Map<string, number>();
  readonly #steps: readonly { readonly name: string; readonly need: number; readonly matches: (event: LogEvent) => boolean; met: number }[];
  readonly #meets: (event: LogEvent) => boolean;
  readonly #isForbidden: (event: LogEvent) => boolean;
  #forbidden = 0;
  #pending = 0;
  #figures: { least: number; greatest: number } | undefined;

  constructor({ triggers, name, group = {}, real, alerts }: ExplainOptions) {
    const trigger = triggers.find((each) => each.name === name);
    if (trigger === undefined) throw new TypeError(`there is no trigger ${name}`);
    this.#trigger = trigger;
    this.#outline = outlineOf(trigger);
    this.#group = group;
    this.#funnel = new Funnel(trigger, group, triggers);
    this.#meets = anyOf(alternativesFor(trigger, triggers));
    this.#all = new BestWindow(this.#outline.within ?? 0, this.#outline.distinct.length > 0);
    this.#record = new FiringRecord(this.#outline.kind !== 'match');
    const conditions = conditionsOf(trigger);
    this.#steps = conditions.filter(({ path }) => path[0] === 'sequence' && path[1] === 'steps').map(({ path, condition }) => ({
      name: String(path.at(-1)), need: timesOf(trigger, Number(path[2])), matches: matcherOf(condition), met: 0,
    }));
    const forbidden = conditions.find(({ path }) => path[0] === 'sequence' && path[1] === 'unless');
    this.#isForbidden = forbidden === undefined ? () => false : matcherOf(forbidden.condition);
    const enabled = triggers.filter((each) => each.enabled);
    this.#gate = alerts === undefined ? undefined : new NoticeGate({ ...alerts, triggers: enabled }, (reason, about) => {
      if (about === name) this.#held.set(reason, (this.#held.get(reason) ?? 0) + 1);
    });
    this.#replay = trigger.enabled ? new Replay({
      triggers: enabled,
      real,
      onTransition: (transition) => this.#see(transition),
      onReason: (reason: Reason, about) => {
        if (about === name) this.#record.count(reason);
      },
      onCounted: (engine) => {
        let looked = 0;
        for (const { key, value } of engine.groups(name) ?? []) {
          if (++looked > MOST_LOOKED_AT) break;
          if (this.#isIn(key) && Number.isFinite(value)) this.#figures = { least: Math.min(value, this.#figures?.least ?? value), greatest: Math.max(value, this.#figures?.greatest ?? value) };
        }
      },
    }) : undefined;
  }

  take(events: readonly LogEvent[]): void {
    const { within, distinct } = this.#outline;
    for (const event of events) {
      this.#funnel.take(event);
      for (const step of this.#steps) if (step.matches(event)) step.met++;
      if (this.#isForbidden(event)) this.#forbidden++;
      if (within !== undefined && this.#meets(event)) {
        this.#all.add('', event.time, distinct.length === 0 ? event.id : JSON.stringify(distinct.map((field) => event.get(field) ?? null)));
      }
    }
    this.#replay?.take(events);
  }

  /** Lets time pass after the last event: what stays away is missed then. */
  advance(to: number): void {
    this.#replay?.advance(to);
  }

  read(): Explanation {
    const evidence: Evidence = {
      trigger: this.#trigger, outline: this.#outline, group: this.#group, funnel: this.#funnel.read(), record: this.#record.read(), withheld: this.#withheld, held: this.#held, pending: this.#pending,
      mostOfAll: this.#all.best?.count ?? 0, steps: this.#steps.map(({ name, met, need }) => ({ name, met, need })), forbidden: this.#forbidden, figures: this.#figures, others: this.#others,
    };
    return { ...evidence, cause: causeOf(evidence) };
  }

  #see(transition: Transition): void {
    const { trigger, kind, key, withheld, repeat } = transition;
    if (trigger !== this.#trigger.name || this.#isIn(key)) this.#gate?.take(transition);
    if (trigger !== this.#trigger.name) {
      if (kind === 'fired' && repeat === 0) this.#others.set(trigger, (this.#others.get(trigger) ?? 0) + 1);
      return;
    }
    if (!this.#isIn(key)) return;
    if (kind === 'pending') this.#pending++;
    if (kind === 'fired' && withheld !== undefined) this.#withheld.set(withheld, (this.#withheld.get(withheld) ?? 0) + 1);
    this.#record.add(transition);
  }

  #isIn(key: Transition['key']): boolean {
    return Object.entries(this.#group).every(([field, value]) => Object.hasOwn(key, field) && asText(key[field]) === value);
  }
}

function matcherOf(condition: unknown): (event: LogEvent) => boolean {
  return anyOf(alternativesOf(condition));
}

function anyOf(alternatives: readonly Alternative[]): (event: LogEvent) => boolean {
  return (event) => alternatives.some((terms) => terms.every((term) => term.matches(event)));
}

function timesOf({ sequence }: { readonly sequence?: unknown }, index: number): number {
  const steps = (sequence as { readonly steps?: readonly { readonly times?: unknown }[] } | undefined)?.steps;
  const times = steps?.[index]?.times;
  return typeof times === 'number' ? times : 1;
}
