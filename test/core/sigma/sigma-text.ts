import type { JsonObject } from '../../../core/contract/json.js';
import type { FieldReader } from '../../../core/condition/compile.js';
import { readDocuments, type SigmaDocument } from '../../../core/sigma/documents.js';
import { loadSigma, type LoadedSigma, type SigmaOptions } from '../../../core/sigma/load.js';
import { SigmaMatcher } from '../../../core/sigma/matcher.js';

/** A rule with this detection, as YAML in the form of JSON. */
export function ruleText(detection: unknown, head: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ title: 'A rule', id: 'rule-1', logsource: { product: 'windows', category: 'process_creation' }, ...head, detection });
}

export function load(texts: readonly string[], options: SigmaOptions = {}): LoadedSigma {
  return loadSigma([{ name: 'rules.yml', text: texts.join('\n---\n') }], options);
}

/** Problems as `line CODE: message`. */
export function problemsOf(texts: readonly string[], options: SigmaOptions = {}): readonly string[] {
  return load(texts, options).problems.map(({ line, code, message }) => `${line} ${code}: ${message}`);
}

export function reading(event: JsonObject): FieldReader {
  return { get: (path) => (Object.hasOwn(event, path) ? event[path] : undefined), toJSON: () => event };
}

/** Ids of the rules that the event meets. Throws where a rule was left out. */
export function met(texts: readonly string[], event: JsonObject, options: SigmaOptions = {}): readonly string[] {
  const { rules, problems } = load(texts, options);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return new SigmaMatcher(rules).match(reading(event)).map(({ id }) => id);
}

export function documentOf(value: unknown): SigmaDocument {
  const [document] = readDocuments('rules.yml', JSON.stringify(value)).documents;
  if (document === undefined) throw new Error('not a document');
  return document;
}
