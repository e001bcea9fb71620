import * as assert from 'uvu/assert';
import { ecsEvent } from '../../../core/classify/ecs.js';
import type { EventClass } from '../../../core/contract/event.js';
import { suite } from '../../support/suite.js';

const test = suite('ecsEvent');
const event = (fields: Readonly<Record<string, string>>, eventClass: EventClass = 'normal'): Parameters<typeof ecsEvent>[0] => ({ get: (path) => fields[path], class: eventClass });

test("says an event in ECS's words by its name", () => {
  assert.equal(ecsEvent(event({ event: 'authn_login_fail:ada' })), { kind: 'event', category: ['authentication'], type: ['start'], outcome: 'failure' });
  assert.equal(ecsEvent(event({ 'event.action': 'malicious_attack_tool' })), { kind: 'alert', category: ['web', 'intrusion_detection'], type: ['indicator'], outcome: 'unknown' });
});

test('else by its class, and nothing of what is normal', () => {
  assert.equal(ecsEvent(event({ event: 'bought' }, 'audit'))?.category, ['configuration']);
  assert.equal(ecsEvent(event({}, 'security'))?.category, ['intrusion_detection']);
  assert.is(ecsEvent(event({ event: 'bought' })), undefined);
});

test("by its tag where that is of OWASP's vocabulary, whatever it is called", () => {
  assert.equal(ecsEvent(event({ class_tag: 'authn_login_fail', event: 'session_created' })), { kind: 'event', category: ['authentication'], type: ['start'], outcome: 'failure' });
  assert.equal(ecsEvent(event({ class_tag: 'pci', event: 'session_created' }))?.category, ['session']);
  assert.equal(ecsEvent(event({ class_tag: 'pci' }, 'security'))?.category, ['intrusion_detection']);
});

test.run();
