import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { AnchorScan, withoutLonger } from '../../../core/redact/anchor-scan.js';
import { suite } from '../../support/suite.js';

function scan(anchors: readonly string[], text: string): string[] {
  const found: string[] = [];
  new AnchorScan(anchors).run(text, (anchor, at) => found.push(`${at}:${anchors[anchor]}`));
  return found.sort();
}

const test = suite('AnchorScan');

test('finds all anchors at all places, in any case', () => {
  assert.equal(scan(['token', 'oken=', '@', '://'], 'TOKEN=a@b Token http://'), ['0:token', '10:token', '1:oken=', '20:://', '7:@'].sort());
  assert.equal(scan(['pass'], 'pas'), []);
  assert.equal(scan([' -u '], ' -u'), []);
});

test('finds what a plain search finds', () => {
  const anchors = ['abc', 'bca', '-a_', 'a1b', '://', '%40', '\\u00', '@', 'aaaa', 'key-'];
  const text = fc.string({ unit: fc.constantFrom(...'abcABC1-_:/%40\\u@key \u0161\u4e2d'), maxLength: 60 });
  fc.assert(fc.property(text, (value) => {
    const lower = value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const expected = anchors.flatMap((anchor) => Array.from({ length: value.length }, (_, at) => at).filter((at) => lower.startsWith(anchor, at)).map((at) => `${at}:${anchor}`));
    assert.equal(scan(anchors, value), expected.sort());
  }), { seed: 7, numRuns: 2000 });
});

test('refuses an anchor that it could not find', () => {
  for (const anchor of ['', 'a', 'ab']) assert.throws(() => new AnchorScan([anchor]));
});

test.run();

const shorter = suite('withoutLonger');
shorter('leaves out anchors that hold another, and doubles', () => {
  assert.equal([...withoutLonger(['client_secret', 'secret', 'jwt', 'secret'])].sort(), ['jwt', 'secret']);
  assert.equal(withoutLonger(['a', '']), ['']);
});
shorter.run();
