import { formatDuration } from '../alert/duration.js';
import { shortId } from '../alert/short-id.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject } from '../contract/json.js';
import type { Pipeline } from '../runtime/pipeline.js';
import { figure, groupText } from '../trigger/funnel-text.js';
import { outlineOf } from '../trigger/outline.js';
import { triggerCalled, triggersHint } from './trigger-called.js';

/** What the control socket answers to `explain`: `{"trigger":"x"}` or `{"alert":"id"}`. */
export function explainLive({ config, explains }: Pipeline, { trigger, alert }: JsonObject): JsonObject {
  if (typeof alert === 'string') {
    const steps = explains.alert((id) => id === alert || shortId(id) === alert);
    return { alert, steps: [...steps] };
  }
  const name = typeof trigger === 'string' ? trigger : '';
  const loaded = triggerCalled(config.triggers, name);
  if (loaded === undefined) throw new HushpipeError('CLI_USAGE', `the running hushpipe has no trigger ${JSON.stringify(name)}`, { hint: triggersHint(config.triggers, name) });
  const { need, within } = outlineOf(loaded.config);
  return { ...explains.explain(loaded.config.name), enabled: loaded.config.enabled, need: need ?? null, within: within ?? null, file: loaded.place.file, line: loaded.place.line };
}

interface LiveGroup {
  readonly key: JsonObject;
  readonly stage: string;
  readonly count: number;
  readonly value: number | null;
}

/** The answer about a trigger, for people. */
export function liveTriggerText(answer: JsonObject): string {
  const { trigger, file, line, read, fired, resolved, notices, enabled, need, within, more_groups: more } = answer as Readonly<Record<string, number | string | boolean | null>>;
  const groups = answer['groups'] as unknown as readonly LiveGroup[];
  const reasons = Object.entries(answer['reasons'] as Readonly<Record<string, number>>);
  const state = enabled === false ? 'it is not enabled' : `fired ${figure(Number(fired))}, resolved ${figure(Number(resolved))}, ${figure(Number(notices))} notices`;
  return [
    `${trigger}  ${file}:${line}`,
    `since the start: ${figure(Number(read))} events read; ${state}`,
    ...(reasons.length === 0 ? [] : [`not counted or not said: ${reasons.map(([reason, count]) => `${reason} ${figure(count)}`).join(', ')}`]),
    ...groups.map((group) => `  ${groupText(group.key) || 'all'}  ${group.stage}  ${progress(group, need)}${within === null ? '' : ` in ${formatDuration(Number(within))}`}`),
    ...(Number(more) > 0 ? [`  and ${figure(Number(more))} more groups`] : []),
    ...(groups.length === 0 && enabled !== false ? ['no group has counted anything lately'] : []),
    'With --data FILES the events of files are run through it again, which says exactly why.',
    '',
  ].join('\n');
}

function progress({ value, count }: LiveGroup, need: unknown): string {
  if (typeof need !== 'number') return `${figure(count)} counted`;
  const short = need - (value ?? 0);
  return `${figure(value ?? 0)} of ${figure(need)}${short > 0 ? ` (${figure(short)} short)` : ''}`;
}

/** The answer about an alert, for people; undefined where nothing is remembered of it. */
export function liveAlertText(answer: JsonObject): string | undefined {
  const steps = answer['steps'] as unknown as readonly Readonly<Record<string, never>>[];
  if (steps.length === 0) return undefined;
  return steps.map((step) => alertStepLine(step)).join('');
}

export function alertStepLine({ id, trigger, kind, key, count, since, at, withheld, held_back: held, saturated }: Readonly<Record<string, unknown>>): string {
  const group = groupText(key as JsonObject);
  const told = typeof withheld === 'string' ? `, nobody was told: ${withheld}` : '';
  return `${time(at)}  ${String(trigger)}${group === '' ? '' : `  ${group}`}  ${String(kind)} with ${figure(Number(count))} events since ${time(since)}${told}${Number(held) > 0 ? `, ${figure(Number(held))} notices held back before` : ''}${saturated === true ? ', state saturated' : ''}  ${String(id)}\n`;
}

function time(ms: unknown): string {
  return new Date(Number(ms)).toISOString().slice(0, 19).replace('T', ' ');
}
