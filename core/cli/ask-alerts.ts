import { systemClock } from '../contract/clock.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { askControl } from '../server/control-client.js';
import { findDataDir } from './config-file.js';
import type { Flags } from './flags.js';
import { userName } from './user-name.js';

const TIMEOUT = 10_000;

/** Asks the running hushpipe about alerts. Who asks is who runs the command, unless `--by` says otherwise. */
export async function askAlerts(flags: Flags, command: 'alerts' | 'silence' | 'drill' | 'render', args: JsonObject): Promise<JsonValue> {
  return askControl(await findDataDir(flags), command, { by: flags.text('by') ?? userName(), ...args }, { clock: systemClock, timeout: TIMEOUT });
}

/** "2026-01-01 12:00:00Z" */
export function timeText(time: JsonValue | undefined): string {
  return typeof time === 'number' ? `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}Z` : '';
}

/** One line of what may have come from events: no escape sequence reaches a terminal. */
export function shown(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
