import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('KUBERNETES_SECRET_DETECTOR');
const redactor = compileRedaction({ detectors: ['kubernetes_secret'] }).redactor;

test('hides the whole data of a manifest, wherever the kind stands, and nothing else', () => {
  assert.is(redactor?.text('data:\n  # note\n  a: eHg=\n  b: eXk=\nkind: Secret\nmetadata:\n  name: x\n'), 'data:\n  [REDACTED:kubernetes_secret]\nkind: Secret\nmetadata:\n  name: x\n');
  assert.is(redactor?.text('kind: Secret\nstringData:\n  a: eHg='), 'kind: Secret\nstringData:\n  [REDACTED:kubernetes_secret]');
  assert.is(redactor?.text('got "kind: Secret\\ndata:\\n  a: eHg=\\ntype: Opaque"'), 'got "kind: Secret\\ndata:[REDACTED:kubernetes_secret]\\ntype: Opaque"'.replace('data:[', 'data:\\n  ['));
});

test('leaves other kinds alone', () => {
  for (const text of ['kind: ConfigMap\ndata:\n  a: eHg=\n', 'kind: SecretStore\ndata:\n  a: eHg=\n']) assert.is(redactor?.text(text), undefined);
});

test.run();
