import type { SourceSettings } from '../../schemas/source.js';
import { patternProblem } from './pattern.js';
import { groupNames } from './regex.js';

/** Problems of a source's `parse` and `multiline` that their schema cannot state, each with the path of the value. */
export function* checkSource({ parse, multiline }: Pick<SourceSettings, 'parse' | 'multiline'>): Generator<{ readonly path: string; readonly message: string }> {
  const { type, pattern, then, ...settings } = typeof parse === 'string' ? { type: parse } : parse;
  if (type === 'regex') {
    const problem = pattern === undefined ? undefined : patternProblem(pattern);
    if (pattern === undefined) yield { path: 'parse', message: 'regex needs a pattern with named groups' };
    else if (problem !== undefined) yield { path: 'parse.pattern', message: problem };
    else if (groupNames(pattern).length === 0) yield { path: 'parse.pattern', message: 'the pattern has no named group: write (?<message>.*) and the like' };
  } else {
    if (pattern !== undefined) yield { path: 'parse.pattern', message: `is for regex only, not for ${type}` };
    if (settings.time_format !== undefined) yield { path: 'parse.time_format', message: `is for regex only, not for ${type}` };
  }
  if (then !== undefined && type !== 'cri' && type !== 'syslog') yield { path: 'parse.then', message: `is for cri and syslog only, not for ${type}` };
  if (then === 'regex') yield { path: 'parse.then', message: 'cannot be regex, which needs a pattern of its own' };

  const problem = typeof multiline === 'object' ? patternProblem(multiline.start) : undefined;
  if (problem !== undefined) yield { path: 'multiline.start', message: problem };
}
