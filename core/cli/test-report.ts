import type { Place } from '../config/source-text.js';
import type { Gap } from '../testing/coverage.js';
import type { Style } from './style.js';
import { counted } from './table.js';

/** What came of one test. */
export interface TestOutcome {
  readonly name: string;
  readonly place: Place;
  /** Milliseconds of real time. */
  readonly took: number;
  readonly failures: readonly { readonly place: Place; readonly lines: readonly string[] }[];
}

export interface CoverageReport {
  readonly triggers: number;
  readonly silent: readonly { readonly trigger: string; readonly place: Place }[];
  readonly terms: number;
  readonly gaps: readonly (Gap & { readonly place: Place })[];
}

export interface TestReport {
  readonly outcomes: readonly TestOutcome[];
  readonly coverage: CoverageReport | undefined;
  readonly took: number;
}

export const testReports: Readonly<Record<string, (report: TestReport, style: Style) => string>> = { text: textReport, json: jsonReport, junit: junitReport, github: githubReport };

function textReport({ outcomes, coverage, took }: TestReport, style: Style): string {
  const lines = outcomes.flatMap(({ name, place, failures }) => (failures.length === 0
    ? [`${style.good('ok')}    ${name}`]
    : [`${style.bad('FAIL')}  ${name}  ${style.faint(placeText(place))}`, ...failures.flatMap((failure) => [
      `      ${style.strong(placeText(failure.place))}  ${failure.lines[0] ?? ''}`,
      ...failure.lines.slice(1).map((line) => `        ${line}`),
    ])]));
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  const total = `${outcomes.length - failed} passed, ${failed} failed (${(took / 1000).toFixed(2)} s)`;
  return [...lines, ...(coverage === undefined ? [] : ['', ...coverageLines(coverage)]), '', total, ''].join('\n');
}

function coverageLines({ triggers, silent, terms, gaps }: CoverageReport): readonly string[] {
  return [
    `coverage  ${triggers - silent.length} of ${counted(triggers, 'trigger')} fired, ${terms - gaps.length} of ${counted(terms, 'condition')} seen both ways`,
    ...silent.map(({ trigger, place }) => `  ${placeText(place)}  ${trigger}  never fired`),
    ...gaps.map(({ trigger, place, term, never }) => `  ${placeText(place)}  ${trigger}  ${term.text}  ${gapText(never)}`),
  ];
}

function gapText(never: Gap['never']): string {
  return never === 'asked' ? 'never looked at' : `never ${never}`;
}

function jsonReport({ outcomes, coverage, took }: TestReport): string {
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  const tests = outcomes.map(({ name, place, took: ms, failures }) => ({ name, ...placeJson(place), ok: failures.length === 0, took_ms: Math.round(ms), failures: failures.map((failure) => ({ ...placeJson(failure.place), lines: failure.lines })) }));
  const covered = coverage === undefined ? {} : {
    coverage: {
      triggers: coverage.triggers,
      silent: coverage.silent.map(({ trigger, place }) => ({ trigger, ...placeJson(place) })),
      conditions: coverage.terms,
      gaps: coverage.gaps.map(({ trigger, place, term, never }) => ({ trigger, ...placeJson(place), condition: term.text, never })),
    },
  };
  return `${JSON.stringify({ passed: outcomes.length - failed, failed, took_ms: Math.round(took), tests, ...covered }, undefined, 2)}\n`;
}

/** The format that Jenkins, GitLab and others read: testsuite per file, testcase per test. */
function junitReport({ outcomes, took }: TestReport): string {
  const files = grouped(outcomes);
  const count = (list: readonly TestOutcome[]): string => `tests="${list.length}" failures="${list.filter(({ failures }) => failures.length > 0).length}" errors="0"`;
  const suites = [...files].map(([file, list]) => [
    `  <testsuite name="${xml(file)}" ${count(list)} time="${seconds(list.reduce((sum, each) => sum + each.took, 0))}">`,
    ...list.map(({ name, place, took: ms, failures }) => {
      const head = `    <testcase name="${xml(name)}" classname="${xml(place.file)}" file="${xml(place.file)}" line="${place.line}" time="${seconds(ms)}"`;
      if (failures.length === 0) return `${head}/>`;
      const inner = failures.map((failure) => `      <failure message="${xml(failure.lines[0] ?? '')}">${xml([placeText(failure.place), ...failure.lines].join('\n'))}</failure>`);
      return [`${head}>`, ...inner, '    </testcase>'].join('\n');
    }),
    '  </testsuite>',
  ].join('\n'));
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${count(outcomes)} time="${seconds(took)}">`, ...suites, '</testsuites>', ''].join('\n');
}

function grouped(outcomes: readonly TestOutcome[]): Map<string, TestOutcome[]> {
  const files = new Map<string, TestOutcome[]>();
  for (const outcome of outcomes) files.set(outcome.place.file, [...files.get(outcome.place.file) ?? [], outcome]);
  return files;
}

/** Workflow commands of GitHub Actions, which shows each at its line in a pull request. */
function githubReport({ outcomes }: TestReport): string {
  return outcomes.flatMap(({ name, failures }) => failures.map(({ place, lines }) =>
    `::error file=${property(place.file)},line=${place.line},col=${place.column},title=${property(name)}::${lines.join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\r', '%0D')}\n`)).join('');
}

function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function placeJson({ file, line, column }: Place): Place {
  return { file, line, column };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function property(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Text of an XML document; what no document may hold becomes U+FFFD. */
function xml(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd').replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
