import * as assert from 'uvu/assert';
import type { JsonObject } from '../../core/contract/json.js';
import { Correlator } from '../../core/sigma/correlator.js';
import { loadSigma } from '../../core/sigma/load.js';
import { SigmaMatcher } from '../../core/sigma/matcher.js';
import { suite } from '../support/suite.js';
import { readerOf, vectorLines, vectorText } from './sigma-vectors.js';

interface Case {
  readonly name: string;
  readonly rules: string;
  readonly events: readonly { readonly t: number; readonly event: JsonObject }[];
  /** Fires at each event; null is not asserted. */
  readonly correlation_fires: readonly (number | null)[];
  readonly group?: Readonly<Record<string, JsonObject>>;
  readonly value?: Readonly<Record<string, number>>;
  readonly config?: { readonly suppress_s?: number; readonly on_match?: 'reset' };
}

const test = suite('Correlator');
const CASES = vectorText('sigma-correlation', 'cases.jsonl');

for (const { name, rules: text, events, correlation_fires: wanted, group = {}, value = {}, config } of CASES === undefined ? [] : vectorLines<Case>(CASES)) {
  test(`fires as wanted: ${name}`, () => {
    const { rules, correlations, problems } = loadSigma([{ name: 'case.yml', text }]);
    assert.equal(problems, []);
    const matcher = new SigmaMatcher(rules);
    const correlator = new Correlator(correlations, { suppress: (config?.suppress_s ?? 0) * 1000, onMatch: config?.on_match ?? 'keep' });
    for (const [index, { t, event }] of events.entries()) {
      const reader = readerOf(event);
      const fires = correlator.process({ id: String(index), time: t * 1000, event: reader, rules: matcher.match(reader).map(({ id }) => id) });
      const want = wanted[index];
      if (typeof want === 'number') assert.is(fires.length, want, `at event ${index}`);
      if (group[index] !== undefined) assert.equal(fires[0]?.group, group[index]);
      if (value[index] !== undefined) assert.is(fires[0]?.value, value[index]);
    }
  });
}

test('runs none where there is none', () => {
  assert.equal(new Correlator([]).process({ id: 'e', time: 0, event: readerOf({}), rules: ['x'] }), []);
});

test.run();
