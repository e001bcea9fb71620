import { createHash } from 'node:crypto';
import { cardOf, noticeSentence } from '../shared/alert-card.js';
import { joinPieces, utc, type PieceForm } from '../shared/alert-facts.js';
import { wellFormed } from '../shared/alert-json.js';
import { noticeText } from '../shared/alert-text.js';
import type { Card, CardLimits, Notice, Tone } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { escapeHtml } from '../shared/escape-html.js';
import { withoutLinks } from '../shared/untrusted-text.js';

/** A mail without its addresses. */
export interface MailContent {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Longest of either body, in characters: mail programs fold what is much longer. */
export const MAIL_LIMITS = { subject: 150, body: 60_000 } as const;

const LIMITS: CardLimits = { title: 300, text: 4000, line: 2000, value: 500, url: 2000 };
const COLORS: Readonly<Record<Tone, string>> = { info: '#1d4ed8', warning: '#b45309', critical: '#b91c1c', quiet: '#4b5563', resolved: '#15803d' };

const FORM: PieceForm = { data: prose, code: (code) => `<code>${escapeHtml(code)}</code>`, time: utc };

/** A notice as a mail: the sentence as its subject, all else as plain text and as HTML without scripts, images or remote parts. */
export function renderMail(notice: Notice): MailContent {
  const build = (shown: Shown): string => html(cardOf(notice.content, shown, LIMITS));
  return {
    subject: wellFormed(noticeSentence(notice.content, MAIL_LIMITS.subject, (text) => text)),
    text: wellFormed(noticeText({ ...notice, form: 'post' }, MAIL_LIMITS.body)),
    html: wellFormed(mostThatFits(build, (text) => text.length <= MAIL_LIMITS.body) ?? `<p>${prose(noticeSentence(notice.content, 500, (text) => text))}</p>`),
  };
}

/** The Message-ID of an incident's first mail, which all others refer to, and that of this delivery: the same when it is sent again. */
export function messageIds(notice: Notice, deliveryId: string, domain: string): { readonly own: string; readonly thread: string } {
  const { id } = 'alert' in notice.content ? notice.content.alert : notice.content.summary;
  const name = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  return { own: `<${name(`delivery ${deliveryId}`)}@${domain}>`, thread: `<${name(`incident ${id}`)}@${domain}>` };
}

function html({ status, tone, title, text, facts, lines, buttons, smallPrint }: Card): string {
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<p style="color:${COLORS[tone]}"><b>${escapeHtml(status)}</b></p>`,
    `<h2>${cut(withoutLinks(title), LIMITS.title, escapeHtml)}</h2>`,
    ...(text === '' ? [] : [`<p>${cut(withoutLinks(text), LIMITS.text, escapeHtml).replace(/\n/g, '<br>')}</p>`]),
    ...(facts.length === 0 ? [] : [`<table>${facts.map(({ name, pieces }) => `<tr><th align="left" valign="top">${prose(name)}</th><td>${joinPieces(pieces, FORM, 6000)}</td></tr>`).join('')}</table>`]),
    ...(lines.length === 0 ? [] : [`<pre>${lines.map((line) => cut(line, LIMITS.line, escapeHtml)).join('\n')}</pre>`]),
    ...(buttons.length === 0 ? [] : [`<p>${buttons.map(({ label, url }) => `<a href="${escapeHtml(url)}">${label}</a>`).join(' &nbsp; ')}</p>`]),
    `<p><small>${prose(smallPrint)}</small></p>`,
    '</body></html>',
  ].join('\n');
}

/** Escaped, and without what a mail program would make a link of. */
function prose(text: string): string {
  return escapeHtml(withoutLinks(text));
}
