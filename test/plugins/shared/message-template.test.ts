import * as assert from 'uvu/assert';
import type { Alert } from '../../../core/contract/alert.js';
import { inWordsOf, templateProblems, type MessageTemplates } from '../../../plugins/shared/message-template.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('inWordsOf');

function alertIn(templates: MessageTemplates, fields: Partial<Alert> = {}): Alert {
  const { content } = inWordsOf(templates, notice(fields));
  if (!('alert' in content)) throw new Error('a summary');
  return content.alert;
}

test('fills the words of a template, and keeps what came from an event as data', () => {
  const { title, text } = alertIn({ title: '[${severity}] ${title} on ${key.user}/${key.gone}', text: '${why}, ${count}, $${x}, ${lasted}, ${owner}, ${tags}' }, { ...LIFE.resolved, owner: 'ops' });
  assert.equal(title, [{ text: '[' }, { text: 'warning' }, { text: '] ' }, { text: 'Failed logins of ' }, { data: 'eve' }, { text: ' on ' }, { data: 'eve' }, { text: '/' }, { text: '(none)' }]);
  assert.equal(text, [{ data: '12 in 5m (limit 10)' }, { text: ', ' }, { text: '81' }, { text: ', ' }, { text: '${' }, { text: 'x}, ' }, { text: '1h 12m' }, { text: ', ' }, { data: 'ops' }, { text: ', ' }, { data: 'auth' }]);
});

test('does not look into what it fills in', () => {
  assert.equal(alertIn({ title: '${title}' }, { title: [{ data: '${why} ${key.user}' }] }).title, [{ data: '${why} ${key.user}' }]);
  assert.equal(alertIn({ text: '${key.__proto__}' }).text, [{ text: '(none)' }]);
});

test('leaves what has no template, and summaries, as they are', () => {
  const plain = notice();
  assert.is(inWordsOf({}, plain), plain);
  const summary = summaryNotice();
  assert.is(inWordsOf({ title: 'x' }, summary), summary);
  assert.equal(alertIn({ text: '' }).text, []);
});

test.run();

const problems = suite('templateProblems');

problems('names the words that nobody knows', () => {
  assert.equal([...templateProblems({ title: '${user} ${title}', text: '${toString} ${key.a}' })].map(({ path, message }) => [path, message.split(':')[0]]), [['title', 'has no word "user"'], ['text', 'has no word "toString"']]);
});

problems.run();
