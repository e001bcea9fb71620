import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { conditionOf, type Condition } from '../condition/condition.js';
import type { ValueLists } from '../condition/placeholders.js';
import type { RegexPolicy } from '../condition/regex.js';
import { SigmaCache } from './cache.js';
import { compileRule } from './compile-rule.js';
import { readCorrelation, type SigmaCorrelation } from './correlation.js';
import { mapCorrelationFields } from './correlation-fields.js';
import { withShapes, type LoadedCorrelation } from './correlation-shape.js';
import type { SigmaDocument } from './documents.js';
import { appliesTo, readFilter, type SigmaFilter } from './filter.js';
import type { LogSource } from './log-source.js';
import { hash } from '../trigger/transition.js';
import { readPipeline, type Pipeline } from './pipeline.js';
import type { SigmaProblem } from './problem.js';
import { resolveCorrelations } from './references.js';
import { readRule, Reporter, type RuleDraft, type RuleHead } from './rule.js';
import { transform } from './transformation.js';
import { WINDOWS_STEPS } from './windows-log-sources.js';

/** A file, a folder of which all .yml and .yaml files are taken, or a text that is named as a file would be. */
export type SigmaSource = { readonly file: string } | { readonly name: string; readonly text: string };

/** `windows`: rules of Windows' categories and services look only at events of the right Channel and EventID. */
export type BuiltInPipeline = 'windows';

export interface SigmaOptions {
  /** Applied to every rule, by their priority; equals in the order given. Without any, the log source of a rule is not looked at. */
  readonly pipelines?: readonly (BuiltInPipeline | SigmaSource)[];
  /** What `%name%` stands for under `expand`, besides the `vars` of the pipelines. */
  readonly lists?: ValueLists;
  /** Regular expressions that V8 could take too long for; `linear` where it is not given. */
  readonly regex?: RegexPolicy;
  /** Given again at the next load, it spares what was done for files that are the same. */
  readonly cache?: SigmaCache;
}

/** A Sigma rule that is ready to be looked for. */
export interface SigmaRule extends RuleHead {
  readonly logsource: LogSource;
  readonly condition: Condition;
  /** Not an alert of its own: a correlation refers to it and does not `generate`. */
  readonly isPart: boolean;
}

export interface LoadedSigma {
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly LoadedCorrelation[];
  /** What was left out, and why; by source, then by line. */
  readonly problems: readonly SigmaProblem[];
}

/**
 * Reads Sigma rules, correlations and filters as they are. What cannot be used is a problem; all else is loaded. Reads
 * files at once, and does nothing else outside itself.
 */
export function loadSigma(sources: readonly SigmaSource[], options: SigmaOptions = {}): LoadedSigma {
  const problems: SigmaProblem[] = [];
  const cache = options.cache ?? new SigmaCache();
  cache.begin();
  const read = <T>(document: SigmaDocument, reader: (document: SigmaDocument, report: Reporter['report']) => T): T | undefined => {
    const reporter = new Reporter(document);
    const result = reader(document, reporter.report);
    problems.push(...reporter.problems);
    return reporter.problems.length > 0 ? undefined : result;
  };
  const places = new Map<string, number>();
  const documents = (source: SigmaSource): readonly SigmaDocument[] => openSource(source, problems).flatMap(({ name, text }) => {
    if (!places.has(name)) places.set(name, places.size);
    const found = cache.read(name, text);
    problems.push(...found.problems);
    return found.documents;
  });

  const pipelines = (options.pipelines ?? []).flatMap((source): readonly StatedPipeline[] => (source === 'windows' ? [WINDOWS] : documents(source).flatMap((document) => {
    const pipeline = read(document, readPipeline);
    return pipeline === undefined ? [] : [{ ...pipeline, text: JSON.stringify(document.value) }];
  })))
    .toSorted((a, b) => a.priority - b.priority);
  const steps = pipelines.flatMap((pipeline) => pipeline.steps);
  const lists = Object.assign({}, ...pipelines.map((pipeline) => pipeline.lists), options.lists) as ValueLists;

  const drafts: RuleDraft[] = [];
  const filters: (SigmaFilter & { readonly document: SigmaDocument })[] = [];
  const stated: { readonly correlation: SigmaCorrelation; readonly document: SigmaDocument }[] = [];
  const ids = new Set<string>();
  for (const document of sources.flatMap(documents)) {
    const { value } = document;
    if ('filter' in value) {
      const filter = read(document, readFilter);
      if (filter !== undefined) filters.push({ ...filter, document });
      continue;
    }
    const correlation = 'correlation' in value ? read(document, readCorrelation) : undefined;
    const draft = 'correlation' in value ? undefined : read(document, readRule);
    const id = (correlation ?? draft)?.id;
    if (id === undefined) continue;
    if (ids.has(id)) problems.push(document.problem(['id'], 'SIGMA_DUPLICATE', `a rule before this one has the id "${id}" too`));
    else if (correlation !== undefined) stated.push({ correlation, document });
    else if (draft !== undefined) drafts.push(draft);
    ids.add(id);
  }

  const circumstances = JSON.stringify([pipelines.map(({ name, text }) => [name, text]), lists, options.regex ?? 'linear', filters.map(({ document }) => document.value)]);
  const compiled = drafts.flatMap((draft) => {
    const { rule, problems: wrong } = cache.made(draft.document, circumstances, () => {
      const reporter = new Reporter(draft.document);
      const changed = steps.reduce(transform, draft);
      if (changed.refusal !== undefined) reporter.report([], 'SIGMA_BAD_RULE', `a pipeline refuses it: ${changed.refusal}`);
      const node = compileRule(changed, filters.filter((filter) => appliesTo(filter, draft)), reporter.report, { sigma: true, regex: options.regex ?? 'linear', lists });
      return { rule: reporter.problems.length > 0 ? undefined : { ...changed, condition: conditionOf(node) }, problems: reporter.problems };
    });
    problems.push(...wrong);
    return rule === undefined ? [] : [rule];
  });
  const { correlations: resolved, problems: unresolved } = resolveCorrelations(stated, compiled);
  const originals = new Map(drafts.map((draft) => [draft.id, draft]));
  const digests = new Map(resolved.flatMap((correlation) => correlation.rules).map((id) => [id, digestOf(originals.get(id)?.document, circumstances)]));
  const correlations = withShapes(resolved.map((correlation) => mapCorrelationFields(correlation, originals, steps)), digests);
  const parts = new Set(correlations.filter(({ generate }) => !generate).flatMap((correlation) => correlation.rules));
  const rules = compiled.map(({ id, name, title, description, author, level, tags, file, line, logsource, condition }): SigmaRule =>
    ({ id, name, title, description, author, level, tags, file, line, logsource, condition, isPart: parts.has(id) }));
  cache.end();
  return { rules, correlations, problems: inOrder([...problems, ...unresolved], places) };
}

/** Of what decides which events a rule is met by. */
function digestOf(document: SigmaDocument | undefined, circumstances: string): string {
  return hash([circumstances, JSON.stringify([document?.value['logsource'] ?? null, document?.value['detection'] ?? null])]);
}

/** A pipeline, and the text that it was made of. */
type StatedPipeline = Pipeline & { readonly text: string };

const WINDOWS: StatedPipeline = { name: 'windows', priority: 0, steps: WINDOWS_STEPS, lists: {}, text: '' };

function openSource(source: SigmaSource, problems: SigmaProblem[]): readonly { readonly name: string; readonly text: string }[] {
  if ('text' in source) return [source];
  try {
    if (!statSync(source.file).isDirectory()) return [{ name: source.file, text: readFileSync(source.file, 'utf8') }];
    return readdirSync(source.file, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() ? !entry.name.startsWith('.') : /\.ya?ml$/.test(entry.name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => openSource({ file: joinPath(source.file, entry.name) }, problems));
  } catch (error) {
    problems.push({ code: 'SIGMA_FILE', message: error instanceof Error ? error.message : String(error), file: source.file, line: 1, column: 1 });
    return [];
  }
}

/** By source, what could not be opened last, and by place. */
function inOrder(problems: readonly SigmaProblem[], places: ReadonlyMap<string, number>): readonly SigmaProblem[] {
  const placeOf = ({ file }: SigmaProblem): number => places.get(file) ?? places.size;
  return problems.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column);
}
