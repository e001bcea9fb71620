import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Message, MessagePart } from '../contract/alert.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';
import type { Transition } from '../trigger/transition.js';
import { listOf } from '../trigger/key-reader.js';
import { dataPart, fillTemplate, parseTemplate, type Template } from './template.js';
import { figureOf, referenceOf, whyOf } from './why.js';

/** How the alerts of a trigger are written, and to whom they go. */
export interface NoticePlan {
  readonly to: readonly string[];
  /** To whom goes what a trigger with `suppress` kept back. */
  readonly summaryTo: readonly string[];
  readonly config: TriggerConfig;
  readonly title: Template | undefined;
  readonly text: Template;
  readonly mention: string | undefined;
  readonly runbook: string | undefined;
}

type AlertSettings = Extract<NonNullable<TriggerConfig['alert']>, { readonly to: unknown }>;

/** Throws TEMPLATE_SYNTAX. */
export function planNotice(config: TriggerConfig): NoticePlan {
  const stated = config.alert;
  const alert: AlertSettings = typeof stated !== 'object' || !('to' in stated) ? { to: stated ?? [] } : stated;
  const template = (source: string): Template => {
    const parsed = parseTemplate(source);
    if ('problem' in parsed) throw new HushpipeError('TEMPLATE_SYNTAX', `Trigger "${config.name}": ${parsed.problem}.`);
    return parsed.template;
  };
  return {
    to: typeof alert.to === 'string' ? [alert.to] : alert.to,
    summaryTo: listOf(config.suppress?.summary),
    config,
    title: alert.title === undefined ? undefined : template(alert.title),
    text: template(alert.text ?? ''),
    mention: alert.mention,
    runbook: alert.runbook,
  };
}

/** What people are told of a firing. Texts are marked by their origin; escaping is up to who renders them. */
export interface Notice {
  readonly title: Message;
  readonly text: Message;
  readonly why: string;
}

/** Which actions are told of a transition. */
export function targetsOf(plan: NoticePlan, transition: Transition): readonly string[] {
  return suppressedIn(transition) === undefined ? plan.to : plan.summaryTo;
}

export function makeNotice(plan: NoticePlan, transition: Transition): Notice {
  const suppressed = suppressedIn(transition);
  if (suppressed !== undefined) return summaryNotice(transition, suppressed);
  const why = whyOf(plan.config, transition);
  const valueOf = (field: string): MessagePart => lookUp(field, plan, transition, why);
  return { title: plan.title === undefined ? defaultTitle(transition) : fillTemplate(plan.title, valueOf), text: fillTemplate(plan.text, valueOf), why };
}

/** How often each trigger was kept quiet, where that is what it is about. */
function suppressedIn({ measure }: Transition): Readonly<Record<string, JsonValue>> | undefined {
  const suppressed = measure.details?.['suppressed'];
  return typeof suppressed === 'object' && !Array.isArray(suppressed) && suppressed !== null ? (suppressed as Readonly<Record<string, JsonValue>>) : undefined;
}

/** "deploy-quiet kept back 3: service=shop", with a line for each trigger. */
function summaryNotice(transition: Transition, suppressed: Readonly<Record<string, JsonValue>>): Notice {
  const [{ text: name }, ...groups] = defaultTitle(transition) as readonly [{ readonly text: string }, ...Message];
  const lines = Object.entries(suppressed).map(([trigger, count]) => `${trigger}: ${plain(count)}`);
  const until = timestamp(transition.at);
  return { title: [{ text: `${name} kept back ${transition.count}` }, ...groups], text: [{ text: lines.join('\n') }], why: `kept quiet from ${timestamp(transition.since)} to ${until}` };
}

/** "login-brute-force: user=eve, client.ip=203.0.113.7" */
function defaultTitle({ trigger, key }: Transition): Message {
  const groups = Object.entries(key).flatMap(([field, value], index): MessagePart[] => [{ text: `${index === 0 ? ': ' : ', '}${field}=` }, toPart(value)]);
  return [{ text: trigger }, ...groups];
}

/** A value for a template: our own words first (of `new` and `change`, the values that were found and those before), then the group, then the latest event. */
function lookUp(field: string, { config }: NoticePlan, transition: Transition, why: string): MessagePart {
  const { details } = transition.measure;
  const own: Readonly<Record<string, string>> = {
    trigger: config.name,
    severity: config.severity,
    count: String(transition.count),
    held_back: String(transition.heldBack),
    since: timestamp(transition.since),
    at: timestamp(transition.at),
    why,
    value: figureOf(config, transition),
    reference: referenceOf(transition) ?? '(none)',
  };
  const values = field === 'value' ? details?.['value'] ?? details?.['to'] : field === 'reference' ? details?.['from'] : undefined;
  if (typeof values === 'object' && values !== null) return dataPart(Object.values(values).map((value) => plain(value)).join(', '));
  const text = Object.hasOwn(own, field) ? own[field] : undefined;
  if (text !== undefined) return { text };
  if (Object.hasOwn(transition.key, field)) return toPart(transition.key[field]);
  return toPart(transition.samples.at(-1)?.get(field));
}

function toPart(value: JsonValue | undefined): MessagePart {
  if (value === undefined || value === null) return { text: '(none)' };
  return dataPart(plain(value));
}

function plain(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function timestamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
