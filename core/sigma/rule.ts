import type { Detection } from './detection.js';
import { readDetection } from './detection.js';
import { isMap, type SigmaDocument } from './documents.js';
import { parseExpression, type Expression } from './expression.js';
import { readLogSource, type LogSource } from './log-source.js';
import type { Path, Report, SigmaProblem } from './problem.js';

export const SIGMA_LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type SigmaLevel = (typeof SIGMA_LEVELS)[number];

/** What a rule and a correlation say about themselves. */
export interface RuleHead {
  /** The rule's id; where it has none its name, else its title. */
  readonly id: string;
  /** By which correlations may refer to it. */
  readonly name: string | undefined;
  readonly title: string;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly level: SigmaLevel | undefined;
  readonly tags: readonly string[];
  /** The file, or the name that its text was given, and the line that it begins in. */
  readonly file: string;
  readonly line: number;
}

/** Searches, and how they are joined. */
export interface Searches {
  readonly detections: ReadonlyMap<string, Detection>;
  /** One of them must hold. */
  readonly conditions: readonly Expression[];
}

/** A rule as it is read: pipelines and filters change it before it becomes a condition. */
export interface RuleDraft extends RuleHead, Searches {
  readonly logsource: LogSource;
  /** What pipelines add: each must hold besides. */
  readonly added: readonly { readonly detection: Detection; readonly negated: boolean }[];
  readonly document: SigmaDocument;
  /** Why a pipeline refuses it. */
  readonly refusal?: string;
}

/** What a document reports while it is read; one with problems is left out. */
export class Reporter {
  readonly problems: SigmaProblem[] = [];
  readonly #document: SigmaDocument;

  constructor(document: SigmaDocument) {
    this.#document = document;
  }

  readonly report: Report = (path, code, message, hint) => {
    this.problems.push(this.#document.problem(path, code, message, hint));
  };
}

export function readRule(document: SigmaDocument, report: Report): RuleDraft {
  const { value } = document;
  return {
    ...readHead(document, report),
    logsource: readLogSource(value['logsource'], report),
    ...readSearches(value['detection'], ['detection'], report),
    added: [],
    document,
  };
}

export function readHead(document: SigmaDocument, report: Report): RuleHead {
  const { value } = document;
  const text = (key: string): string | undefined => (typeof value[key] === 'string' || typeof value[key] === 'number' ? String(value[key]) : undefined);
  const title = text('title') ?? '';
  if (title === '') report(['title'], 'SIGMA_BAD_RULE', 'a rule needs a title');
  const given = text('level')?.toLowerCase();
  const level = SIGMA_LEVELS.find((word) => word === given);
  if (given !== undefined && level === undefined) report(['level'], 'SIGMA_BAD_RULE', `level "${given}" is not one of ${SIGMA_LEVELS.join(', ')}`);
  const name = text('name');
  const tags = Array.isArray(value['tags']) ? value['tags'].filter((tag) => typeof tag === 'string') : [];
  const { file, line } = document.problem([], 'SIGMA_BAD_RULE', '');
  return { id: text('id') ?? name ?? title, name, title, description: text('description'), author: text('author'), level, tags, file, line };
}

/** Keys beside the searches, which are none themselves. */
const NO_SEARCHES: readonly string[] = ['condition', 'timeframe'];

export function readSearches(definition: unknown, path: Path, report: Report, besides: readonly string[] = []): Searches {
  if (!isMap(definition)) {
    report(path, 'SIGMA_BAD_RULE', `"${path.join('.')}" must be a map of searches with a condition`);
    return { detections: new Map(), conditions: [] };
  }
  const searches = Object.entries(definition).filter(([name]) => !NO_SEARCHES.includes(name) && !besides.includes(name));
  if (searches.length === 0) report(path, 'SIGMA_BAD_RULE', 'there is nothing to search for');
  const { condition } = definition;
  const texts: readonly unknown[] = Array.isArray(condition) ? condition : [condition];
  const conditions = texts.flatMap((text) => {
    const expression = typeof text === 'string' ? parseExpression(text) : { problem: 'a condition is a text that joins the names of searches' };
    if (!('problem' in expression)) return [expression];
    report([...path, 'condition'], 'SIGMA_BAD_CONDITION', expression.problem);
    return [];
  });
  return { detections: new Map(searches.map(([name, search]) => [name, readDetection(search, [...path, name], report)])), conditions };
}
