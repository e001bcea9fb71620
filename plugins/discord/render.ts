import type { MessageButton } from '../shared/alert-buttons.js';
import { cardOf, noticeSentence } from '../shared/alert-card.js';
import { joinPieces, type Fact, type PieceForm } from '../shared/alert-facts.js';
import { logEntry } from '../shared/alert-log.js';
import { SEVERITY_SHAPES, timeOf } from '../shared/alert-words.js';
import { calledBy } from '../shared/called.js';
import type { Card, CardLimits, Notice, Tone } from '../shared/card.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { withoutLinks } from '../shared/untrusted-text.js';
import { brokenLimit, DISCORD_LIMITS, type DiscordEmbed, type DiscordField, type DiscordPayload, type DiscordRow } from './limits.js';
import { parseMention, type DiscordMention } from './mention.js';

const COLORS: Readonly<Record<Tone, number>> = { info: 0x3b82f6, warning: 0xf59e0b, critical: 0xdc2626, quiet: 0x6b7280, resolved: 0x16a34a };
const LIMITS: CardLimits = { title: DISCORD_LIMITS.title, text: 1200, line: 700, value: 250, url: DISCORD_LIMITS.url, groupsApart: true };
const LONGEST = { sentence: 120, name: 100 } as const;

/** Everything outside a code block: nothing in it is markup or becomes a link. */
const FORM: PieceForm = {
  data: (data) => escapeDiscord(withoutLinks(data)),
  code: inlineCode,
  // Shown in the reader's own time zone.
  time: (ms) => `<t:${Math.floor(timeOf(ms).getTime() / 1000)}:f>`,
};

/**
 * An alert or a summary as a message of a Discord webhook. Whatever came from an event stands in a code block with its fence
 * broken, or has its markup escaped; nothing but the one mention of the config may call anyone, an edit nobody, and the
 * message keeps Discord's limits. A reply or broadcast says what happened now.
 */
export function renderDiscord(notice: Notice, mention?: string): DiscordPayload {
  const sentence = renderDiscordSentence(notice, mention);
  const threaded = notice.form === 'reply' || notice.form === 'broadcast';
  const build = (shown: Shown): DiscordPayload => {
    const card = cardOf(notice.content, shown, LIMITS);
    if (!threaded) return { ...sentence, embeds: [embedOf(card)], components: rowsOf(card.buttons) };
    const entry = joinPieces(logEntry(notice), FORM, DISCORD_LIMITS.content - 100);
    return { ...sentence, content: withMention(entry, calledIn(notice, mention)), components: notice.form === 'broadcast' ? rowsOf(card.buttons) : [] };
  };
  return mostThatFits(build, (payload) => brokenLimit(payload) === undefined) ?? sentence;
}

/** The least that can be said: the one sentence. For when Discord refuses the full message. */
export function renderDiscordSentence(notice: Notice, mention?: string): DiscordPayload {
  const called = calledIn(notice, mention);
  return {
    content: withMention(noticeSentence(notice.content, LONGEST.sentence, escapeDiscord), called),
    embeds: [],
    components: [],
    allowed_mentions: { parse: [], ...(called?.roles === undefined ? {} : { roles: called.roles }), ...(called?.users === undefined ? {} : { users: called.users }) },
  };
}

/** The name of the thread that a message opens in a forum channel. It stays, so it says nothing that changes. */
export function threadName({ content }: Notice): string {
  const { severity } = 'alert' in content ? content.alert : content.summary;
  const { title } = cardOf(content, { samples: 0, groups: 0, fields: false, why: false }, LIMITS);
  return cut(`${SEVERITY_SHAPES[severity]} ${title}`, DISCORD_LIMITS.threadName);
}

/** A backslash before every character that Discord's Markdown acts on. */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|[\]<>#]/g, '\\$&');
}

function calledIn(notice: Notice, mention: string | undefined): DiscordMention | undefined {
  return parseMention(calledBy(notice, mention) ?? '');
}

function withMention(content: string, called: DiscordMention | undefined): string {
  return called === undefined ? content : `${content} ${called.text}`;
}

function embedOf(card: Card): DiscordEmbed {
  const status = `${card.status}: `;
  const text = cut(withoutLinks(card.text), LIMITS.text, escapeDiscord);
  const lines = card.lines.map((line) => cut(withoutFences(line), LIMITS.line));
  const description = [text, lines.length === 0 ? '' : `\`\`\`\n${lines.join('\n')}\n\`\`\``].filter((part) => part !== '').join('\n');
  return {
    title: status + cut(withoutLinks(card.title), DISCORD_LIMITS.title - status.length, escapeDiscord),
    ...(description === '' ? {} : { description }),
    color: COLORS[card.tone],
    fields: card.facts.map(fieldOf),
    // A footer shows text as it is, so nothing in it is escaped.
    footer: { text: cut(card.smallPrint, DISCORD_LIMITS.footer) },
  };
}

function fieldOf({ name, pieces }: Fact): DiscordField {
  return { name: cut(withoutLinks(name), LONGEST.name, escapeDiscord), value: joinPieces(pieces, FORM, DISCORD_LIMITS.fieldValue), inline: true };
}

function rowsOf(buttons: readonly MessageButton[]): readonly DiscordRow[] {
  return buttons.length === 0 ? [] : [{ type: 1, components: buttons.map(({ label, url }) => ({ type: 2, style: 5, label, url })) }];
}

/** Inline code has no escape: a backtick becomes the letter that looks like one. */
function inlineCode(value: string): string {
  return `\`${value.replaceAll('`', 'ˋ')}\``;
}

/** No two backticks stand side by side, so none of them end the code block. */
function withoutFences(line: string): string {
  return line.replace(/`(?=`)/g, '`\u200b');
}
