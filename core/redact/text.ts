import type { AllowList } from './allow-list.js';
import { AnchorScan } from './anchor-scan.js';
import { isDigit } from './detector.js';
import type { Detector, Finding } from './detector.js';
import { visitDigitRuns } from './digit-runs.js';
import { unscanned } from './placeholder.js';
import { OffsetMap } from './offset-map.js';
import type { Change } from './offset-map.js';
import type { RedactionReport, Redactor } from './redactor.js';
import type { Action } from './rule.js';
import { patternBudget, type UserPattern } from './user-pattern.js';

/** A detector that is on, with what is done to its findings. */
export interface TextRule {
  readonly detector: Detector;
  readonly action: Action;
  /** Names the merged finding where several overlap: the higher one wins, then the longer one. */
  readonly rank: number;
}

export interface TextOptions {
  readonly rules: readonly TextRule[];
  readonly patterns: readonly UserPattern[];
  /** Exact values that only secret detectors still replace. */
  readonly allow: AllowList;
  /** The replacement of a value under an action other than keep. */
  readonly replacement: (name: string, action: Action, value: string) => string;
}

/** A finding with its rule, ready to be merged and replaced. */
interface Hit {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly action: Action;
  readonly rank: number;
  readonly quote: string | undefined;
}

export type RedactText = Redactor['text'];

/** In text that was JSON once more, `\u0040` is an @: such escapes are undone before a second look. */
const ESCAPE = '\\u00';
const ESCAPED = /\\{1,8}u00([2-7][0-9a-fA-F])/g;
/** Undoing these would change where strings end. */
const STRUCTURAL = /^(?:22|5[cC]|7[fF])$/;

/** What the engine itself looks for, beside the detectors' anchors. */
export const ENGINE_ANCHORS: readonly string[] = [ESCAPE];

/**
 * The text with every finding replaced, or undefined where nothing was found. Anchors are looked for first, in one pass;
 * a detector looks only where one of its own stands. Never throws: where a detector does, the whole text is replaced.
 */
export function createTextRedactor(options: TextOptions): RedactText {
  const { rules, patterns } = options;
  const anchors = [...new Set([ESCAPE, ...rules.flatMap((rule) => rule.detector.anchors), ...patterns.flatMap((pattern) => pattern.anchor ?? [])])];
  /** Made for the first text: where lines are passed over as bytes, that may come late. */
  let scan: AnchorScan | undefined;
  const ruleIds = idsByAnchor(anchors, rules);
  const patternIds = anchors.map((anchor) => patterns.flatMap((pattern, id) => (pattern.anchor === anchor ? [id] : [])));
  const leastDigits = rules.reduce((least, { detector: { digits = 0 } }) => (least === 0 || digits === 0 ? least + digits : Math.min(least, digits)), 0);
  const always = patterns.filter((pattern) => pattern.anchor === undefined);
  const byDigits = rules.filter((rule) => rule.detector.digits !== undefined);
  // Detectors come in many shapes: each would be asked anew where its `find` is.
  const finds = rules.map(({ detector: { find } }) => find);
  const findsByDigits = byDigits.map(({ detector: { find } }) => find);

  // The state of one call; nothing that is called from it calls back, so it can be kept here rather than made anew.
  let text = '';
  let isSecretsOnly = false;
  let hasEscape = false;
  /** Something was found that may have kept its neighbour from being found. */
  let mayReveal = false;
  let hits: Hit[] = [];
  /** The last finding by rule: anchors within it belong to it. */
  const starts = new Int32Array(rules.length);
  const ends = new Int32Array(rules.length);
  /** The rules that have one. */
  let having: number[] = [];
  /** By rule for digits: where in a run to look on. */
  const runEnds = new Int32Array(byDigits.length);
  const runLeasts = Int32Array.from(byDigits, ({ detector: { digits = 0 } }) => digits);
  const due = new Set<UserPattern>();

  function add(rule: TextRule, finding: Finding): void {
    const { action, name } = finding.rule ?? { action: rule.action, name: rule.detector.name };
    const isSecret = finding.rule?.secret ?? rule.detector.group === 'secrets';
    if (rule.detector.standalone !== true) mayReveal = true;
    const rank = finding.rule?.secret === false ? OWN_RULE_RANK : rule.rank;
    if (action !== 'keep' && (isSecret || !isExempt(finding))) hits.push({ start: finding.start, end: finding.end, name, action, rank, quote: finding.quote });
  }

  function isExempt({ start, end }: Finding): boolean {
    return isSecretsOnly || (!options.allow.isEmpty && options.allow.has(text.slice(start, end)));
  }

  function visitAnchor(anchor: number, at: number): void {
    if (anchor === 0) hasEscape = true;
    const ids = ruleIds[anchor] as readonly number[];
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] as number;
      if (at < (ends[id] as number) && at >= (starts[id] as number)) continue;
      const finding = (finds[id] as Detector['find'])(text, at);
      if (finding === undefined) continue;
      starts[id] = finding.start;
      ends[id] = finding.end;
      having.push(id);
      add(rules[id] as TextRule, finding);
    }
    if (patterns.length > 0) for (const id of patternIds[anchor] as readonly number[]) due.add(patterns[id] as UserPattern);
  }

  function visitRun(start: number, end: number, digits: number): void {
    runEnds.fill(start);
    for (let at = start; at < end; at++) {
      if (!isDigit(text.charCodeAt(at)) || (at > start && isDigit(text.charCodeAt(at - 1)))) continue;
      for (let index = 0; index < byDigits.length; index++) {
        if ((runLeasts[index] as number) > digits || at < (runEnds[index] as number)) continue;
        const finding = (findsByDigits[index] as Detector['find'])(text, at);
        if (finding === undefined) continue;
        add(byDigits[index] as TextRule, finding);
        runEnds[index] = finding.end + 1;
      }
    }
  }

  function searchPatterns(): void {
    mayReveal = true;
    const budget = patternBudget(text, due.size);
    for (const { findAll: find, name, action } of due) {
      const hit = (start: number, end: number): void => {
        if (!isExempt({ start, end })) hits.push({ start, end, name, action, rank: OWN_RULE_RANK, quote: undefined });
      };
      find(text, hit, budget);
    }
  }

  function findAll(value: string, secretsOnly: boolean, hasNoWord: boolean): void {
    text = value;
    isSecretsOnly = secretsOnly;
    hasEscape = false;
    hits = [];
    if (having.length > 0) {
      for (const id of having) ends[id] = 0;
      having = [];
    }
    // Even an empty one costs a table.
    if (due.size > 0) due.clear();
    scan ??= new AnchorScan(anchors);
    if (hasNoWord) scan.runSingle(text, visitAnchor);
    else scan.run(text, visitAnchor);
    if (leastDigits > 0) visitDigitRuns(text, leastDigits, visitRun);
    for (const pattern of always) due.add(pattern);
    if (due.size > 0) searchPatterns();
  }

  function redact(value: string, report: RedactionReport | undefined, secretsOnly: boolean, map: OffsetMap | undefined, hasNoWord = false): string | undefined {
    findAll(value, secretsOnly, hasNoWord);
    const found = hits;
    if (hasEscape) {
      const changes: Change[] = [];
      const plain = value.replace(ESCAPED, (escape, hex: string, start: number) => {
        if (STRUCTURAL.test(hex)) return escape;
        changes.push({ start, end: start + escape.length, length: 1 });
        return String.fromCharCode(parseInt(hex, 16));
      });
      map?.add(changes);
      const inPlain = plain === value ? undefined : redact(plain, report, secretsOnly, map);
      if (inPlain !== undefined) return inPlain;
      map?.undo();
    }
    return found.length === 0 ? undefined : replaceAll(value, merge(found), report, map);
  }

  function replaceAll(value: string, merged: readonly Hit[], report: RedactionReport | undefined, map: OffsetMap | undefined): string {
    let result = '';
    let last = 0;
    const changes: Change[] = [];
    for (const { start, end, name, action, quote = '' } of merged) {
      const replacement = quote + options.replacement(name, action, value.slice(start, end)) + quote;
      result += value.slice(last, start) + replacement;
      last = end;
      if (map === undefined) {
        report?.count(name);
        continue;
      }
      const input = map.toInput(start, end);
      report?.found?.(name, input.start, input.end);
      changes.push({ start, end, length: replacement.length });
    }
    map?.add(changes);
    return result + value.slice(last);
  }

  const isSecondLookDue = (): boolean => mayReveal;

  /** What stood beside a finding may be seen for what it is only once that is gone, so a second pass must find nothing more. */
  function redactFully(value: string, report: RedactionReport | undefined, secretsOnly: boolean, hasNoWord: boolean): string | undefined {
    mayReveal = false;
    const map = report?.found === undefined ? undefined : new OffsetMap();
    let result = redact(value, report, secretsOnly, map, hasNoWord);
    for (let pass = 1; isSecondLookDue() && result !== undefined && pass < MOST_PASSES && result.length <= LONGEST_REPEATED; pass++) {
      const again = redact(result, report, secretsOnly, map);
      if (again === undefined) break;
      result = again;
    }
    return result;
  }

  return (value, report, secretsOnly = false, hasNoWord = false) => {
    try {
      return redactFully(value, report, secretsOnly, hasNoWord);
    } catch {
      report?.count('unscanned');
      return unscanned(value);
    } finally {
      text = '';
      hits = [];
    }
  };
}

/** The rules to ask at each anchor, by its index. */
function idsByAnchor(anchors: readonly string[], rules: readonly TextRule[]): readonly (readonly number[])[] {
  const ids = new Map(anchors.map((anchor) => [anchor, [] as number[]]));
  for (const [id, { detector }] of rules.entries()) for (const anchor of new Set(detector.anchors)) ids.get(anchor)?.push(id);
  return [...ids.values()];
}

const MOST_PASSES = 4;
const LONGEST_REPEATED = 8192;

/** The config's own patterns and keys name a finding before the built-in detectors do. */
const OWN_RULE_RANK = 9;

/**
 * Overlapping findings become one over all they cover, so that nothing of either is left. The highest rank names it; where
 * that one does not cover it all, it is masked whatever its action, as no part of it may be shown or joined on.
 */
function merge(hits: Hit[]): Hit[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Hit[] = [];
  for (const hit of hits) {
    const last = merged.at(-1);
    if (last === undefined || hit.start >= last.end) {
      if (hit.end > hit.start) merged.push(hit);
      continue;
    }
    const end = Math.max(last.end, hit.end);
    const isBetter = hit.rank > last.rank || (hit.rank === last.rank && hit.end - hit.start > last.end - last.start);
    const best = isBetter ? hit : last;
    const coversAll = best.start === last.start && best.end === end;
    const quote = hit.start === last.start && hit.end === last.end ? (hit.quote ?? last.quote) : last.end === end ? last.quote : undefined;
    merged[merged.length - 1] = { ...best, start: last.start, end, action: coversAll || best.action === 'drop' ? best.action : 'mask', quote };
  }
  return merged;
}
