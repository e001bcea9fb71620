/**
 * Every error a user can meet, by code. `summary` says what happened, `remedy` what to do; `hushpipe explain CODE` and
 * docs/reference/errors.md print the same rows. A retired code is never reused.
 */
export const ERRORS = {
  // The config file
  CONFIG_NOT_FOUND: { summary: 'The config file cannot be read.', remedy: 'Check the path given with --config and its permissions.' },
  CONFIG_SYNTAX: { summary: 'The file is not valid YAML.', remedy: 'Look at the marked place: indentation, a missing quote or a tab are the usual causes.' },
  CONFIG_ALIAS_LIMIT: { summary: 'The YAML expands its aliases into too many nodes.', remedy: 'Write the repeated parts out, or use fewer aliases.' },
  CONFIG_UNKNOWN_KEY: { summary: 'This key is not known here.', remedy: 'Correct the spelling; docs/reference lists the keys of each section.' },
  CONFIG_MISSING_KEY: { summary: 'A required key is missing.', remedy: 'Add the key; docs/reference says what it holds.' },
  CONFIG_BAD_VALUE: { summary: 'The value has the wrong type or is out of range.', remedy: 'Give a value of the stated form.' },
  CONFIG_UNKNOWN_TYPE: { summary: 'No plugin of this kind has this name.', remedy: 'See `hushpipe plugins list`, or name your own module under `plugins:`.' },
  CONFIG_UNKNOWN_REFERENCE: { summary: 'The name refers to nothing in this config.', remedy: 'Correct the name, or define what it refers to.' },
  CONFIG_DUPLICATE_NAME: { summary: 'Two entries share one name.', remedy: 'Rename one of them.' },
  CONFIG_ENV_MISSING: { summary: 'An environment variable that the config names is not set.', remedy: 'Set it, or give a default: ${NAME:-default}.' },
  CONFIG_FILE_VALUE: { summary: 'A file named by !file cannot be read.', remedy: 'Check the path, relative to the config file, and its permissions.' },
  CONFIG_INCLUDE: { summary: 'An included file cannot be used.', remedy: 'Check the pattern under include: and the file it names.' },
  CONFIG_CLAIM_CONFLICT: { summary: 'Two instances claim the same thing for themselves.', remedy: 'Give one of them another port, path or name.' },
  CONFIG_REDACTION_OFF: { summary: 'The redaction rules are empty.', remedy: 'Add rules, or state redact: { allow_unredacted: true } if that is what you want.' },
  CONFIG_DEAD_ROUTE: { summary: 'A route changes nothing, or a sink is reached by none.', remedy: 'Remove it, or correct its condition and its targets.' },
  CONFIG_INVALID: { summary: 'The config has errors; nothing was started or changed.', remedy: 'Correct the places listed and try again.' },
  // Triggers and conditions
  TRIGGER_BAD_SEVERITY: { summary: 'The severity is not one of info, warning, critical.', remedy: 'Use one of these words.' },
  TRIGGER_DUPLICATE: { summary: 'Two triggers have the same name.', remedy: 'Rename one: state and silences are kept by name.' },
  TRIGGER_UNKNOWN_TARGET: { summary: 'The trigger alerts an action that is not configured.', remedy: 'Add it under actions:, or correct the name.' },
  TRIGGER_BAD_SHAPE: { summary: 'Keys of the trigger do not go together, or one is missing.', remedy: 'State one way of counting, with what it needs; docs/reference/triggers.md lists them.' },
  TRIGGER_NO_THROTTLE: { summary: 'The trigger alerts on every match, without a throttle.', remedy: 'Add throttle: { every: 5m }, or count over a window.' },
  TRIGGER_CYCLE: { summary: 'Triggers that are about triggers come back to one of them, or too many stand on each other.', remedy: 'Let the chain end at triggers that are about events.' },
  TRIGGER_UNKNOWN_TRIGGER: { summary: 'The trigger names another one that does not exist.', remedy: 'Correct the name, or take it out.' },
  TRIGGER_EXAMPLE: { summary: 'An example of a trigger does not do what it is an example of.', remedy: 'Correct the condition, or the example.' },
  TRIGGER_NO_WITNESS: { summary: 'Nothing about the condition can be looked up, so it costs something for every event.', remedy: 'Add a condition that asks a field for a value: event: login_failed.' },
  TRIGGER_UNBOUNDED_KEY: { summary: 'The trigger groups by a field that is different in nearly every event.', remedy: 'Group by who or what it is about: user, service, host. Each value is a group of its own, and the stalest are let go.' },
  TRIGGER_REDACTED: { summary: 'A condition asks for a value that redaction changes before triggers look.', remedy: 'Ask for another field, count by a pseudonym, or let the field stay with redact: { paths: { field: keep } }.' },
  TRIGGER_DEAD_ESCALATION: { summary: 'A step of an escalation can never be the next one.', remedy: 'Let each step come later than the one before.' },
  CONDITION_BAD_FORM: { summary: 'This is not a condition.', remedy: 'Write a map of field|modifier to a value or a list of values, or a list of such maps; `not:` takes either.' },
  CONDITION_UNKNOWN_MODIFIER: { summary: 'The modifier after "|" is not known.', remedy: 'Use one of those that docs/reference/triggers.md lists.' },
  CONDITION_BAD_VALUE: { summary: 'The value does not fit the modifier.', remedy: 'gt, gte, lt, lte need numbers; cidr an address range; re a pattern; exists true or false.' },
  CONDITION_UNKNOWN_LIST: { summary: 'A placeholder names a list that is not there.', remedy: 'Add the list, or correct the name between the percent signs.' },
  CONDITION_UNSAFE_REGEX: { summary: 'The regular expression could take exponential time.', remedy: 'Remove nested or overlapping unbounded repeats, look-around and back-references; or state regex: unsafe where you trust who writes the texts.' },
  CONDITION_FIELD_UNSEEN: { summary: 'A condition asks for a field that no event of the sample has.', remedy: 'Correct the name of the field, or give a larger sample.' },
  SIGMA_FILE: { summary: 'A file of Sigma rules or of a pipeline cannot be read.', remedy: 'Check the path and its permissions.' },
  SIGMA_SYNTAX: { summary: 'A Sigma document is not valid YAML.', remedy: 'Correct the marked place; the other documents of the file are used.' },
  SIGMA_BAD_RULE: { summary: 'A Sigma rule, filter or correlation lacks something or has it in a wrong form.', remedy: 'Compare it with the Sigma specification; the other rules are used.' },
  SIGMA_BAD_CONDITION: { summary: 'The condition of a Sigma rule cannot be read.', remedy: 'Join the names of searches by and, or, not, 1 of, all of and parentheses.' },
  SIGMA_BAD_CORRELATION: { summary: 'A Sigma correlation cannot be used.', remedy: 'Correct what the message names; see docs/guide/sigma.md.' },
  SIGMA_UNKNOWN_RULE: { summary: 'A Sigma correlation refers to a rule that is not there.', remedy: 'Load the rule too, or correct the id or name.' },
  SIGMA_DUPLICATE: { summary: 'Two Sigma rules have the same id.', remedy: 'Remove one of them; the first is used.' },
  SIGMA_BAD_PIPELINE: { summary: 'A pipeline for Sigma rules cannot be used.', remedy: 'See docs/guide/sigma.md for the transformations and conditions that are known.' },
  TEMPLATE_SYNTAX: { summary: 'The message template is not valid.', remedy: 'Placeholders are ${field}; write $${ for a literal ${.' },
  // Alerts
  ALERT_DEAD_ROUTE: { summary: 'No alert can ever take this route.', remedy: 'Move it before the route that takes everything, or let that one continue: true.' },
  ALERT_UNREACHABLE_LEVEL: { summary: 'Nobody can ever be called by this level of escalation.', remedy: 'Give it a later time than the level before it, or another target.' },
  ALERT_BAD_INTERVAL: { summary: 'The time interval cannot be read.', remedy: 'Times are 22:00-06:00, weekdays sat or monday:friday, days of the month 1:7 or -1, time zones Europe/Berlin.' },
  SILENCE_REFUSED: { summary: 'The silence states no reason, lasts too long, or does not say what it matches.', remedy: 'Give a reason, at most 7 d, and matchers such as trigger=payment-errors.' },
  ALERT_NOT_FOUND: { summary: 'There is no such alert, silence or action.', remedy: 'See `hushpipe alerts list` and `hushpipe silence list`.' },
  ALERT_LINK_REFUSED: { summary: 'The link of an alert is not valid: it was altered, used before, or has expired.', remedy: 'Use `hushpipe alerts ack`, or the link of a newer message.' },
  ALERT_JOURNAL_CORRUPT: { summary: 'A part of the journal of alerts does not match its checksum.', remedy: 'It was set aside with the ending .corrupt; the rest of the journal is used.' },
  // Redaction
  REDACT_BAD_RULE: { summary: 'A redaction rule cannot be compiled.', remedy: 'Correct the path, key or pattern at the marked place.' },
  REDACT_KEY_MISSING: { summary: 'The action pseudonym needs a key.', remedy: 'Set redact.pseudonym_key to at least 32 random characters, from ${ENV} or !file.' },
  REDACT_NO_AUDIT: { summary: 'The action encrypt needs the audit log.', remedy: 'Add the section audit: it keeps the keys of persons, and the record of who read again what they seal.' },
  // Plugins
  PLUGIN_NOT_FOUND: { summary: 'A module named under plugins: cannot be found.', remedy: 'Check the path, relative to the config file, or install the package.' },
  PLUGIN_INVALID: { summary: 'The module does not export a valid plugin.', remedy: 'Export the result of definePlugin as default; see docs/guide/write-a-plugin.md.' },
  PLUGIN_DUPLICATE: { summary: 'Two plugins of one kind have the same name.', remedy: 'Rename your plugin; built-in names cannot be replaced.' },
  PLUGIN_API_VERSION: { summary: 'The plugin was written for another version of the plugin interface.', remedy: 'Install a version of the plugin that states apiVersion 1.' },
  PLUGIN_PACKAGE_MISSING: { summary: 'The plugin needs a package that is not installed.', remedy: 'Install the package that the message names.' },
  PLUGIN_CREATE_FAILED: { summary: 'The plugin threw while it was created.', remedy: 'See the cause; the config of this instance is the usual reason.' },
  PLUGIN_START_FAILED: { summary: 'The instance could not start.', remedy: 'See the cause: a taken port, a refused connection, missing rights.' },
  // Running
  DELIVERY_RETRYABLE: { summary: 'The destination could not take the batch now.', remedy: 'Nothing to do: it is sent again, later each time.' },
  DELIVERY_REFUSED: { summary: 'The destination refused the batch for good.', remedy: 'See the dead letters file; correct the cause, then replay it.' },
  DELIVERY_CONNECTION_LOST: { summary: 'The connection to the destination is gone.', remedy: 'Nothing to do: the instance is started again until it succeeds.' },
  SOURCE_FAILED: { summary: 'A source ended with an error.', remedy: 'See the cause; the source is started again, later each time.' },
  SPOOL_CORRUPT: { summary: 'A spool segment does not match its checksum.', remedy: 'It was set aside with the ending .corrupt; the rest of the spool is used.' },
  STATE_UNREADABLE: { summary: 'Saved state cannot be read.', remedy: 'It was set aside; the instance starts as new.' },
  PIPELINE_CLOSED: { summary: 'The pipeline is closed.', remedy: 'Do not emit after close().' },
  RELOAD_FAILED: { summary: 'The new config could not be put in place; the old one is still running.', remedy: 'Correct the cause; the next change of the file is tried again.' },
  // The audit log
  AUDIT_BAD_KEY: { summary: 'A key of the audit log cannot be used.', remedy: 'Give the verifier key as it was printed: name+id+key.' },
  AUDIT_BAD_NOTE: { summary: 'A signed note or checkpoint cannot be trusted.', remedy: 'Compare it with a copy from elsewhere; where it differs, somebody has changed it.' },
  AUDIT_KEY_MISSING: { summary: 'The audit log is there, but the key file that continues it is not.', remedy: 'Put a copy of the key file back, or move the log away to begin a new one.' },
  AUDIT_LOCKED: { summary: 'Another process writes this audit log.', remedy: 'Stop it first, or give this one its own origin or data_dir.' },
  AUDIT_ROLLBACK: { summary: 'The audit log has fewer records than were signed.', remedy: 'Put the missing files back. To go on without them, and have that recorded, start once with --set audit.on_rollback=record.' },
  AUDIT_DAMAGED: { summary: 'The audit log is not what was signed.', remedy: 'Run hushpipe audit verify to see what was changed, and put a copy back, or move the log away to begin a new one.' },
  AUDIT_WRITE: { summary: 'The disk does not take what is recorded in the audit log.', remedy: 'See the cause: a full disk, missing rights. It is tried again; sources of audit events wait.' },
  AUDIT_NOT_FOUND: { summary: 'There is no audit log, or no such record in it.', remedy: 'Name the data directory with --data-dir, and the log with --origin.' },
  // The command line
  CLI_USAGE: { summary: 'The command line is not valid.', remedy: 'See hushpipe --help.' },
  CLI_NOT_RUNNING: { summary: 'No running hushpipe answers on the control socket.', remedy: 'Start hushpipe run, or name its data directory with --data-dir.' },
  SOCKET_IN_USE: { summary: 'Another hushpipe runs with the same data directory.', remedy: 'Stop it, or give this one its own data_dir.' },
} as const satisfies Record<string, { readonly summary: string; readonly remedy: string }>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** What to do about it here; without one, the remedy of the table. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** What hushpipe throws. The message says what and where (instance id, file:line:column), `hint` what to do. */
export class HushpipeError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : {});
    this.name = 'HushpipeError';
    this.code = code;
    this.hint = details.hint ?? ERRORS[code].remedy;
  }
}

/** Thrown by a receiver: send the same batch again, not sooner than `afterMs` from now where that is given. */
export class RetryableError extends HushpipeError {
  readonly afterMs: number | undefined;

  constructor(message: string, details: ErrorDetails & { readonly afterMs?: number | undefined } = {}) {
    super('DELIVERY_RETRYABLE', message, details);
    this.name = 'RetryableError';
    this.afterMs = details.afterMs;
  }
}

/** Thrown by a receiver: this batch will never be taken. It goes to the dead letters. */
export class PermanentError extends HushpipeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('DELIVERY_REFUSED', message, details);
    this.name = 'PermanentError';
  }
}

/** Thrown by a receiver: deliver nothing more until `start` has succeeded again. The batch is kept and sent again. */
export class ConnectionLostError extends HushpipeError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('DELIVERY_CONNECTION_LOST', message, details);
    this.name = 'ConnectionLostError';
  }
}
