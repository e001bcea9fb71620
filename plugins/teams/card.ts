import type { JsonObject } from '../../core/contract/json.js';
import { cardOf, noticeSentence } from '../shared/alert-card.js';
import type { Fact, Piece } from '../shared/alert-facts.js';
import { utc } from '../shared/alert-facts.js';
import { encodePayload } from '../shared/alert-json.js';
import { calledBy } from '../shared/called.js';
import type { Card, CardLimits, Notice, Tone } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { parseMention, type TeamsMention } from './mention.js';

/** A message as a workflow of Teams takes it: one adaptive card. https://adaptivecards.io/explorer */
export interface TeamsPayload {
  readonly type: 'message';
  /** What a notification says. */
  readonly summary: string;
  readonly attachments: readonly [{ readonly contentType: 'application/vnd.microsoft.card.adaptive'; readonly contentUrl: null; readonly content: JsonObject }];
}

/** Teams takes messages of 28 KB; less a margin, in bytes. */
export const TEAMS_LIMIT = 26_000;

const LIMITS: CardLimits = { title: 300, text: 2000, line: 1200, value: 300, url: 2000 };
const COLORS: Readonly<Record<Tone, string>> = { info: 'accent', warning: 'warning', critical: 'attention', quiet: 'default', resolved: 'good' };

/**
 * A notice as a card. All text that may have come from an event stands in text runs, where Teams reads no Markdown; it forms no
 * mention, which takes an entity of its own, and no date function.
 */
export function renderTeams(notice: Notice, mention?: string): TeamsPayload {
  const called = parseMention(calledBy(notice, mention) ?? '');
  const build = (shown: Shown): TeamsPayload => message(notice, bodyOf(cardOf(notice.content, shown, LIMITS), called), called);
  return mostThatFits(build, (payload) => Buffer.byteLength(encodePayload(payload)) <= TEAMS_LIMIT) ?? renderTeamsSentence(notice, mention);
}

/** The least that can be said: the one sentence. */
export function renderTeamsSentence(notice: Notice, mention?: string): TeamsPayload {
  const called = parseMention(calledBy(notice, mention) ?? '');
  return message(notice, { body: [...mentionBlock(called), runs([plain(sentenceOf(notice))])] }, called);
}

function message(notice: Notice, card: JsonObject, called: TeamsMention | undefined): TeamsPayload {
  const entities = called === undefined ? {} : { msteams: { entities: [called.entity] } };
  const content = { $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', fallbackText: sentenceOf(notice), ...card, ...entities };
  return { type: 'message', summary: sentenceOf(notice), attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] };
}

function sentenceOf({ content }: Notice): string {
  return inert(noticeSentence(content, 120, (text) => text));
}

function bodyOf(card: Card, called: TeamsMention | undefined): JsonObject {
  const { status, tone, title, text, facts, lines, buttons, smallPrint } = card;
  return {
    body: [
      runs([{ type: 'TextRun', text: status, weight: 'bolder', color: COLORS[tone] }]),
      ...mentionBlock(called),
      runs([{ type: 'TextRun', text: inert(cut(title, LIMITS.title)), weight: 'bolder', size: 'large' }]),
      ...(text === '' ? [] : [runs([plain(inert(cut(text, LIMITS.text)))])]),
      ...facts.map(factRuns),
      ...lines.map((line) => runs([{ type: 'TextRun', text: inert(cut(line, LIMITS.line)) || ' ', fontType: 'monospace' }])),
      runs([{ type: 'TextRun', text: inert(smallPrint), isSubtle: true, size: 'small' }]),
    ],
    ...(buttons.length === 0 ? {} : { actions: buttons.map(({ label, url, primary }) => ({ type: 'Action.OpenUrl', title: label, url, ...(primary ? { style: 'positive' } : {}) })) }),
  };
}

function mentionBlock(called: TeamsMention | undefined): readonly JsonObject[] {
  return called === undefined ? [] : [{ type: 'TextBlock', text: called.text, wrap: true }];
}

function factRuns({ name, pieces }: Fact): JsonObject {
  return runs([{ type: 'TextRun', text: `${inert(name)}: `, weight: 'bolder' }, ...pieces.map(pieceRun)]);
}

function pieceRun(piece: Piece): JsonObject {
  if ('time' in piece) return plain(utc(piece.time));
  if ('code' in piece) return { type: 'TextRun', text: inert(piece.code), fontType: 'monospace' };
  return plain('text' in piece ? piece.text : inert(piece.data));
}

function plain(text: string): JsonObject {
  return { type: 'TextRun', text };
}

/** Without what is empty, which no run may be. */
function runs(inlines: readonly JsonObject[]): JsonObject {
  return { type: 'RichTextBlock', inlines: inlines.filter(({ text }) => text !== '') };
}

/** Splits what a card would act on even in plain text: `{{DATE(...)}}`, and `<at>`, which marks a mention. */
function inert(text: string): string {
  return text.replace(/\{(?=\{)/g, '{\u200b').replace(/<(?=\/?at\b)/gi, '<\u200b');
}
