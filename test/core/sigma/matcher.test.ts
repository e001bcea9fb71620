import * as assert from 'uvu/assert';
import { SigmaMatcher } from '../../../core/sigma/matcher.js';
import { suite } from '../../support/suite.js';
import { load, reading, ruleText } from './sigma-text.js';

const test = suite('SigmaMatcher');

const rule = (id: string, detection: unknown): string => ruleText(detection, { id });
const matcher = new SigmaMatcher(load([
  rule('path', { sel: { 'Image|endswith': '\\cmd.exe' }, condition: 'sel' }),
  rule('words', { sel: ['denied'], condition: 'sel' }),
  rule('both', { sel: { 'Image|endswith': '\\cmd.exe', 'CommandLine|contains': ' /c ' }, filter: { User: 'SYSTEM' }, condition: 'sel and not filter' }),
]).rules);

const of = (event: Parameters<typeof reading>[0]): readonly string[] => matcher.match(reading(event)).map(({ id }) => id);

test('gives the rules that an event meets, in their order', () => {
  assert.equal(of({ Image: 'C:\\Windows\\CMD.exe', CommandLine: 'cmd /c denied' }), ['path', 'words', 'both']);
  assert.equal(of({ Image: 'C:\\Windows\\CMD.exe', CommandLine: 'cmd /c x', User: 'system' }), ['path']);
  assert.equal(of({ Image: 'C:\\Windows\\CMD.exe' }), ['path']);
  assert.equal(of({}), []);
});

test('names the rules that it has to look at for every event', () => {
  assert.equal(matcher.always.map(({ id }) => id), ['words']);
});

test.run();
