import type { AnyPlugin, PluginKind } from '../core/contract/plugin.js';

/** Imports a plugin's module, whose default export is the plugin. */
export type LoadPlugin = () => Promise<{ readonly default: AnyPlugin }>;

/**
 * The built-in plugins by kind and name, sorted; the one place that knows them all. Each is imported when a config first
 * uses it. A folder is named as its plugin (`console`), with the kind added where two kinds share the name (`file-sink`).
 */
export const BUILT_IN: Readonly<Record<PluginKind, Readonly<Record<string, LoadPlugin>>>> = {
  source: {
    file: () => import('./file-source/file-source.js'),
    stdin: () => import('./stdin/stdin.js'),
  },
  transform: {
    dedupe: () => import('./dedupe/dedupe.js'),
    drop: () => import('./drop/drop.js'),
    remove: () => import('./remove/remove.js'),
    sample: () => import('./sample/sample.js'),
    set: () => import('./set/set.js'),
    throttle: () => import('./throttle/throttle.js'),
  },
  sink: {
    console: () => import('./console/console.js'),
    file: () => import('./file-sink/file-sink.js'),
    webhook: () => import('./webhook-sink/webhook-sink.js'),
  },
  action: {
    alertmanager: () => import('./alertmanager/alertmanager.js'),
    discord: () => import('./discord/discord.js'),
    email: () => import('./email/email.js'),
    exec: () => import('./exec/exec.js'),
    opsgenie: () => import('./opsgenie/opsgenie.js'),
    pagerduty: () => import('./pagerduty/pagerduty.js'),
    slack: () => import('./slack/slack.js'),
    teams: () => import('./teams/teams.js'),
    telegram: () => import('./telegram/telegram.js'),
    webhook: () => import('./webhook-action/webhook-action.js'),
  },
};
