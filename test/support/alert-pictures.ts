import { ALERT_CAUSES, type AlertCause, type AlertDelivery } from '../../core/contract/alert.js';
import { makeEvents } from '../../core/testing/make-events.js';
import { renderDiscord } from '../../plugins/discord/render.js';
import { noticeSentence } from '../../plugins/shared/alert-card.js';
import { noticeText } from '../../plugins/shared/alert-text.js';
import { renderSlack } from '../../plugins/slack/render.js';
import { LIFE, notice, summaryNotice } from './notices.js';
import { discordPicture, slackPicture } from './pictures.js';

const samples = makeEvents([
  { level: 'warn', message: 'login failed', user: 'eve', password: '[REDACTED:password]' },
  { level: 'warn', message: 'login failed', user: 'eve', password: '[REDACTED:password]' },
]);

const at = (cause: AlertCause, form: AlertDelivery['form'] = 'post'): AlertDelivery => notice({ ...LIFE[cause], redactions: 2, samples }, { cause, form });
const slack = (said: AlertDelivery): string => slackPicture(renderSlack(said, { mention: '<!subteam^S0614TZR7>' }));
const discord = (said: AlertDelivery): string => discordPicture(renderDiscord(said, '<@&165511591545143296>'));
const hostile = notice({
  ...LIFE.fired,
  title: [{ text: 'Failed logins of ' }, { data: '<!channel> @everyone *eve* [x](https://evil.example)' }],
  key: { user: '<!channel> @everyone *eve* [x](https://evil.example)' },
  samples: makeEvents(['login failed for <!channel> ``` @everyone \u001b[31m']),
});

/** Every picture of the page on what receivers see, by its name, from what is really sent. */
export const PICTURES: Readonly<Record<string, () => string>> = {
  'slack fired': () => slack(at('fired')),
  'slack digest': () => slack(at('digest', 'edit')),
  'slack acknowledged': () => slack(at('acknowledged', 'edit')),
  'slack resolved': () => slack(at('resolved', 'edit')),
  'slack thread': () => (['digest', 'acknowledged', 'silenced', 'unsilenced', 'resolved', 'reopened'] as const).map((cause) => slack(at(cause, 'reply'))).join('\n'),
  'slack escalated': () => slack(at('escalated', 'broadcast')),
  'slack storm': () => slack(summaryNotice()),
  'slack hostile': () => slack(hostile),
  'discord fired': () => discord(at('fired')),
  'discord resolved': () => discord(at('resolved', 'edit')),
  'discord hostile': () => discord(hostile),
  'text fired': () => noticeText(at('fired'), 60_000),
  'sentences': () => [...ALERT_CAUSES.map((cause) => at(cause)), summaryNotice(), notice({ ...LIFE.fired, drill: true })].map(({ content }) => noticeSentence(content, 120, (text) => text)).join('\n'),
};
