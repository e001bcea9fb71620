import { didYouMean } from '../config/closest.js';
import type { Command } from './command.js';
import { usage } from './flags.js';

const WORDS = ['check', 'report', 'open'];

/** Redacts what comes in on standard input; `check` and `report` say what the rules find in samples; `open` reads what they have encrypted. */
export const redact: Command = async (invocation) => {
  const [word, ...files] = invocation.args;
  const rest = { ...invocation, args: files };
  if (word === undefined) return (await import('./redact/filter.js')).filter(rest);
  if (word === 'check' && invocation.flags.is('canary')) return (await import('./redact/canary-check.js')).canaryCheck(rest);
  if (word === 'check') return (await import('./redact/check.js')).check(rest);
  if (word === 'report') return (await import('./redact/coverage.js')).coverage(rest);
  if (word === 'open') return (await import('./redact/open.js')).open(rest);
  throw usage(`redact reads standard input, or takes \`check\`, \`report\` or \`open\`, not ${JSON.stringify(word)}`, didYouMean(word, WORDS) ?? 'For a file: hushpipe redact < in.log > out.log');
};
