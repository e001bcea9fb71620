import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { suite } from '../../support/suite.js';
import { VECTORS, vector } from '../../support/vectors.js';

interface Sample {
  readonly source: string;
  readonly rule: string;
  readonly text: string;
  readonly secret: string;
  readonly secrets: readonly string[];
  readonly positive: boolean;
}

const test = suite('redaction vectors');
const file = vector('redaction', 'dev.jsonl.gz');
const all = compileRedaction({}).redactor as Redactor;
const withoutEmail = compileRedaction({ detectors: ['secrets', 'card'] }).redactor as Redactor;

function share(samples: readonly Sample[], holds: (sample: Sample) => boolean): number {
  return samples.length === 0 ? 1 : samples.filter(holds).length / samples.length;
}

/** Whether nothing of what the sample calls secret is left. */
function isHidden({ text, secret, secrets }: Sample): boolean {
  const redacted = all.text(text);
  return redacted !== undefined && [secret, ...secrets].every((value) => value === '' || !redacted.includes(value));
}

if (file === undefined) {
  test.skip('finds what public scanners find', `no redaction/dev.jsonl.gz in ${VECTORS}; set HUSHPIPE_VECTORS`);
} else {
  const samples = gunzipSync(readFileSync(file)).toString().trim().split('\n').map((line) => JSON.parse(line) as Sample);
  const positives = samples.filter(({ positive }) => positive);
  const hardNegatives = samples.filter(({ source, rule, positive }) => !positive && (source === 'loghub' || source === 'noise' || rule === 'CREDIT_CARD'));

  test("finds the samples of gitleaks and secretlint", () => {
    for (const [source, bar] of [['gitleaks', 1], ['secretlint', 0.95]] as const) {
      const own = positives.filter((sample) => sample.source === source);
      const recall = share(own, isHidden);
      console.log(`${source}: ${(recall * 100).toFixed(2)} % of ${own.length} hidden`);
      assert.ok(own.length > 20 && recall >= bar, `${source}: ${recall}`);
    }
  });

  test('finds the addresses and cards of presidio, and no card with a wrong check digit', () => {
    const own = positives.filter(({ rule }) => rule === 'EMAIL_ADDRESS' || rule === 'CREDIT_CARD');
    const recall = share(own, isHidden);
    console.log(`presidio, addresses and cards: ${(recall * 100).toFixed(2)} % of ${own.length} hidden`);
    assert.ok(own.length >= 10 && recall >= 0.99, own.filter((sample) => !isHidden(sample)).map(({ text }) => text).join(', '));
  });

  test('leaves real logs and noise as they are', () => {
    const changed = hardNegatives.filter(({ text }) => withoutEmail.text(text) !== undefined);
    console.log(`${changed.length} of ${hardNegatives.length} hard negatives changed`);
    assert.ok(hardNegatives.length > 10_000 && changed.length / hardNegatives.length <= 0.0005, changed.map(({ text }) => withoutEmail.text(text)).join('\n'));
  });

  test('finds nothing more in what it has redacted', () => {
    for (const { text } of samples) {
      const once = all.text(text);
      if (once !== undefined) assert.is(all.text(once), undefined, once);
    }
  });
}

test.run();
