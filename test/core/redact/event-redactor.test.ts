import * as assert from 'uvu/assert';
import type { EventClass } from '../../../core/contract/event.js';
import { viewOf } from '../../../core/event/line-event.js';
import { createEventRedactor } from '../../../core/redact/event-redactor.js';
import { RedactionCounts } from '../../../core/redact/report.js';
import { compileRedaction, compileScopes } from '../../../core/redact/rules.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { suite } from '../../support/suite.js';

const test = suite('createEventRedactor');

function redact(settings: Partial<RedactSettings>, line: object, eventClass: EventClass = 'normal', report = new RedactionCounts()): string {
  const { redactor } = compileRedaction(settings);
  const redactors = createEventRedactor({ redactor, scopes: compileScopes(settings).scopes, stamp: settings.stamp === true, report });
  const event = viewOf(makeEvents([JSON.stringify(line)])[0] as ReturnType<typeof makeEvents>[number]).inClass(eventClass);
  return (redactors?.redact(event) ?? event).line();
}

test('applies the rules of a scope on top, to events of its classes', () => {
  const settings: Partial<RedactSettings> = { detectors: ['email'], scopes: [{ classes: ['security', 'audit'], keys: ['note', 'client'], detectors: ['card'] }] };
  const line = { client: 'x', mail: 'ada@example.com', deep: { note: 1 }, card: Number('4111' + '1111'.repeat(3)) };
  assert.equal(JSON.parse(redact(settings, line)), { ...line, mail: '[REDACTED:email]' });
  assert.equal(JSON.parse(redact(settings, line, 'audit')), { client: '[REDACTED:client]', mail: '[REDACTED:email]', deep: { note: '[REDACTED:note]' }, card: '[REDACTED:card]' });
});

test('stamps what was done into JSON events, with no value, and still counts it', () => {
  const report = new RedactionCounts();
  const settings: Partial<RedactSettings> = { detectors: ['email', 'card'], stamp: true };
  const stamp = (line: object): object => (JSON.parse(redact(settings, line, 'normal', report)) as { redaction: object }).redaction;
  const rules = compileRedaction(settings).redactor?.hash;
  assert.equal(stamp({ a: 'a@example.com b@example.com' }), { rules, counts: { email: 2 } });
  assert.equal(stamp({ a: 1 }), { rules, counts: {} });
  assert.is(report.of('email'), 2);
});

const scopes = suite('compileScopes');
scopes('says what is wrong with a scope, and where', () => {
  const { problems } = compileScopes({ scopes: [{ keys: ['a'] }, { detectors: ['emial'], paths: ['a..b'] }] });
  assert.equal(problems.map(({ path }) => path), ['scopes.1.detectors.emial', 'scopes.1.paths.a..b']);
});
scopes('shares the allow list and the key of pseudonyms', () => {
  const { scopes: [scope] } = compileScopes({ allow: ['a@example.com'], scopes: [{ sources: ['web'], detectors: ['email'] }] });
  assert.is(scope?.redactor.text('a@example.com b@example.com'), 'a@example.com [REDACTED:email]');
  assert.ok(scope?.sources?.has('web') && scope.classes === undefined);
});
scopes.run();

test.run();
