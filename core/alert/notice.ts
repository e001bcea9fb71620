import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Message, MessagePart } from '../contract/alert.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';
import type { Transition } from '../trigger/transition.js';
import { dataPart, fillTemplate, parseTemplate, type Template } from './template.js';
import { figureOf, referenceOf, whyOf } from './why.js';

/** How the alerts of a trigger are written, and to whom they go. */
export interface NoticePlan {
  readonly to: readonly string[];
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

export function makeNotice(plan: NoticePlan, transition: Transition): Notice {
  const why = whyOf(plan.config, transition);
  const valueOf = (field: string): MessagePart => lookUp(field, plan, transition, why);
  return { title: plan.title === undefined ? defaultTitle(transition) : fillTemplate(plan.title, valueOf), text: fillTemplate(plan.text, valueOf), why };
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
