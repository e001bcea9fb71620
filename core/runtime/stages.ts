import { hostname } from 'node:os';
import { createClassifier, type Classification } from '../classify/classifier.js';
import { compileCondition, type Condition } from '../condition/condition.js';
import { HushpipeError } from '../contract/errors.js';
import type { EventClass, LogEvent, Resource } from '../contract/event.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { createCodec } from '../codec/codec.js';
import type { SourceSettings } from '../../schemas/source.js';
import type { LineEvent } from '../event/line-event.js';
import { Inlet } from '../pipeline/inlet.js';
import { ModuleRules } from '../pipeline/module-rules.js';
import type { Outlet } from '../pipeline/outlet.js';
import { Router, type Route } from '../pipeline/router.js';
import type { TransformStage } from '../pipeline/transform-chain.js';
import { createEventRedactor } from '../redact/event-redactor.js';
import type { Redactor } from '../redact/redactor.js';
import { sealedEvents } from '../redact/sealed-events.js';
import type { KeyRing } from '../redact/sealing.js';
import { compileScopes } from '../redact/rules.js';
import { fieldsOf } from './audit-entry.js';
import { changeGuard } from './redaction.js';
import type { RuntimeServices } from './services.js';
import type { WorkingSet, WorkingSource } from './working-set.js';

/** Everything between the sources and the outlets that follows from the config alone, made anew for each generation. */
export interface Stages {
  readonly transforms: readonly TransformStage[];
  readonly router: Router;
}

export function buildStages(config: LoadedConfig, set: Pick<WorkingSet, 'transforms' | 'sinks'>, services: RuntimeServices): Stages {
  const early = new Set(leadingDrops(config).map(({ id }) => id));
  const transforms = [...set.transforms.values()].map(({ config: { id, type, settings }, instance }): TransformStage => ({
    id,
    type,
    transform: instance.made,
    when: settings.when === undefined ? undefined : early.has(id) ? forAudit(conditionOf(settings.when)) : conditionOf(settings.when),
    tally: services.tallies.of(id),
  }));
  return { transforms, router: buildRouter(config, set.sinks, services) };
}

function buildRouter(config: LoadedConfig, sinks: WorkingSet['sinks'], services: RuntimeServices): Router {
  const outlets = new Map<string, Outlet<LogEvent>>([...sinks.values()].map(({ config: { name }, outlet }) => [name, outlet]));
  const routes = config.routes.map(({ from, when, to }): Route => ({
    from: from === undefined ? undefined : new Set(listOf(from).map((name) => `sources.${name}`)),
    when: when === undefined ? undefined : conditionOf(when),
    to: listOf(to),
  }));
  const modules = Object.keys(config.modules).length === 0 ? undefined : new ModuleRules(config.modules);
  return new Router({ sinks: outlets, routes, modules, random: services.random, tally: services.tallies.of('router') });
}

/** What redacts the events of a config; without a redactor, the config allows them to pass. */
export interface Redaction {
  readonly redactor: Redactor | undefined;
  readonly keys: KeyRing | undefined;
}

/** What a way in is made of, besides the config: a source's id and how its records are read. */
export interface InletSpec {
  readonly id: string;
  readonly parse: SourceSettings['parse'];
  readonly multiline: boolean;
  /** Whether it is known who sends, so that a rule may make audit events of what comes in. */
  readonly mayAudit: boolean;
  /** What its events are at least: only who is known to be allowed to may say `audit`. */
  readonly eventClass?: EventClass;
}

/** The way in for one source, with the redaction and the classes of this config. `keys` are those of persons. */
export function buildInlet(config: LoadedConfig, spec: InletSpec, { redactor, keys }: Redaction, services: RuntimeServices): Inlet {
  const { id, parse, multiline } = spec;
  const tally = services.tallies.of(id);
  const scopes = compileScopes(config.redact).scopes.filter(({ sources }) => sources === undefined || sources.has(id.replace(/^sources\./, '')));
  const report = { count: (rule: string) => (rule === 'unscanned' || rule === 'unsealed' ? tally.record(rule) : tally.count(`redacted.${rule}`)) };
  const redaction = createEventRedactor({ redactor, scopes, stamp: config.redact?.stamp === true, report });
  return new Inlet({
    id,
    decoder: createCodec(parse, { now: () => services.clock.now() }),
    redactor: sealedEvents(redaction, { rules: redactor, scopes, keys, subject: fieldsOf(config.audit?.subject.id ?? []), report }),
    guard: changeGuard(redactor, scopes.filter(({ classes }) => classes === undefined).map((scope) => scope.redactor)),
    classify: classifier(config, spec),
    discard: earlyDrops(config, services),
    resource: resourceOf(config.service),
    multiline,
    clock: services.clock,
    random: services.random,
    tally,
  });
}

export function inletSpec({ id, plugin, options, settings }: WorkingSource['config']): InletSpec {
  // Files, standard input and this process are guarded by the system's rights; a port is open to whoever reaches it.
  const isRemote = (plugin.claims?.(options) ?? []).some((claim) => /^(?:tcp|udp):/.test(claim));
  return { id, parse: settings.parse, multiline: settings.multiline !== 'none', mayAudit: !isRemote || plugin.authenticates?.(options) === true };
}

export function resourceOf(service: Resource): Resource {
  return { host: hostname(), ...service };
}

function classifier(config: LoadedConfig, { parse, mayAudit, eventClass: least = 'normal' }: InletSpec): (event: LineEvent) => Classification {
  const rules = config.classify.map(({ when, class: eventClass, tag }) => ({ condition: conditionOf(when), eventClass, tag }));
  return createClassifier(rules, { mayAudit, least, isSyslog: parse === 'syslog' || (typeof parse === 'object' && parse.type === 'syslog') });
}

/**
 * The drops at the head of the transforms that ask for nothing but the level, which redaction never changes: what they drop need
 * not be redacted first.
 */
function leadingDrops({ transforms }: LoadedConfig): readonly { readonly id: string; readonly condition: Condition }[] {
  const drops: { readonly id: string; readonly condition: Condition }[] = [];
  for (const { id, type, settings } of transforms) {
    const condition = type === 'drop' && settings.when !== undefined ? conditionOf(settings.when) : undefined;
    if (condition === undefined || !condition.fields.every((field) => field === 'level')) break;
    drops.push({ id, condition });
  }
  return drops;
}

/** The condition for those that the inlet lets pass although it holds. */
function forAudit(condition: Condition): Condition {
  return { ...condition, matches: (event) => (event as LogEvent).class === 'audit' && condition.matches(event) };
}

/** What the inlet carries out of them. They are counted as what they are. */
function earlyDrops(config: LoadedConfig, services: RuntimeServices): ((event: LineEvent) => boolean) | undefined {
  const drops = leadingDrops(config).map(({ id, condition }) => ({ condition, tally: services.tallies.of(id) }));
  if (drops.length === 0) return undefined;
  return (event) => {
    for (const { condition, tally } of drops) {
      if (!condition.matches(event)) continue;
      tally.eventsIn++;
      tally.record('transform_drop');
      return true;
    }
    return false;
  };
}

/** A condition that the config check has already found sound. */
function conditionOf(when: unknown): Condition {
  const { condition, problems } = compileCondition(when);
  if (condition === undefined) throw new HushpipeError('CONFIG_INVALID', problems[0]?.message ?? 'a condition cannot be compiled');
  return condition;
}

const listOf = (names: string | readonly string[]): readonly string[] => (typeof names === 'string' ? [names] : names);
