import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Block } from '../../../core/event/block.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { Suspicion } from '../../../core/redact/suspicion.js';
import { hostileSecrets } from '../../support/hostile-secrets.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';

const test = suite('Suspicion');
const SEED = 20260917;

const suspicionOf = (anchors: readonly string[], minDigits: number): Suspicion => new Suspicion({ anchors, words: anchors.filter(({ length }) => length > 1), minDigits });
const inText = (anchors: readonly string[], minDigits: number, text: string): boolean => suspicionOf(anchors, minDigits).text(new Block(Buffer.from(text)), 0, Buffer.byteLength(text));

test('suspects a text that holds an anchor, in any case', () => {
  assert.ok(inText(['@', 'token'], 0, 'my TOKEN'));
  assert.ok(inText(['@', 'token'], 0, '@'));
  assert.not.ok(inText(['@', 'token'], 0, 'my toke n'));
  assert.ok(inText(['k'], 0, 'K'));
  assert.ok(inText([''], 0, ''));
  assert.not.ok(inText([], 0, 'anything 4111111111111111'));
});

test('suspects rows of digits, single spaces and dashes left out', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 16 }), fc.string({ unit: fc.constantFrom('1', '2', '3', '4', '5', '-', ' ', 'a', ','), maxLength: 40 }), (least, text) => {
    const isThere = [...text.matchAll(/\d(?:[ -]?\d)*/g)].some(([run]) => run.replace(/[ -]/g, '').length >= least);
    if (isThere) assert.ok(inText([], least, text), `${least} in ${text}`);
    const parts = text.split(/[^\d -]/).map((part) => part.replace(/\D/g, ''));
    if (parts.every((part) => part.length < least)) assert.not.ok(inText([], least, text), `${least} in ${text}`);
  }), { seed: SEED, numRuns: runs(5000) });
});

test('suspects the JSON of every string that holds an anchor', () => {
  const special = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', '\n', 'é', ':', '/'), maxLength: 12 });
  fc.assert(fc.property(fc.array(special.filter(({ length }) => length > 0), { minLength: 1, maxLength: 3 }), special, (anchors, text) => {
    const json = JSON.stringify(text);
    if (!anchors.some((anchor) => text.includes(anchor))) return;
    assert.ok(suspicionOf(anchors, 0).json(new Block(Buffer.from(json)), 0, Buffer.byteLength(json)), `${JSON.stringify(anchors)} in ${json}`);
  }), { seed: SEED, numRuns: runs(2000) });
});

test('looks at its range alone, wherever ranges move in a block', () => {
  const suspicion = suspicionOf(['@', 'token'], 0);
  const block = new Block(Buffer.from('a@b token c'));
  const of = (start: number, end: number): boolean => suspicion.text(block, start, end);
  assert.equal([of(0, 1), of(0, 2), of(2, 8), of(2, 9), of(4, 9), of(5, 9), of(9, 11), of(0, 2), of(1, 2)], [false, true, false, true, true, false, false, true, true]);
});

test('knows which text holds none of the words', () => {
  const suspicion = suspicionOf(['@', 'token', 'a.b'], 0);
  const has = (text: string): boolean => suspicion.hasWord(new Block(Buffer.from(text)), 0, Buffer.byteLength(text));
  assert.equal(['', '@', 'a token', 'TOKEN', 'toke n', 'A.B', 'a-b'].map(has), [false, false, true, true, false, true, false]);
});

function suspects(redactor: Redactor): (text: string) => boolean {
  const suspicion = new Suspicion(redactor);
  return (text) => {
    // Bytes around the text, as in a block, must not matter.
    const block = new Block(Buffer.from(`ab${text}cd`));
    return suspicion.text(block, 2, block.bytes.length - 2);
  };
}

test('never misses what redaction would find', () => {
  for (const settings of [{}, { detectors: ['card'] }, { detectors: ['email'] }, { detectors: ['secrets', 'personal', 'network'] }, { detectors: ['card'], keys: ['id', 'api_key'] }]) {
    const redactor = compileRedaction(settings).redactor as Redactor;
    const suspect = suspects(redactor);
    let found = 0;
    fc.assert(fc.property(hostileSecrets, (text) => {
      if (redactor.text(text) === undefined) return;
      found++;
      assert.ok(suspect(text), JSON.stringify(text));
    }), { seed: 3, numRuns: 700 });
    assert.ok(found >= 2, `${JSON.stringify(settings)}: only ${found}`);
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
