import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { Suspicion } from '../../../core/redact/suspicion.js';
import { hostileSecrets } from '../../support/hostile-secrets.js';
import { suite } from '../../support/suite.js';

const test = suite('Suspicion');

function suspects(redactor: Redactor): (text: string) => boolean {
  const suspicion = new Suspicion(redactor.anchors, redactor.minDigits);
  return (text) => {
    // Bytes around the text, as in a block, must not matter.
    const bytes = Buffer.from(`ab${text}cd`);
    return suspicion.text(bytes, 2, bytes.length - 2);
  };
}

test('never misses what redaction would find', () => {
  for (const settings of [{}, { detectors: ['card'] }, { detectors: ['email'] }, { detectors: ['card'], keys: ['id', 'api_key'] }]) {
    const redactor = compileRedaction(settings).redactor as Redactor;
    const suspect = suspects(redactor);
    let found = 0;
    fc.assert(fc.property(hostileSecrets, (text) => {
      if (redactor.text(text) === undefined) return;
      found++;
      assert.ok(suspect(text), JSON.stringify(text));
    }), { seed: 3, numRuns: 700 });
    assert.ok(found >= 5, `${JSON.stringify(settings)}: only ${found}`);
  }
});

test('lets ordinary lines pass', () => {
  const suspect = suspects(compileRedaction({}).redactor as Redactor);
  for (const text of ['', 'GET /index.html 200 12ms', '2026-01-02T03:04:05.678Z started', 'user 1234567 logged in']) assert.not.ok(suspect(text), text);
});

test('suspects everything where a pattern has no literal', () => {
  const suspect = suspects(compileRedaction({ detectors: [], patterns: [{ name: 'ssn', pattern: '\\d{9}', action: 'mask' }] }).redactor as Redactor);
  assert.ok(suspect('x'));
});

test.run();
