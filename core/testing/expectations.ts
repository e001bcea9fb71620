import { formatDuration } from '../alert/duration.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { asText } from '../trigger/funnel.js';
import { figure, groupText } from '../trigger/funnel-text.js';
import type { ExpectConfig } from '../../schemas/test.js';
import type { CapturedTransition } from './captured.js';
import type { TestPipeline } from './test-pipeline.js';

/** What a test can be asked about when it is over. */
export interface Finished extends Pick<TestPipeline, 'transitions' | 'messages' | 'events' | 'said'> {
  readonly config: LoadedConfig;
  /** Epoch milliseconds. */
  readonly start: number;
  /** Why a trigger did not fire for a group, in lines. */
  readonly whyNot: (trigger: string, group: Readonly<Record<string, string>>) => readonly string[];
}

/** What is not as expected, as lines: first what was expected, then what happened. Undefined where all is well. */
export function failureOf(expected: ExpectConfig, finished: Finished): readonly string[] | undefined {
  const { fired, resolved, never, sink, absent_everywhere: absent } = expected;
  if (fired !== undefined) return transitionFailure(fired, 'fired', expected, finished);
  if (resolved !== undefined) return transitionFailure(resolved, 'resolved', expected, finished);
  if (never !== undefined) return neverFailure(never, expected, finished);
  if (sink !== undefined) return sinkFailure(sink, expected, finished);
  return absent === undefined ? undefined : absentFailure(absent, finished);
}

type Kind = 'fired' | 'resolved';
const VERBS: Readonly<Record<Kind, { readonly to: string; readonly did: string }>> = { fired: { to: 'fire', did: 'fired' }, resolved: { to: 'resolve', did: 'resolved' } };

function transitionFailure(trigger: string, kind: Kind, expected: ExpectConfig, finished: Finished): readonly string[] | undefined {
  const group = groupOf(expected);
  const did = finished.transitions.filter((transition) => isFirst(transition, trigger, kind) && isIn(transition, group));
  const fitting = did.filter(({ at }) => fits(at - finished.start, expected));
  if (expected.times === undefined ? fitting.length > 0 : fitting.length === expected.times) return undefined;
  const verb = VERBS[kind];
  const often = expected.times === undefined ? '' : ` ${times(expected.times)}`;
  const lines = [`expected ${called(trigger, group)} to ${verb.to}${often}${whenText(expected)}`];
  if (did.length > 0) return [...lines, `it ${verb.did} ${did.length === 1 ? '' : `${times(did.length)}, `}${listed(did, finished.start)}`];
  const elsewhere = finished.transitions.filter((transition) => isFirst(transition, trigger, kind));
  if (elsewhere.length > 0) return [...lines, `it ${verb.did} for ${listed(elsewhere, finished.start)}`];
  if (kind === 'resolved') {
    const firings = finished.transitions.filter((transition) => isFirst(transition, trigger, 'fired') && isIn(transition, group));
    if (firings.length > 0) return [...lines, `it fired ${listed(firings, finished.start)} and still does`];
  }
  return [...lines, kind === 'fired' ? 'it never did' : 'it never fired', ...finished.whyNot(trigger, group)];
}

function neverFailure(trigger: string, expected: ExpectConfig, { transitions, start }: Finished): readonly string[] | undefined {
  const group = groupOf(expected);
  const did = transitions.filter((transition) => isFirst(transition, trigger, 'fired') && isIn(transition, group));
  return did.length === 0 ? undefined : [`expected ${called(trigger, group)} never to fire`, `it fired ${listed(did, start)}`];
}

const FORMS = { posts: ['post'], edits: ['edit'], replies: ['reply', 'broadcast'] } as const;

function sinkFailure(sink: string, expected: ExpectConfig, { config, messages, events }: Finished): readonly string[] | undefined {
  const names = (instances: readonly { readonly name: string; readonly type: string }[]): ReadonlySet<string> => {
    const named = instances.filter(({ name }) => name === sink);
    return new Set((named.length > 0 ? named : instances.filter(({ type }) => type === sink)).map(({ name }) => name));
  };
  const actions = names(config.actions);
  const sinks = names(config.sinks);
  const got = messages.filter(({ action }) => actions.has(action));
  const lines = events.filter((event) => sinks.has(event.sink));
  for (const [key, forms] of Object.entries(FORMS) as readonly (readonly [keyof typeof FORMS, readonly string[]])[]) {
    const wanted = expected[key];
    const count = got.filter(({ form }) => forms.includes(form)).length;
    if (wanted !== undefined && count !== wanted) return [`expected ${sink} to get ${counted(wanted, key)}`, `it got ${counted(count, key)}`, ...got.map(({ form, text }) => `${form}: ${firstLine(text)}`)];
  }
  if (expected.events !== undefined && lines.length !== expected.events) return [`expected ${sink} to get ${counted(expected.events, 'events')}`, `it got ${counted(lines.length, 'events')}`];
  const { text } = expected;
  if (text === undefined || [...got.map((message) => message.text), ...lines.map(({ line }) => line)].some((each) => each.includes(text))) return undefined;
  const all = [...got.map((message) => firstLine(message.text)), ...lines.map(({ line }) => line)];
  return [`expected ${sink} to get the text ${JSON.stringify(text)}`, all.length === 0 ? 'it got nothing' : 'it got:', ...all.slice(0, 5), ...(all.length > 5 ? [`and ${all.length - 5} more`] : [])];
}

function absentFailure(text: string, { said, messages, events }: Finished): readonly string[] | undefined {
  if (!said().includes(text)) return undefined;
  const sink = events.find(({ line }) => line.includes(text))?.sink;
  const action = messages.find((message) => message.text.includes(text))?.action;
  const where = sink !== undefined ? `the sink ${sink}` : action !== undefined ? `a message to ${action}` : 'an alert or the process log';
  // The text itself is what nobody should see.
  return ['expected a text to be nowhere', `it is in ${where}`];
}

function groupOf({ by }: ExpectConfig): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(by ?? {}).map(([field, value]) => [field, asText(value as never)]));
}

function isFirst({ trigger, kind, repeat }: CapturedTransition, wanted: string, wantedKind: Kind): boolean {
  return trigger === wanted && kind === wantedKind && repeat === 0;
}

function isIn({ key }: CapturedTransition, group: Readonly<Record<string, string>>): boolean {
  return Object.entries(group).every(([field, value]) => Object.hasOwn(key, field) && asText(key[field]) === value);
}

function fits(at: number, { at: exactly, before, after }: ExpectConfig): boolean {
  return (exactly === undefined || at === exactly) && (before === undefined || at < before) && (after === undefined || at >= after);
}

function whenText({ at, before, after }: ExpectConfig): string {
  const parts = [['at', at], ['after', after], ['before', before]] as const;
  const text = parts.filter(([, time]) => time !== undefined).map(([word, time]) => `${word} ${duration(time ?? 0)}`).join(' and ');
  return text === '' ? '' : ` ${text}`;
}

function listed(transitions: readonly CapturedTransition[], start: number): string {
  const shown = transitions.slice(0, 4).map(({ key, at }) => `${Object.keys(key).length === 0 ? '' : `${groupText(key)} `}at ${duration(at - start)}`);
  return `${shown.join('; ')}${transitions.length > 4 ? ` and ${transitions.length - 4} times more` : ''}`;
}

function called(trigger: string, group: Readonly<Record<string, string>>): string {
  return Object.keys(group).length === 0 ? trigger : `${trigger} of ${groupText(group)}`;
}

function duration(ms: number): string {
  return ms === 0 ? '0s' : formatDuration(ms);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${figure(count)} times`;
}

function counted(count: number, plural: string): string {
  return `${figure(count)} ${count === 1 ? plural.replace(/ies$/, 'ys').replace(/s$/, '') : plural}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
