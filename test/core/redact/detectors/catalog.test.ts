import * as assert from 'uvu/assert';
import type { Detector } from '../../../../core/redact/detector.js';
import { createAssignmentDetector } from '../../../../core/redact/detectors/assignment.js';
import { createEncodedDetector } from '../../../../core/redact/detectors/encoded.js';
import { DETECTORS } from '../../../../core/redact/detectors/catalog.js';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('DETECTORS');
const redactor = compileRedaction({ detectors: ['secrets', 'personal', 'network'] }).redactor;
const assignments = createAssignmentDetector({ ruleOf: (name) => redactor?.key(name), suggestive: { name: 'credential', action: 'mask', secret: true, only: 'random' } }, redactor?.anchors ?? []);
const encoded = createEncodedDetector((text) => redactor?.text(text));
const all = [...DETECTORS, assignments, encoded];

/** Asks the detector at every place where it may be asked. */
function finds(detector: Detector, text: string): boolean {
  const lower = text.toLowerCase();
  for (let at = 0; at < text.length; at++) {
    const isAnchor = detector.anchors.some((anchor) => lower.startsWith(anchor, at));
    const isDigit = detector.digits !== undefined && /\d/.test(text.charAt(at)) && !/\d/.test(text.charAt(at - 1));
    if ((isAnchor || isDigit) && detector.find(text, at) !== undefined) return true;
  }
  return false;
}

test('finds what its examples say, also within a sentence and in JSON', () => {
  for (const detector of all) {
    assert.ok(detector.examples.match.length > 0, detector.name);
    for (const example of detector.examples.match) {
      assert.ok(finds(detector, example), `${detector.name}: ${example}`);
      if (detector.name === 'private_key' || detector === assignments) continue;
      assert.ok(finds(detector, `at 12:00 "${example}", then more`), `${detector.name} within a sentence`);
      assert.ok(finds(detector, JSON.stringify({ text: `line one\n${example}\n` })), `${detector.name} in JSON`);
    }
  }
});

test('leaves the counter-examples alone', () => {
  for (const detector of all) {
    assert.ok(detector.examples.noMatch.length > 0, detector.name);
    for (const example of detector.examples.noMatch) assert.not.ok(finds(detector, example), `${detector.name}: ${example}`);
  }
});

test('states names that are unique and anchors that a prefilter can use', () => {
  assert.is(new Set(all.map(({ name }) => name)).size, all.length);
  for (const { name, anchors, needs, digits, reference, examples } of DETECTORS) {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    assert.match(reference, /^https:\/\//);
    assert.ok(anchors.length > 0 || digits !== undefined, name);
    for (const anchor of anchors) assert.ok(anchor === anchor.toLowerCase() && (anchor.length >= 3 || /^[^a-z]$/.test(anchor)), `${name}: ${anchor}`);
    if (needs !== undefined) assert.ok(/^[^a-z]$/.test(needs) && examples.match.every((example) => example.includes(needs)), name);
  }
});

test('masks every example of a credential by its own name', () => {
  for (const { name, examples } of DETECTORS) {
    for (const example of examples.match) assert.match(redactor?.text(example) ?? '', `[REDACTED:${name}]`);
  }
});

test.run();
