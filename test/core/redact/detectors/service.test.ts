import * as assert from 'uvu/assert';
import { serviceDetector } from '../../../../core/redact/detectors/service.js';
import { suite } from '../../../support/suite.js';

const test = suite('serviceDetector');
const value = 'q7Xp2Lm9Rt4Vz8Kw';
const detector = serviceDetector({ name: 'acme_key', words: ['acme'], value: /(?:[a-z0-9]{12}|[a-z0-9]{16})/, sample: value, reference: 'https://acme.example/' });
const found = (text: string): string | undefined => {
  const finding = detector.find(text, text.toLowerCase().indexOf('acme'));
  return finding && text.slice(finding.start, finding.end);
};

test('finds the value behind the name, whatever links them', () => {
  for (const text of [`ACME_API_KEY=${value}`, `"acmeToken": "${value}"`, `acme.key := \`${value}\``, `acme-secret => '${value}',`, `{\\"acme\\":\\"${value}\\"}`, `<acmeKey>\n  ${value}\n</acmeKey>`, `var acmeToken string = "${value}"`]) {
    assert.is(found(text), value, text);
  }
});

test('finds it behind a blank too, where the name ends in what it is', () => {
  for (const text of [`acme_api_key ${value}`, `acme-token "${value}"`, `--acme.password '${value}'`, `"acmeSecret" ${value}`]) assert.is(found(text), value, text);
  for (const text of [`acme_keys ${value}`, `acme_key is ${value}`, 'acme_key abcdefghijkl', 'acme_token [REDACTED:token]']) assert.is(found(text), undefined, text);
});

test('leaves what is longer or shorter, a word, a placeholder, or linked by nothing', () => {
  for (const text of [`acme=${value}x`, `acme=${value}-1`, 'acme=q7Xp2Lm9', 'acme=abcdefghijklmnop', 'acme=xxxxxxxxxxxxxxxx', `see acme ${value}`, `acme=[REDACTED:token]`]) {
    assert.is(found(text), undefined, text);
  }
});

test.run();
