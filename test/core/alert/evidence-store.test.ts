import * as assert from 'uvu/assert';
import { EvidenceStore } from '../../../core/alert/evidence-store.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('EvidenceStore');

const line = (bytes: number): string => 'x'.repeat(bytes);

test('keeps the events of each incident, and within the bound those of the incidents that were heard of last', () => {
  const store = new EvidenceStore(1_000);
  const lengths = (): readonly (readonly number[])[] => ['a', 'b', 'c', 'd'].map((id) => store.get(id).map(({ byteLength }) => byteLength));
  store.set('a', makeEvents([line(300), line(100)]));
  store.set('b', makeEvents([line(300)]));
  store.set('a', makeEvents([line(400)]));
  store.set('c', makeEvents([line(300)]));
  assert.equal(lengths(), [[400], [300], [300], []]);
  assert.equal(store.set('d', makeEvents([line(100)])), ['b']);
  assert.equal(lengths(), [[400], [], [300], [100]]);
  store.delete('a');
  store.set('b', makeEvents([line(600)]));
  assert.equal(lengths(), [[], [600], [300], [100]]);
  assert.equal(store.set('c', makeEvents([line(5_000)])), ['d', 'b']);
  assert.equal(lengths(), [[], [], [5_000], []], 'what just came is there however large it is');
});

test.run();
