import { didYouMean } from '../config/closest.js';
import type { LoggerOptions } from './create-logger.js';

const KNOWN: Readonly<Record<keyof LoggerOptions, true>> = {
  config: true, pipeline: true, service: true, folder: true, level: true, name: true, fields: true, source: true, maxBuffer: true, handleSignals: true,
};

/** Where something stands that loggers of other packages are told in their options. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  redact: 'What is redacted stands under redact: of its config.',
  transport: 'Where lines go stands under sinks: of its config.',
  transports: 'Where lines go stands under sinks: of its config.',
  serializers: 'What has a toJSON is written as that says, an HTTP message as its method, address, status and headers.',
  mixin: 'Fields of the moment are given by withContext.',
  enabled: "To hear nothing, set level: 'silent'.",
  base: 'Fields that every line carries are `fields`.',
  defaultMeta: 'Fields that every line carries are `fields`.',
};

/** Throws for an option that there is not: left out in silence, `redact` would be a rule that nobody follows. */
export function checkOptions(options: LoggerOptions): void {
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(KNOWN, key));
  if (unknown === undefined) return;
  const hint = (Object.hasOwn(ELSEWHERE, unknown) ? ELSEWHERE[unknown] : undefined) ?? didYouMean(unknown, Object.keys(KNOWN)) ?? `There are ${Object.keys(KNOWN).join(', ')}.`;
  throw new TypeError(`createLogger has no option "${unknown}". ${hint}`);
}
