import type { Message } from '../../core/contract/alert.js';
import { LOOK_AHEAD } from './cut.js';

/** Zero-width space: splits what a chat would act on, and changes nothing that a reader sees. */
const SPLIT = '\u200b';
const REPLACEMENT = '\ufffd';

/** Lone surrogates, control characters but tab and line feed, line separators, and the marks that turn the reading direction around. */
const UNPRINTABLE = /[\p{Surrogate}\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u2028-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * The start of a text from an event, at least `max` and at most `max + 64` characters of it, with control characters made
 * visible (NUL as ␀) and what turns the reading direction replaced. Not shorter than the part it stands for, so that
 * `cut` with the same `max` cuts it as it would cut the whole.
 */
export function printable(text: string, max: number): string {
  return text.slice(0, max + LOOK_AHEAD).replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : REPLACEMENT;
  });
}

/**
 * A message as raw text of about `max` characters, line breaks of the config kept and those of events turned into spaces. It
 * forms no mention in Slack or Discord; markup characters are still to be escaped for the target.
 */
export function messageText(message: Message, max: number): string {
  const parts = message.map((part) => ('text' in part ? printable(part.text, max) : isolated(oneLine(part.data, max))));
  return withoutMentions(parts.join(''));
}

/** As `messageText`, on one line and without blanks around it. */
export function messageLine(message: Message, max: number): string {
  return messageText(message, max).replace(/\s+/g, ' ').trim();
}

/** As `printable`, with every line break and tab as a space and nothing that forms a mention. */
export function oneLine(text: string, max: number): string {
  return withoutMentions(printable(text, max).replace(/[\n\t]/g, ' '));
}

/** Splits what Slack or Discord take for a mention: `<!`, `<@`, `<#`, and `@` before everyone, here or channel. */
export function withoutMentions(text: string): string {
  return text.replace(/<(?=[!@#])/g, `<${SPLIT}`).replace(/@(?=everyone|here|channel)/gi, `@${SPLIT}`);
}

/** Splits what would become a link by itself. */
export function withoutLinks(text: string): string {
  return text.replace(/:(?=\/\/)/g, `:${SPLIT}`);
}

/** Right-to-left text would reorder the sentence around it; first strong isolate and pop keep it in its place. */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
