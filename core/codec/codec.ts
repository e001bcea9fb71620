import type { SourceSettings } from '../../schemas/source.js';
import { HushpipeError } from '../contract/errors.js';
import { checkSource } from './check-source.js';
import { createCombined } from './combined.js';
import { createCri } from './cri.js';
import { createLogfmt } from './logfmt.js';
import { createRegex } from './regex.js';
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
type Settings = Exclude<Parse, string>;

/** The codec that `parse:` names. Throws CONFIG_BAD_VALUE with the first problem that `checkSource` finds. */
export function createCodec(parse: Parse, options: CodecOptions): CodecChoice {
  for (const { path, message } of checkSource({ parse, multiline: 'none' })) throw new HushpipeError('CONFIG_BAD_VALUE', `${path}: ${message}`);
  return build(typeof parse === 'string' ? { type: parse } : parse, options);
}

function build(settings: Settings, options: CodecOptions): CodecChoice {
  const then = (): CodecChoice => build({ type: settings.then ?? 'auto' }, options);
  switch (settings.type) {
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
