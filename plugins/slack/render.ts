import type { RichTextBlockElement, RichTextElement } from '@slack/types';
import type { Alert } from '../../core/contract/alert.js';
import { alertSentence, groups, runbookUrl, sampleLines, shownOf, statusLine, timeOf, titleText } from '../shared/alert-words.js';
import { cut } from '../shared/cut.js';
import { mostThatFits, type Shown } from '../shared/drop-order.js';
import { messageText, oneLine } from '../shared/untrusted-text.js';
import { brokenLimit, SLACK_LIMITS, type SlackBlock, type SlackPayload } from './limits.js';
import { parseMention } from './mention.js';

const LONGEST = { title: 300, text: 2000, why: 300, sample: 1200, name: 100, value: 300, id: 200 } as const;

/**
 * An alert as a message of Slack's incoming webhooks. Whatever came from an event stands in rich text, where Slack reads no
 * markup, or is escaped; it forms no mention, and the message keeps Slack's limits. `mention` is what the config says.
 */
export function renderSlack(alert: Alert, mention?: string): SlackPayload {
  const text = sentenceOf(alert);
  const build = (shown: Shown): SlackPayload => ({ text, blocks: blocksOf(alert, mention, shown), unfurl_links: false, unfurl_media: false });
  return mostThatFits(build, (payload) => brokenLimit(payload) === undefined) ?? renderSlackSentence(alert, mention);
}

/** The least that can be said: the one sentence, without blocks. For when Slack refuses the full message. */
export function renderSlackSentence(alert: Alert, mention?: string): SlackPayload {
  const called = parseMention(alert.mention ?? mention ?? '')?.text;
  const text = called === undefined ? sentenceOf(alert) : `${sentenceOf(alert)} ${called}`;
  return { text, unfurl_links: false, unfurl_media: false };
}

/** Slack's own three characters; see https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function sentenceOf(alert: Alert): string {
  return alertSentence(alert, SLACK_LIMITS.sentence, escapeSlack);
}

function blocksOf(alert: Alert, mention: string | undefined, shown: Shown): SlackBlock[] {
  const samples = sampleLines(alert, LONGEST.sample).slice(0, shown.samples);
  const runbook = runbookUrl(alert, SLACK_LIMITS.url);
  const body: RichTextBlockElement[] = [headline(alert, mention), ...(shown.fields ? fields(alert, shown) : [])];
  if (samples.length > 0) body.push({ type: 'rich_text_preformatted', elements: samples.map((line, index) => plain(index === 0 ? line : `\n${line}`)) });
  const blocks: SlackBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: statusLine(alert), emoji: false } },
    { type: 'rich_text', elements: body },
  ];
  if (runbook !== undefined) {
    blocks.push({ type: 'actions', elements: [{ type: 'button', action_id: 'runbook', text: { type: 'plain_text', text: 'Runbook' }, url: runbook }] });
  }
  blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: smallPrint(alert, shown, samples.length), verbatim: true }] });
  return blocks;
}

function headline(alert: Alert, mention: string | undefined): RichTextBlockElement {
  const called = parseMention(alert.mention ?? mention ?? '')?.element;
  const text = cut(messageText(alert.text, LONGEST.text).trim(), LONGEST.text);
  return section([
    ...(called === undefined ? [] : [called, plain(' ')]),
    bold(cut(titleText(alert, LONGEST.title), LONGEST.title)),
    ...(text === '' ? [] : [plain(`\n${text}`)]),
  ]);
}

function fields(alert: Alert, shown: Shown): readonly RichTextBlockElement[] {
  const why = cut(oneLine(alert.why, LONGEST.why), LONGEST.why);
  const keys = groups(alert, LONGEST.value);
  const where = keys.slice(0, shown.groups).flatMap(([name, value], index) => [plain(`${index === 0 ? '' : ', '}${cut(name, LONGEST.name)} = `), code(value)]);
  const hidden = keys.length - shown.groups;
  if (hidden > 0) where.push(plain(` and ${hidden} more`));
  return [
    ...(why === '' ? [] : [section([bold('How much: '), plain(why)])]),
    ...(where.length === 0 ? [] : [section([bold('Where: '), ...where])]),
    section([bold('Since: '), when(alert.since)]),
  ];
}

function smallPrint(alert: Alert, shown: Shown, samples: number): string {
  const id = cut(oneLine(alert.id, LONGEST.id), LONGEST.id, escapeSlack);
  const trigger = cut(oneLine(alert.trigger, LONGEST.name), LONGEST.name, escapeSlack);
  const why = shown.why && alert.why !== '' ? ` because ${cut(oneLine(alert.why, LONGEST.why), LONGEST.why, escapeSlack)}` : '';
  return `Alert ${id}. Trigger ${trigger} fired${why}. ${shownOf(alert, samples)}`;
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

function code(text: string): { type: 'text'; text: string; style: { code: true } } {
  return { type: 'text', text, style: { code: true } };
}

/** Shown in the reader's own time zone. */
function when(ms: number): RichTextElement {
  const time = timeOf(ms);
  return { type: 'date', timestamp: Math.floor(time.getTime() / 1000), format: '{date_short_pretty} {time_secs}', fallback: time.toISOString() };
}
