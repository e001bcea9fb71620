import type { Button, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { MessageButton } from '../shared/alert-buttons.js';
import { cardOf, noticeSentence } from '../shared/alert-card.js';
import { piecesText, type Fact, type Piece } from '../shared/alert-facts.js';
import { logEntry } from '../shared/alert-log.js';
import { timeOf } from '../shared/alert-words.js';
import { calledBy } from '../shared/called.js';
import type { Card, CardLimits, Notice } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { brokenLimit, SLACK_LIMITS, type SlackBlock, type SlackPayload } from './limits.js';
import { parseMention, type SlackMention } from './mention.js';

const LIMITS: CardLimits = { title: 300, text: 2000, line: 1200, value: 300, url: SLACK_LIMITS.url };

export interface SlackStyle {
  /** Whom the action is configured to call. */
  readonly mention?: string | undefined;
  /** What acts does so in Slack: such a button carries the signed link as a value instead of opening it. */
  readonly interactivity?: boolean | undefined;
}

/**
 * An alert or a summary as a message of Slack. Whatever came from an event stands in rich text, where Slack reads no markup,
 * or is escaped; it forms no mention, and the message keeps Slack's limits. A reply or broadcast says what happened now.
 */
export function renderSlack(notice: Notice, style: SlackStyle = {}): SlackPayload {
  const called = parseMention(calledBy(notice, style.mention) ?? '');
  const threaded = notice.form === 'reply' || notice.form === 'broadcast';
  const text = notice.form === 'reply' ? cut(piecesText(logEntry(notice)), SLACK_LIMITS.sentence, escapeSlack) : sentenceOf(notice);
  const build = (shown: Shown): SlackPayload => {
    const card = cardOf(notice.content, shown, LIMITS);
    const blocks = threaded ? threadBlocks(notice, card, called, style) : messageBlocks(card, called, style);
    return { text, blocks, unfurl_links: false, unfurl_media: false };
  };
  return mostThatFits(build, (payload) => brokenLimit(payload) === undefined) ?? renderSlackSentence(notice, style);
}

/** The least that can be said: the one sentence, without blocks. For when Slack refuses the full message. */
export function renderSlackSentence(notice: Notice, style: SlackStyle = {}): SlackPayload {
  const called = parseMention(calledBy(notice, style.mention) ?? '')?.text;
  const text = called === undefined ? sentenceOf(notice) : `${sentenceOf(notice)} ${called}`;
  return { text, unfurl_links: false, unfurl_media: false };
}

/** Slack's own three characters; see https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function sentenceOf({ content }: Notice): string {
  return noticeSentence(content, SLACK_LIMITS.sentence, escapeSlack);
}

function messageBlocks(card: Card, called: SlackMention | undefined, style: SlackStyle): SlackBlock[] {
  const body: RichTextBlockElement[] = [headline(card, called), ...card.facts.map(factSection)];
  if (card.lines.length > 0) {
    body.push({ type: 'rich_text_preformatted', elements: card.lines.map((line, index) => plain(`${index === 0 ? '' : '\n'}${cut(line, LIMITS.line)}`)) });
  }
  return [
    { type: 'header', text: { type: 'plain_text', text: card.status, emoji: false } },
    { type: 'rich_text', elements: body },
    ...actions(card, style),
    { type: 'context', elements: [{ type: 'mrkdwn', text: cut(card.smallPrint, SLACK_LIMITS.context, escapeSlack), verbatim: true }] },
  ];
}

/** In the thread, only what happened; where it is shown in the channel too, with what can be done about it. */
function threadBlocks(notice: Notice, card: Card, called: SlackMention | undefined, style: SlackStyle): SlackBlock[] {
  const entry = section([...mentionElements(called), ...elementsOf(logEntry(notice))]);
  return [{ type: 'rich_text', elements: [entry] }, ...(notice.form === 'broadcast' ? actions(card, style) : [])];
}

function headline({ title, text }: Card, called: SlackMention | undefined): RichTextBlockElement {
  const body = cut(text, LIMITS.text);
  return section([...mentionElements(called), bold(cut(title, LIMITS.title)), ...(body === '' ? [] : [plain(`\n${body}`)])]);
}

function mentionElements(called: SlackMention | undefined): readonly RichTextElement[] {
  return called === undefined ? [] : [called.element, plain(' ')];
}

function factSection({ name, pieces }: Fact): RichTextBlockElement {
  return section([bold(`${name}: `), ...elementsOf(pieces)]);
}

/** Slack takes no empty text. */
function elementsOf(pieces: readonly Piece[]): readonly RichTextElement[] {
  return pieces.map(pieceElement).filter((element) => element.type !== 'text' || element.text !== '');
}

function pieceElement(piece: Piece): RichTextElement {
  if ('time' in piece) return when(piece.time);
  if ('code' in piece) return { type: 'text', text: piece.code, style: { code: true } };
  return plain('text' in piece ? piece.text : piece.data);
}

function actions({ buttons }: Card, style: SlackStyle): SlackBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.map((button) => buttonElement(button, style.interactivity === true)) }];
}

function buttonElement({ id, label, url, primary, confirm }: MessageButton, interactivity: boolean): Button {
  const acts = interactivity && id !== 'view' && id !== 'runbook' && url.length <= SLACK_LIMITS.value;
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: label },
    ...(acts ? { value: url } : { url }),
    ...(primary ? { style: 'primary' } : {}),
    ...(confirm === undefined ? {} : {
      confirm: { title: { type: 'plain_text', text: `${label}?` }, text: { type: 'plain_text', text: confirm }, confirm: { type: 'plain_text', text: 'Silence' }, deny: { type: 'plain_text', text: 'Cancel' } },
    }),
  };
}

function section(elements: RichTextElement[]): RichTextBlockElement {
  return { type: 'rich_text_section', elements };
}

function plain(text: string): { type: 'text'; text: string } {
  return { type: 'text', text };
}

function bold(text: string): RichTextElement {
  return { type: 'text', text, style: { bold: true } };
}

/** Shown in the reader's own time zone. */
function when(ms: number): RichTextElement {
  const time = timeOf(ms);
  return { type: 'date', timestamp: Math.floor(time.getTime() / 1000), format: '{date_short_pretty} {time_secs}', fallback: time.toISOString() };
}
