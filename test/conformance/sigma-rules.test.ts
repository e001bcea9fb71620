import * as assert from 'uvu/assert';
import type { JsonObject } from '../../core/contract/json.js';
import { loadSigma } from '../../core/sigma/load.js';
import { SigmaMatcher } from '../../core/sigma/matcher.js';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';
import { everyDocument, readerOf, vectorLines, vectorText } from './sigma-vectors.js';

interface Labelled {
  readonly src: string;
  readonly mut: string;
  readonly event: JsonObject;
  readonly match: readonly string[];
}

interface Sample {
  readonly rule: string;
  readonly want_at_least: number;
  /** As evtx_dump writes them. */
  readonly raw: readonly JsonObject[];
  /** The same with all fields side by side. */
  readonly events: readonly JsonObject[];
}

const test = suite('loadSigma');
const RULES = vectorText('sigma', 'sigmahq-rules-3640.yml.gz');
const LABELLED = vectorText('sigma', 'events-real-and-mutated-3332.jsonl.gz');
const SAMPLES = vectorText('sigma', 'regression-202.jsonl.gz');
const limit = FULL ? 120_000 : 20_000;

if (RULES !== undefined && LABELLED !== undefined) {
  test('decides for every rule and every event as the labels do', () => {
    const { rules, problems } = loadSigma([{ name: 'sigmahq.yml', text: FULL ? RULES : everyDocument(RULES, 8) }]);
    assert.equal(problems, []);
    const ids = new Set(rules.map(({ id }) => id));
    const matcher = new SigmaMatcher(rules);
    const differences: string[] = [];
    const events = vectorLines<Labelled>(LABELLED);
    for (const { src, mut, event, match } of events) {
      const reader = readerOf(event);
      const found = new Set(matcher.match(reader).map(({ id }) => id));
      const naive = FULL ? new Set(rules.filter(({ condition }) => condition.matches(reader)).map(({ id }) => id)) : found;
      const wanted = new Set(match.filter((id) => ids.has(id)));
      for (const id of new Set([...found, ...naive, ...wanted])) {
        if (!found.has(id) || !naive.has(id) || !wanted.has(id)) differences.push(`${id} on ${src} (${mut}): wanted ${wanted.has(id)}, found ${found.has(id)}, without the index ${naive.has(id)}`);
      }
    }
    assert.equal(differences, []);
    console.log(`${rules.length} rules on ${events.length} events: ${rules.length * events.length} decisions, no difference`);
  }, { limit });
}

if (RULES !== undefined && SAMPLES !== undefined) {
  test('finds in the samples of the rules what they were taken for, also where log sources count', () => {
    const samples = vectorLines<Sample>(SAMPLES);
    const wanted = new Set(samples.map(({ rule }) => rule));
    const text = RULES.split(/^---\n/m).filter((document) => wanted.has(/^id: (\S+)/m.exec(document)?.[1] ?? '')).join('---\n');
    for (const pipelines of [[], ['windows']] as const) {
      const { rules, problems } = loadSigma([{ name: 'sigmahq.yml', text }], { pipelines });
      assert.equal(problems, []);
      const ids = new Set(rules.map(({ id }) => id));
      const matcher = new SigmaMatcher(rules);
      for (const form of ['events', 'raw'] as const) {
        const missed = samples.filter(({ rule, [form]: events, want_at_least: least }) =>
          ids.has(rule) && events.filter((event) => matcher.match(readerOf(event)).some(({ id }) => id === rule)).length < least);
        assert.equal(missed.map(({ rule }) => rule), [], `${form} with the pipelines ${JSON.stringify(pipelines)}`);
      }
      console.log(`${samples.filter(({ rule }) => ids.has(rule)).length} of ${samples.length} samples, whose rules are in the set`);
    }
  }, { limit });
}

test('needs no vectors to load a rule', () => {
  const text = 'title: t\nlogsource: { product: x }\ndetection: { a: { user: eve }, condition: a }\n';
  assert.equal(loadSigma([{ name: 't.yml', text }]).problems, []);
});

test.run();
