import { systemClock } from '../contract/clock.js';
import type { JsonObject } from '../contract/json.js';
import { TriggerExplainer, type Explanation } from '../runtime/explain-trigger.js';
import { askControl } from '../server/control-client.js';
import { bestLine, figure, funnelLines, groupText, lostLines } from '../trigger/funnel-text.js';
import type { Command } from './command.js';
import { findDataDir } from './config-file.js';
import { dataFiles } from './data-files.js';
import { EventReading } from './event-reading.js';
import { EXIT } from './exit-code.js';
import { liveTriggerText } from './explain-live.js';
import { usage, type Flags } from './flags.js';
import { guardedOutput } from './guarded-output.js';
import { replayTriggers } from './replay-subject.js';
import { shownName, triggerCalled, triggersHint } from './trigger-called.js';

const TIMEOUT = 10_000;
/** Firings that are shown one by one. */
const MOST_SHOWN = 10;

/** Says why a trigger fired or not: exactly, from stored events, or as far as the running hushpipe has counted. */
export const explainTrigger: Command = async ({ flags, args: [, asked = ''], output }) => {
  if (flags.texts('data').length === 0) {
    const answer = await askControl(await findDataDir(flags), 'explain', { trigger: asked }, { clock: systemClock, timeout: TIMEOUT }) as JsonObject;
    output.out(flags.is('json') ? `${JSON.stringify(answer, undefined, 2)}\n` : liveTriggerText(answer));
    return EXIT.ok;
  }
  const files = await dataFiles('data', flags.texts('data'));
  const { all, config } = await replayTriggers(flags, [], undefined);
  const loaded = triggerCalled(all, asked);
  if (loaded === undefined) throw usage(`there is no trigger ${JSON.stringify(asked)} in the config`, triggersHint(all, asked));
  const { name } = loaded.config;
  const explainer = new TriggerExplainer({ triggers: all.map((trigger) => trigger.config), name, group: groupOf(flags), real: systemClock, alerts: config });
  const reading = new EventReading(files, config, flags);
  for await (const { events } of reading.batches(() => `${figure(reading.read)} events`)) explainer.take(events);
  const explanation = explainer.read();
  const { place } = loaded;
  const out = guardedOutput(output, config);
  if (flags.is('json')) out(`${JSON.stringify({ trigger: name, file: place.file, line: place.line, ...explanationJson(explanation) }, undefined, 2)}\n`);
  else out(explanationText(explanation, `${place.file}:${place.line}`));
  return EXIT.ok;
};

function groupOf(flags: Flags): Readonly<Record<string, string>> {
  return Object.fromEntries(flags.texts('group').map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`--group takes FIELD=VALUE, not ${JSON.stringify(text)}`);
    return [text.slice(0, at), text.slice(at + 1)];
  }));
}

/** The explanation for people; `place` is where the trigger stands. */
export function explanationText({ trigger, group, funnel, record, cause, steps, others, withheld, held }: Explanation, place: string): string {
  const asked = Object.keys(group).length === 0 ? '' : ` for ${groupText(group)}`;
  const best = bestLine(funnel.best, second);
  const reasons = [...record.reasons].map(([reason, count]) => `${reason} ${figure(count)}`);
  return [
    `${shownName(trigger)}  ${place}`,
    `${record.fired > 0 ? 'fired' : 'not fired'}${asked}: ${cause.text}`,
    ...(steps.length > 0
      ? [`  ${figure(funnel.read)} read`, ...steps.map(({ name, met, need }) => `  step ${name}: ${figure(met)} met, ${figure(need)} needed`)]
      : funnelLines(funnel, group).map((line) => `  ${line}`)),
    ...(best === undefined ? [] : [`  ${best}`]),
    ...lostLines(funnel).map((line) => `  ${line}`),
    ...(withheld.size + held.size === 0 ? [] : [`  kept back: ${[...withheld, ...held].map(([reason, count]) => `${reason} ${figure(count)}`).join(', ')}`]),
    ...(reasons.length === 0 ? [] : [`  not counted or not said: ${reasons.join(', ')}`]),
    ...record.firings.slice(0, MOST_SHOWN).map(({ at, end, key, count, id }) => `  fired ${second(at)}${end === undefined ? '' : ` to ${second(end)}`}${Object.keys(key).length === 0 ? '' : `  ${groupText(key)}`}  ${figure(count)} events  ${id}`),
    ...(record.fired > MOST_SHOWN ? [`  and ${figure(record.fired - MOST_SHOWN)} more`] : []),
    ...(others.size === 0 ? [] : [`  other triggers that fired: ${[...others].map(([name, count]) => `${name} ${figure(count)}`).join(', ')}`]),
    '',
  ].join('\n');
}

function explanationJson({ group, funnel, record, cause, steps, others, withheld }: Explanation): object {
  return {
    cause: cause.code, why: cause.text, group,
    read: funnel.read, alternatives: funnel.alternatives.map((way) => way.map(({ text, passed }) => ({ condition: text, passed }))),
    matched: funnel.matched, in_group: funnel.inGroup ?? null, groups: funnel.groups, best: funnel.best ?? null, late: funnel.late, late_by: funnel.lateBy ?? null, duplicates: funnel.duplicates,
    steps, fired: record.fired, notifications: record.notices, reasons: Object.fromEntries(record.reasons), withheld: Object.fromEntries(withheld),
    firings: record.firings.slice(0, MOST_SHOWN), others: Object.fromEntries(others),
  };
}

function second(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
