import { didYouMean } from '../config/closest.js';
import type { Command } from './command.js';
import { usage } from './flags.js';

const WORDS: Readonly<Record<string, () => Promise<Command>>> = {
  verify: async () => (await import('./audit-verify.js')).auditVerify,
  show: async () => (await import('./audit-show.js')).auditShow,
  export: async () => (await import('./audit-show.js')).auditExport,
  prove: async () => (await import('./audit-prove.js')).auditProve,
  erase: async () => (await import('./audit-erase.js')).auditErase,
  anchor: async () => (await import('./audit-anchor.js')).auditAnchor,
  rotate: async () => (await import('./audit-anchor.js')).auditRotate,
};

/** What can be asked of an audit log, each in a file of its own. */
export const audit: Command = async ({ args: [word = '', ...args], ...rest }) => {
  const load = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (load === undefined) throw usage(word === '' ? `audit takes one of ${Object.keys(WORDS).join(', ')}` : `audit has no ${JSON.stringify(word)}`, didYouMean(word, Object.keys(WORDS)) ?? 'See hushpipe audit --help.');
  return (await load())({ args, ...rest });
};
