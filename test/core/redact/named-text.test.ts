import * as assert from 'uvu/assert';
import { sampleHex, sampleText } from '../../../core/redact/detectors/sample.js';
import type { RedactionReport, Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { suite } from '../../support/suite.js';

const test = suite('createNamedText');

const { named, value: redactValue } = compileRedaction({ detectors: ['secrets', 'email', 'card'] }).redactor as Redactor;
const key = sampleText(40);

test('finds what only its name says it is', () => {
  assert.is(named('awsKey', key), '[REDACTED:aws_secret_access_key]');
  assert.is(named('AWS_KEY', key), '[REDACTED:aws_secret_access_key]');
  assert.is(named('build', key), undefined);
  assert.is(named('awsRegion', 'eu-west-1'), undefined);
});

test('leaves alone what has the shape of a name and a value by itself', () => {
  assert.is(named('awsKey', `","x":"${key}`), undefined);
  assert.is(named('awsKey', 'x'.repeat(5000)), undefined);
});

test('counts what it found in the value, where that stands', () => {
  const found: unknown[] = [];
  const counted: string[] = [];
  named('awsKey', key, { count: (rule) => counted.push(rule), found: (...finding) => found.push(finding) });
  named('awsKey', key, { count: (rule) => counted.push(rule) } satisfies RedactionReport);
  named('awsKey', 'nothing', { count: (rule) => counted.push(rule) });
  assert.equal(found, [['aws_secret_access_key', 0, 40]]);
  assert.equal(counted, ['aws_secret_access_key']);
});

test('is asked for the members of objects, at any depth, unless a rule has spoken', () => {
  const event = { deep: [{ awsKey: key, sha: sampleHex(40), path: '/a' }] };
  assert.equal(redactValue(event), { deep: [{ awsKey: '[REDACTED:aws_secret_access_key]', sha: sampleHex(40), path: '/a' }] });
  const keeps = compileRedaction({ detectors: ['secrets'], keys: { awskey: 'keep' } }).redactor as Redactor;
  assert.equal(keeps.value({ awsKey: key }), { awsKey: key });
});

test.run();
