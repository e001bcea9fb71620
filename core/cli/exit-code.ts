import type { ErrorCode } from '../contract/errors.js';

/** What the exit codes mean; the same for every command. */
export const EXIT = {
  ok: 0,
  /** The check says no. */
  failed: 1,
  usage: 2,
  /** Only warnings, with --strict. */
  warnings: 3,
  /** An instance, or the running hushpipe, cannot be reached. */
  unreachable: 4,
  /** Stopped by a limit: the result is of a part. */
  partial: 5,
  /** The config is not valid at start (EX_CONFIG of sysexits.h). */
  config: 78,
} as const;

const BY_CODE: Partial<Readonly<Record<ErrorCode, number>>> = {
  CLI_USAGE: EXIT.usage,
  CLI_NOT_RUNNING: EXIT.unreachable,
  SOCKET_IN_USE: EXIT.unreachable,
  PLUGIN_START_FAILED: EXIT.unreachable,
  PLUGIN_CREATE_FAILED: EXIT.config,
  PLUGIN_PACKAGE_MISSING: EXIT.config,
  CONFIG_NOT_FOUND: EXIT.config,
  CONFIG_INVALID: EXIT.config,
  REDACT_BAD_RULE: EXIT.config,
};

/** The exit code for an error that ended a command. */
export function exitCodeOf(code: ErrorCode): number {
  return BY_CODE[code] ?? EXIT.failed;
}
