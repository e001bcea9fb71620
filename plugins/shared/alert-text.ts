import { cardOf, noticeSentence } from './alert-card.js';
import { piecesText } from './alert-facts.js';
import { logEntry } from './alert-log.js';
import type { Card, CardLimits, Notice } from './card.js';
import { cut } from './cut.js';
import { mostThatFits, type Shown } from './drop-order.js';

const LIMITS: CardLimits = { title: 300, text: 2000, line: 1200, value: 300, url: 2000 };

/** A notice as plain text of at most `max` characters, times in UTC: the status, then all else as any message says it. */
export function noticeText(notice: Notice, max: number): string {
  if (notice.form === 'reply' || notice.form === 'broadcast') return cut(piecesText(logEntry(notice)), max);
  const build = (shown: Shown): string => cardText(cardOf(notice.content, shown, LIMITS));
  return mostThatFits(build, (text) => text.length <= max) ?? noticeSentence(notice.content, max, (part) => part);
}

function cardText(card: Card): string {
  const { status, title, text, facts, lines, buttons, smallPrint } = card;
  return [
    `${status}: ${cut(title, LIMITS.title)}`,
    ...(text === '' ? [] : ['', cut(text, LIMITS.text)]),
    ...(facts.length === 0 ? [] : ['', ...facts.map(({ name, pieces }) => `${name}: ${piecesText(pieces)}`)]),
    ...(lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${cut(line, LIMITS.line)}`)]),
    ...(buttons.length === 0 ? [] : ['', ...buttons.map(({ label, url }) => `${label}: ${url}`)]),
    '',
    smallPrint,
  ].join('\n');
}
