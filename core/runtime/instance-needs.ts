import type { InstanceConfig } from '../config/loaded-config.js';
import type { ContextOptions } from '../plugin-host/context.js';
import type { RuntimeServices } from './services.js';

/** What an instance owns alone. A source owns its cursor too. */
export function claimsOf({ id, kind, plugin, options }: InstanceConfig): readonly string[] {
  const claims = plugin.claims?.(options) ?? [];
  return kind === 'source' ? [...claims, `state:${id}`] : claims;
}

/** How the streams of a source are cut into records. */
export function framingOf(config: InstanceConfig, services: RuntimeServices): ContextOptions['framing'] {
  if (config.kind !== 'source') return undefined;
  const tally = services.tallies.of(config.id);
  return {
    multiline: config.settings.multiline,
    parse: config.settings.parse,
    maxLine: config.settings.max_line,
    onOversize: (bytes) => {
      tally.record('oversize_line');
      tally.count('oversize_bytes', bytes);
    },
  };
}
