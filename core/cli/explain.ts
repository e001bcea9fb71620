import { closest } from '../config/closest.js';
import { ERRORS, type ErrorCode } from '../contract/errors.js';
import { REASONS, type Reason } from '../contract/reasons.js';
import type { Command } from './command.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { usage } from './flags.js';
import { REASON_KINDS } from './reason-kinds.js';
import { wrap } from './wrap.js';

const WIDTH = 100;

/** All that is known of one error code or reason. */
type Entry =
  | { readonly code: string; readonly kind: 'error'; readonly summary: string; readonly remedy: string; readonly exit: number }
  | { readonly code: string; readonly kind: 'reason'; readonly summary: string; readonly lost: boolean };

/** Says why a trigger, an event or an alert came to what it did; of a code, what the tables of the contract say, which needs neither files nor a running hushpipe. */
export const explain: Command = async (invocation) => {
  const { flags, args, output } = invocation;
  const [subject] = args;
  if (args.length === 2 && subject === 'trigger') return (await import('./explain-trigger.js')).explainTrigger(invocation);
  if (args.length === 2 && subject === 'event') return (await import('./explain-event.js')).explainEvent(invocation);
  if (args.length === 2 && subject === 'alert') return (await import('./explain-alert.js')).explainAlert(invocation);
  const json = flags.is('json');
  if (flags.is('list') && args.length === 0) {
    output.out(json ? `${JSON.stringify(allEntries(), undefined, 2)}\n` : list());
    return EXIT.ok;
  }
  if (args.length !== 1) throw usage('explain takes one code, such as CONFIG_UNKNOWN_KEY or queue_full_drop_oldest', '`hushpipe explain --list` prints them all. Also: explain trigger NAME, explain event FILE:LINE, explain alert ID.');
  const entry = find(args[0] ?? '');
  if (entry === undefined) throw unknown(args[0] ?? '');
  output.out(json ? `${JSON.stringify(entry, undefined, 2)}\n` : page(entry));
  return EXIT.ok;
};

function allEntries(): readonly Entry[] {
  return [...Object.keys(ERRORS), ...Object.keys(REASONS)].flatMap((code) => find(code) ?? []);
}

function find(word: string): Entry | undefined {
  const code = word.toUpperCase();
  if (Object.hasOwn(ERRORS, code)) return { code, kind: 'error', ...ERRORS[code as ErrorCode], exit: exitCodeOf(code as ErrorCode) };
  const reason = word.toLowerCase();
  if (Object.hasOwn(REASONS, reason)) return { code: reason, kind: 'reason', summary: REASONS[reason as Reason], lost: REASON_KINDS[reason as Reason] === 'lost' };
  return undefined;
}

function unknown(word: string): Error {
  const near = closest(word, [...Object.keys(ERRORS), ...Object.keys(REASONS)]);
  return usage(`there is no code ${JSON.stringify(word)}`, near === undefined ? '`hushpipe explain --list` prints them all.' : `Did you mean "${near}"?`);
}

function page(entry: Entry): string {
  if (entry.kind === 'error') {
    const exit = entry.exit === EXIT.failed ? '' : `\nA command that ends with it exits with ${entry.exit}.\n`;
    return `${entry.code}\n\nWhat happened\n${wrap(entry.summary, WIDTH, '  ')}\nWhat to do\n${wrap(entry.remedy, WIDTH, '  ')}${exit}`;
  }
  const effect = entry.lost
    ? 'The event, or for an action the notice, did not reach this destination. It is counted under this reason where that happened.'
    : 'The event went on all the same. It is counted under this reason where that happened.';
  return `${entry.code}\n\nWhy it is counted\n${wrap(`${capital(entry.summary)}.`, WIDTH, '  ')}\nWhat it means\n${wrap(effect, WIDTH, '  ')}\n\`hushpipe top\` shows the figures of a running hushpipe, by instance and reason.\n`;
}

function list(): string {
  const width = Math.max(...allEntries().map(({ code }) => code.length));
  const lines = (kind: Entry['kind']): string => allEntries().filter((entry) => entry.kind === kind).map(({ code, summary }) => `  ${code.padEnd(width)}  ${summary}\n`).join('');
  return `Errors\n${lines('error')}\nReasons\n${lines('reason')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
