import type { SourceSettings } from '../../schemas/source.js';
import { HushpipeError } from '../contract/errors.js';
import { createCombined } from './combined.js';
import { createCri } from './cri.js';
import { createLogfmt } from './logfmt.js';
import { checkPattern, createRegex } from './regex.js';
import { createSyslog } from './syslog.js';

/**
 * Turns the text of one record into the JSON text of one object (single line), or undefined where the record does not
 * fit: core then keeps it as text and counts it as malformed. Never throws.
 */
export interface Codec {
  readonly name: string;
  decode(record: string): string | undefined;
}

/** A codec, or the name of one of the three that core does itself, on bytes. */
export type CodecChoice = Codec | 'json' | 'text' | 'auto';

export interface CodecOptions {
  /** Arrival time in epoch milliseconds: gives the year of times that state none. */
  readonly now: () => number;
}

type Parse = SourceSettings['parse'];
type CodecName = Extract<Parse, string>;
type Settings = Exclude<Parse, string>;

/** The codec that `parse:` names. Throws CONFIG_BAD_VALUE with the first problem that `checkParse` finds. */
export function createCodec(parse: Parse, options: CodecOptions): CodecChoice {
  for (const { path, message } of checkParse(parse)) {
    throw new HushpipeError('CONFIG_BAD_VALUE', `parse${path === '' ? '' : `.${path}`}: ${message}`);
  }
  return build(typeof parse === 'string' ? { type: parse } : parse, options);
}

/** What the schema of `parse:` cannot state, each with the path of the key inside it ('' for `parse` itself). */
export function* checkParse(parse: Parse): Generator<{ readonly path: string; readonly message: string }> {
  const settings: Settings = typeof parse === 'string' ? { type: parse } : parse;
  const { type, pattern, then } = settings;
  if (type === 'regex') {
    const problem = pattern === undefined ? 'regex needs a pattern with named groups' : checkPattern(pattern);
    if (problem !== undefined) yield { path: pattern === undefined ? '' : 'pattern', message: problem };
  } else {
    for (const key of ['pattern', 'time_format'] as const) {
      if (settings[key] !== undefined) yield { path: key, message: `is for regex only, not for ${type}` };
    }
  }
  if (then !== undefined && type !== 'cri' && type !== 'syslog') yield { path: 'then', message: `is for cri and syslog only, not for ${type}` };
  if (then === 'regex') yield { path: 'then', message: 'cannot be regex, which needs a pattern of its own' };
}

function build(settings: Settings, options: CodecOptions): CodecChoice {
  const then = (): CodecChoice => build({ type: settings.then ?? 'auto' }, options);
  switch (settings.type satisfies CodecName) {
    case 'logfmt': return createLogfmt();
    case 'regex': return createRegex(settings.pattern ?? '', settings.time_format, options.now);
    case 'combined': return createCombined();
    case 'syslog': return createSyslog(then(), options.now);
    case 'cri': return createCri(then());
    case 'json': return 'json';
    case 'text': return 'text';
    case 'auto': return 'auto';
  }
}
