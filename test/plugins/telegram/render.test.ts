import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { encodePayload } from '../../../plugins/shared/alert-json.js';
import { renderTelegram, renderTelegramSentence } from '../../../plugins/telegram/render.js';
import { telegramEntities, telegramProblem } from '../../support/fake-telegram.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('renderTelegram');

test('says status, what, how much, where, since, lines and why, with a row for each button', () => {
  const { text, reply_markup: markup } = renderTelegram(notice({ ...LIFE.fired, title: [{ data: 'a <b> & @eve_bot #x evil.example' }] }));
  assert.equal(text.split('\n').slice(0, 3), ['<b>▲ FIRING · warning</b>', '<b>a &lt;b&gt; &amp; @\u200beve_bot #\u200bx evil.\u200bexample</b>', 'Someone guesses passwords of eve.\u200b']);
  for (const part of ['How much: 12 in 5m (limit 10)', 'Where: user = <code>eve</code>', 'Owner: team-auth', '<pre>{&quot;level&quot;:&quot;warn&quot;', '2 values redacted.\u200b</i>']) assert.match(text, part);
  assert.equal(markup.inline_keyboard.map(([button]) => button?.text), ['Acknowledge', 'Silence 1 h', 'View logs', 'Runbook']);
});

test('the sentence takes the buttons away', () => {
  assert.equal(renderTelegramSentence(notice(LIFE.fired)).reply_markup, { inline_keyboard: [] });
});

test('a summary lists its incidents', () => {
  assert.match(renderTelegram(summaryNotice()).text, '<pre>■ k7q2fa firing, critical: Checkout down in eu-1, 41\n▲ b3xw5e resolved, warning: Failed logins of eve, 12</pre>');
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each message is valid, within the limits, and holds no entity from data`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, (said) => {
    looked += 1;
    for (const payload of [renderTelegram(said), renderTelegramSentence(said)]) {
      const sent = JSON.parse(encodePayload(payload)) as Record<string, unknown>;
      assert.is(telegramProblem(sent), undefined);
      assert.equal(telegramEntities(sent), []);
      assert.not.match(payload.text, /<[!@#]|@everyone|@here|@channel/i);
    }
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();
