import type { Alert, AlertSeverity } from '../../core/contract/alert.js';
import { alertSentence, groups, runbookUrl, sampleLines, shownOf, statusLine, timeOf, titleText } from '../shared/alert-words.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { messageText, oneLine, withoutLinks } from '../shared/untrusted-text.js';
import { brokenLimit, DISCORD_LIMITS, type DiscordEmbed, type DiscordField, type DiscordPayload } from './limits.js';
import { parseMention } from './mention.js';

const COLORS: Readonly<Record<AlertSeverity, number>> = { info: 0x3b82f6, warning: 0xf59e0b, critical: 0xdc2626 };
const LONGEST = { sentence: 120, text: 1200, why: 300, sample: 700, name: 100, value: 250, id: 200 } as const;

/**
 * An alert as a message of a Discord webhook. Whatever came from an event stands in a code block with its fence broken, or
 * has its markup escaped; nothing but the one mention of the config may call anyone, and the message keeps Discord's limits.
 */
export function renderDiscord(alert: Alert, mention?: string): DiscordPayload {
  const sentence = renderDiscordSentence(alert, mention);
  const runbook = runbookUrl(alert, DISCORD_LIMITS.url);
  const build = (shown: Shown): DiscordPayload => ({
    ...sentence,
    embeds: [embedOf(alert, shown)],
    ...(runbook === undefined ? {} : { components: [{ type: 1, components: [{ type: 2, style: 5, label: 'Runbook', url: runbook }] }] }),
  });
  return mostThatFits(build, (payload) => brokenLimit(payload) === undefined) ?? sentence;
}

/** The least that can be said: the one sentence. For when Discord refuses the full message. */
export function renderDiscordSentence(alert: Alert, mention?: string): DiscordPayload {
  const called = parseMention(alert.mention ?? mention ?? '');
  const sentence = alertSentence(alert, LONGEST.sentence, escapeDiscord);
  const { text, ...allowed } = called ?? { text: '' };
  return { content: text === '' ? sentence : `${sentence} ${text}`, allowed_mentions: { parse: [], ...allowed } };
}

/** A backslash before every character that Discord's Markdown acts on. */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|[\]<>#]/g, '\\$&');
}

function embedOf(alert: Alert, shown: Shown): DiscordEmbed {
  const status = `${statusLine(alert)}: `;
  const samples = sampleLines(alert, LONGEST.sample, withoutFences).slice(0, shown.samples);
  const text = cut(withoutLinks(messageText(alert.text, LONGEST.text)).trim(), LONGEST.text, escapeDiscord);
  const description = [text, samples.length === 0 ? '' : `\`\`\`\n${samples.join('\n')}\n\`\`\``].filter((part) => part !== '').join('\n');
  return {
    title: status + cut(withoutLinks(titleText(alert, DISCORD_LIMITS.title)), DISCORD_LIMITS.title - status.length, escapeDiscord),
    ...(description === '' ? {} : { description }),
    color: COLORS[alert.severity],
    fields: shown.fields ? fieldsOf(alert, shown) : [],
    footer: { text: smallPrint(alert, shown, samples.length) },
  };
}

function fieldsOf(alert: Alert, shown: Shown): readonly DiscordField[] {
  const why = cut(withoutLinks(oneLine(alert.why, LONGEST.why)), LONGEST.why, escapeDiscord);
  const seconds = Math.floor(timeOf(alert.since).getTime() / 1000);
  const keys = groups(alert, LONGEST.value);
  const where = keys.slice(0, shown.groups).map(([name, value]) => field(cut(withoutLinks(name), LONGEST.name, escapeDiscord), inlineCode(value)));
  const hidden = keys.length - where.length;
  return [
    ...(why.trim() === '' ? [] : [field('How much', why)]),
    ...where,
    ...(hidden > 0 ? [field('Further groups', `and ${hidden} more`)] : []),
    // Shown in the reader's own time zone.
    field('Since', `<t:${seconds}:f>, <t:${seconds}:R>`),
  ];
}

/** A footer shows text as it is, so nothing in it is escaped. */
function smallPrint(alert: Alert, shown: Shown, samples: number): string {
  const why = shown.why && alert.why !== '' ? ` because ${cut(oneLine(alert.why, LONGEST.why), LONGEST.why)}` : '';
  return `Alert ${cut(oneLine(alert.id, LONGEST.id), LONGEST.id)}. Trigger ${cut(oneLine(alert.trigger, LONGEST.name), LONGEST.name)} fired${why}. ${shownOf(alert, samples)}`;
}

function field(name: string, value: string): DiscordField {
  return { name, value, inline: true };
}

/** Inline code has no escape: a backtick becomes the letter that looks like one. */
function inlineCode(value: string): string {
  return `\`${value.replaceAll('`', 'ˋ')}\``;
}

/** No two backticks stand side by side, so none of them end the code block. */
function withoutFences(line: string): string {
  return line.replace(/`(?=`)/g, '`\u200b');
}
