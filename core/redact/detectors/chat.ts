import { isDigit } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { sampleDigits, sampleHex, sampleText } from './sample.js';
import { tokenDetector } from './token.js';

const SLACK = 'https://api.slack.com/concepts/token-types';

/** `<bot id>:AA<33 characters>`; the anchor is in the middle, so the digits before it are walked back to. */
function findTelegramToken(text: string, at: number): Finding | undefined {
  let start = at;
  while (start > 0 && at - start < 16 && isDigit(text.charCodeAt(start - 1))) start--;
  if (at - start < 6) return undefined;
  TELEGRAM_SECRET.lastIndex = at;
  return TELEGRAM_SECRET.test(text) ? { start, end: TELEGRAM_SECRET.lastIndex } : undefined;
}
const TELEGRAM_SECRET = /:AA[\w-]{32,33}(?![\w-])/y;

/** The user id in base64, a timestamp and a signature, parted by dots. It has no fixed prefix, so it needs a word before it. */
const DISCORD_BOT = /(?<![\w.-])[MNO][\w-]{21,27}\.[\w-]{6}\.[\w-]{27,40}/;
const DISCORD_REACH = 160;

function findDiscordToken(text: string, at: number): Finding | undefined {
  const found = DISCORD_BOT.exec(text.slice(at, at + DISCORD_REACH));
  if (found === null) return undefined;
  return { start: at + found.index, end: at + found.index + found[0].length };
}

/** Credentials of chat services. */
export const CHAT_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'slack_token',
    anchors: ['xoxa-', 'xoxb-', 'xoxc-', 'xoxd-', 'xoxe-', 'xoxe.', 'xoxp-', 'xoxr-', 'xapp-'],
    pattern: /(?:xox[a-er](?:\.xox[bp])?|xoxp|xapp)-(?=[A-Za-z%/+-]{0,40}\d)[A-Za-z0-9%/+-]{10,400}/i,
    reference: SLACK,
    match: ['xoxb-' + sampleDigits(12) + '-' + sampleDigits(12) + '-' + sampleText(24), 'xapp-1-A0' + sampleDigits(11) + '-' + sampleHex(64)],
    noMatch: ['xoxb-my-bot-token'],
  }),
  tokenDetector({
    name: 'slack_legacy_token',
    anchors: ['xoxs-', 'xoxo-'],
    pattern: /xox[so]-\d{4,16}-[A-Za-z0-9-]{10,200}/i,
    reference: SLACK,
    match: ['xoxs-' + sampleDigits(12) + '-' + sampleDigits(9) + '-' + sampleHex(10)],
    noMatch: ['/3/35/2018-250-xoxo-indieweb-1.jpg'],
  }),
  tokenDetector({
    name: 'slack_webhook',
    anchors: ['hooks.slack.com/'],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([\w+/-]{20,200})/i,
    reference: 'https://api.slack.com/messaging/webhooks',
    match: ['https://hooks.slack.com/services/T' + sampleDigits(8) + '/B' + sampleDigits(8) + '/' + sampleText(24)],
    noMatch: ['https://hooks.slack.com/services/'],
  }),
  tokenDetector({
    name: 'discord_webhook',
    anchors: ['webhooks/'],
    pattern: /webhooks\/\d{15,20}\/([\w-]{40,120})/i,
    reference: 'https://discord.com/developers/docs/resources/webhook',
    match: ['https://discord.com/api/webhooks/' + sampleDigits(18) + '/' + sampleText(68)],
    noMatch: ['GET /api/webhooks/' + sampleDigits(18)],
  }),
  {
    name: 'discord_bot_token',
    group: 'secrets',
    anchors: ['discord', 'bot ', 'bot_', 'token'],
    reference: 'https://discord.com/developers/docs/reference#authentication',
    examples: {
      match: ['Authorization: Bot MT' + sampleText(22) + '.G' + sampleText(5) + '.' + sampleText(38)],
      noMatch: ['discord bot Nothing.matters.here'],
    },
    find: findDiscordToken,
  },
  {
    name: 'telegram_bot_token',
    group: 'secrets',
    anchors: [':aa'],
    reference: 'https://core.telegram.org/bots/api#authorizing-your-bot',
    examples: {
      match: ['https://api.telegram.org/bot' + sampleDigits(10) + ':AA' + sampleText(33) + '/getMe'],
      noMatch: ['00:aa:bb:cc:dd:ee', sampleDigits(10) + ':AA' + sampleText(12)],
    },
    find: findTelegramToken,
  },
  tokenDetector({
    name: 'teams_webhook',
    anchors: ['webhook.office.com/'],
    pattern: /webhook\.office\.com\/webhookb2\/([\w@/-]{60,400})/i,
    reference: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
    match: ['https://acme.webhook.office.com/webhookb2/' + sampleHex(36) + '@' + sampleHex(36) + '/IncomingWebhook/' + sampleHex(32)],
  }),
];
