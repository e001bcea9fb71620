import * as assert from 'uvu/assert';
import { WINDOWS_STEPS } from '../../../core/sigma/windows-log-sources.js';
import { suite } from '../../support/suite.js';
import { met, ruleText } from './sigma-text.js';

const test = suite('WINDOWS_STEPS');

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const isFor = (logsource: Readonly<Record<string, string>>, event: Parameters<typeof met>[1]): boolean =>
  met([ruleText({ sel: { a: 1 }, condition: 'sel' }, { logsource })], { a: 1, ...event }, { pipelines: ['windows'] }).length === 1;

test('a rule of a category looks at the events of the category', () => {
  const logsource = { product: 'windows', category: 'process_creation' };
  assert.ok(isFor(logsource, { Channel: SYSMON, EventID: 1 }));
  assert.ok(isFor(logsource, { Channel: 'security', EventID: '4688' }));
  assert.not.ok(isFor(logsource, { Channel: SYSMON, EventID: 11 }));
  assert.not.ok(isFor(logsource, { Channel: 'Security', EventID: 1 }));
  assert.not.ok(isFor(logsource, {}));
  assert.ok(isFor({ product: 'windows', category: 'pipe_created' }, { Channel: SYSMON, EventID: 18 }));
});

test('a rule of a service looks at its channels', () => {
  assert.ok(isFor({ product: 'windows', service: 'windefend' }, { Channel: 'Microsoft-Windows-Windows Defender/Operational', EventID: 1119 }));
  assert.not.ok(isFor({ product: 'windows', service: 'windefend' }, { Channel: 'System' }));
  assert.ok(isFor({ product: 'windows', service: 'powershell' }, { Channel: 'PowerShellCore/Operational' }));
});

test('leaves rules of other products, and of categories that it does not know', () => {
  assert.ok(isFor({ product: 'linux', category: 'process_creation' }, {}));
  assert.ok(isFor({ product: 'windows', category: 'moon_phase' }, {}));
});

test('has one step for each category and service', () => {
  const sources = WINDOWS_STEPS.map(({ scope }) => JSON.stringify(scope.logsources));
  assert.is(new Set(sources).size, sources.length);
});

test.run();
