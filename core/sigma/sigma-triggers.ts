import type { SigmaSettings } from '../../schemas/sigma.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { withCondition, withCorrelation } from '../trigger/compiled.js';
import type { LoadedSigma } from './load.js';
import { SIGMA_LEVELS, type RuleHead, type SigmaLevel } from './rule.js';

const SEVERITIES: Readonly<Record<SigmaLevel, TriggerConfig['severity']>> = { informational: 'info', low: 'info', medium: 'warning', high: 'critical', critical: 'critical' };

const THROTTLE = { every: 10 * 60_000, backoff: 1, max: 24 * 3_600_000 };

/** A rule or a correlation as a trigger. */
export interface SigmaTrigger {
  readonly config: TriggerConfig;
  readonly file: string;
  readonly line: number;
}

/**
 * The rules and correlations as triggers, by their ids. A rule that is only part of a correlation tells nobody, but is there for
 * that to look at. Those below the level that is asked for are left out, unless a correlation needs them.
 */
export function sigmaTriggers({ rules, correlations }: LoadedSigma, settings: Pick<SigmaSettings, 'alert' | 'throttle' | 'min_level'>): readonly SigmaTrigger[] {
  const least = SIGMA_LEVELS.indexOf(settings.min_level);
  const isWanted = ({ level = 'medium' }: RuleHead): boolean => SIGMA_LEVELS.indexOf(level) >= least;
  const wanted = correlations.filter(isWanted);
  const needed = new Set(wanted.flatMap((correlation) => correlation.rules));
  const triggers: SigmaTrigger[] = [];
  for (const rule of rules) {
    if (!isWanted(rule) && !needed.has(rule.id)) continue;
    const isSilent = rule.isPart || !isWanted(rule);
    triggers.push({ config: withCondition(configOf(rule, settings, isSilent), rule.condition), file: rule.file, line: rule.line });
  }
  for (const correlation of wanted) triggers.push({ config: withCorrelation(configOf(correlation, settings, false), correlation), file: correlation.file, line: correlation.line });
  return triggers;
}

function configOf({ id, title, description, level = 'medium', tags }: RuleHead, { alert, throttle }: Pick<SigmaSettings, 'alert' | 'throttle'>, isSilent: boolean): TriggerConfig {
  return {
    name: id,
    ...(description === undefined ? {} : { description }),
    severity: SEVERITIES[level],
    escalate: [],
    tags: [...new Set(tags)],
    ...(isSilent ? {} : { alert: { to: alert ?? [], title: title.replaceAll('${', '$${') } }),
    throttle: throttle ?? THROTTLE,
    window: 'sliding',
    timezone: 'UTC',
    by_missing: 'group',
    on_match: 'keep',
    regex: 'linear',
    dry_run: false,
    enabled: true,
  };
}
