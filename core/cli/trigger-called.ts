import type { TriggerConfig } from '../../schemas/trigger.js';
import { didYouMean } from '../config/closest.js';
import { isCompiled } from '../trigger/compiled.js';

interface Named {
  readonly config: TriggerConfig;
}

/** Names that a hint lists; a set of Sigma rules has thousands. */
const MOST_LISTED = 12;

/** The trigger of this name or, for a rule of Sigma, the only one of this title. */
export function triggerCalled<T extends Named>(triggers: readonly T[], asked: string): T | undefined {
  const named = triggers.find(({ config }) => config.name === asked);
  const titled = named === undefined ? triggers.filter(({ config }) => titleOf(config) === asked) : [];
  return named ?? (titled.length === 1 ? titled[0] : undefined);
}

/** What to ask for in place of a name that there is not. */
export function triggersHint(triggers: readonly Named[], asked: string): string {
  const names = triggers.map(({ config }) => config.name);
  const near = didYouMean(asked, [...names, ...triggers.flatMap(({ config }) => titleOf(config) ?? [])]);
  const more = names.length - MOST_LISTED;
  return near ?? `It has ${triggers.slice(0, MOST_LISTED).map(({ config }) => shownName(config)).join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** The name as people know the trigger: a rule of Sigma goes by an id, which says nothing without its title. */
export function shownName(config: TriggerConfig): string {
  const title = titleOf(config);
  return title === undefined || title === config.name ? config.name : `${config.name} (${title})`;
}

function titleOf(config: TriggerConfig): string | undefined {
  const { alert } = config;
  const title = isCompiled(config) && typeof alert === 'object' && 'title' in alert ? alert.title : undefined;
  return title?.replaceAll('$${', '${');
}
