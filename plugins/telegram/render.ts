import { cardOf, noticeSentence } from '../shared/alert-card.js';
import { joinPieces, utc, type PieceForm } from '../shared/alert-facts.js';
import type { Card, CardLimits, Notice } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { escapeHtml } from '../shared/escape-html.js';

/** A message as Telegram's Bot API takes it, without where it goes. https://core.telegram.org/bots/api#sendmessage */
export interface TelegramPayload {
  readonly text: string;
  readonly parse_mode: 'HTML';
  readonly link_preview_options: { readonly is_disabled: true };
  readonly reply_markup: { readonly inline_keyboard: readonly (readonly { readonly text: string; readonly url: string }[])[] };
}

/** 4096 characters once markup is read; measured before that, with a margin. */
export const TELEGRAM_LIMIT = 3900;

const LIMITS: CardLimits = { title: 300, text: 1200, line: 700, value: 200, url: 1000 };

const FORM: PieceForm = { data: prose, code: (code) => `<code>${escapeHtml(code)}</code>`, time: utc };

/** A notice as a message. Text from events is escaped, and Telegram finds no mention, hashtag, command or link in it. */
export function renderTelegram(notice: Notice): TelegramPayload {
  const build = (shown: Shown): TelegramPayload => {
    const card = cardOf(notice.content, shown, LIMITS);
    return payload(html(card), card);
  };
  return mostThatFits(build, ({ text }) => text.length <= TELEGRAM_LIMIT) ?? renderTelegramSentence(notice);
}

/** The least that can be said: the one sentence, without buttons. For when Telegram refuses the full message. */
export function renderTelegramSentence({ content }: Notice): TelegramPayload {
  return payload(noticeSentence(content, 500, prose), { buttons: [] });
}

function payload(text: string, { buttons }: Pick<Card, 'buttons'>): TelegramPayload {
  return { text, parse_mode: 'HTML', link_preview_options: { is_disabled: true }, reply_markup: { inline_keyboard: buttons.map(({ label, url }) => [{ text: label, url }]) } };
}

function html({ status, title, text, facts, lines, smallPrint }: Card): string {
  return [
    `<b>${escapeHtml(status)}</b>`,
    `<b>${cut(title, LIMITS.title, prose)}</b>`,
    ...(text === '' ? [] : [cut(text, LIMITS.text, prose)]),
    ...facts.map(({ name, pieces }) => `${prose(name)}: ${joinPieces(pieces, FORM, 1000)}`),
    ...(lines.length === 0 ? [] : [`<pre>${lines.map((line) => cut(line, LIMITS.line, escapeHtml)).join('\n')}</pre>`]),
    `<i>${cut(smallPrint, 600, prose)}</i>`,
  ].join('\n');
}

/**
 * Text outside code: Telegram itself makes links of what looks like one, so something stands behind each sign that begins one.
 * Character by character, as `cut` wants it.
 */
function prose(text: string): string {
  return escapeHtml(text).replace(/[@#$/.]/g, '$&\u200b');
}
