import { BUILT_IN } from '../../plugins/index.js';
import { formatDiagnostics } from '../config/format-diagnostics.js';
import { systemClock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { createRegistry } from '../plugin-host/registry.js';
import { Coverage } from '../testing/coverage.js';
import { findTests, type FoundTests, type TestSubject } from '../testing/find-tests.js';
import { runTest } from '../testing/run-test.js';
import type { Command } from './command.js';
import { findConfigFile } from './config-file.js';
import { EXIT } from './exit-code.js';
import { usage, type Flags } from './flags.js';
import { pathsToCheck } from './paths-to-check.js';
import { styleFor } from './style.js';
import { counted } from './table.js';
import { testReports, type CoverageReport, type TestOutcome } from './test-report.js';

/** Runs the tests of triggers, on a clock of their own, with nothing sent and nothing written. */
export const test: Command = async ({ flags, args, output }) => {
  const started = systemClock.monotonic();
  const wanted = expressionOf(flags.text('run'));
  const { subjects, diagnostics } = await testsOf(flags, args);
  if (diagnostics.length > 0) throw new HushpipeError('CONFIG_INVALID', `what is to be tested is not valid\n${formatDiagnostics(diagnostics)}`);
  const outcomes: TestOutcome[] = [];
  const reports: CoverageReport[] = [];
  for (const subject of subjects) {
    const coverage = flags.is('coverage') ? new Coverage(subject.config) : undefined;
    for (const { config, place, places } of subject.tests) {
      if (!wanted.test(config.name)) continue;
      const from = systemClock.monotonic();
      const failures = await runTest(subject.config, config, coverage);
      outcomes.push({ name: config.name, place, took: systemClock.monotonic() - from, failures: failures.map(({ expectation, lines }) => ({ place: places[expectation] ?? place, lines })) });
    }
    if (coverage !== undefined) reports.push(coverageOf(subject, coverage));
  }
  if (outcomes.length === 0) {
    const all = subjects.reduce((sum, { tests }) => sum + tests.length, 0);
    const [what, hint] = all === 0
      ? ['there are no tests', 'Write them under tests:, in a file of triggers or in a file beside it that is named x.test.yaml.']
      : [`--run finds none of ${counted(all, 'test')}`, 'It is a regular expression for their names, in small or capital letters.'];
    output.err(`hushpipe: ${what}\n${hint}\n`);
    return flags.is('allow-empty') ? EXIT.ok : EXIT.failed;
  }
  const format = testReports[flags.is('json') ? 'json' : flags.text('format') ?? 'text'] ?? testReports['text'];
  output.out(format?.({ outcomes, coverage: flags.is('coverage') ? joined(reports) : undefined, took: systemClock.monotonic() - started }, styleFor(output.color)) ?? '');
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  if (flags.text('format') === 'github') output.err(`${outcomes.length - failed} passed, ${failed} failed\n`);
  return failed > 0 ? EXIT.failed : EXIT.ok;
};

function expressionOf(text: string | undefined): RegExp {
  try {
    return new RegExp(text ?? '', 'i');
  } catch (error) {
    throw usage(`--run is no regular expression: ${error instanceof Error ? error.message : ''}`);
  }
}

async function testsOf(flags: Flags, args: readonly string[]): Promise<FoundTests> {
  const plugins = createRegistry(BUILT_IN);
  const config = await findConfigFile(flags);
  if (args.length === 0) return config === undefined ? { subjects: [], diagnostics: [] } : findTests({ plugins, configs: [config], parts: [], onlyParts: false });
  const paths = (await pathsToCheck(args)).filter(({ kind }) => kind !== 'page');
  const named = paths.filter(({ kind }) => kind === 'config').map(({ path }) => path);
  const parts = paths.filter(({ kind }) => kind === 'part').map(({ path }) => path);
  const inNamed = named.length > 0 ? await findTests({ plugins, configs: named, parts: [], onlyParts: false }) : { subjects: [], diagnostics: [] };
  const held = new Set(inNamed.subjects.flatMap((subject) => [...subject.config.files, ...subject.tests.map(({ place }) => place.file)]));
  const rest = parts.filter((part) => !held.has(part));
  if (rest.length === 0) return inNamed;
  const alone = await findTests({ plugins, configs: config === undefined || named.includes(config) ? [] : [config], parts: rest, onlyParts: true });
  return { subjects: [...inNamed.subjects, ...alone.subjects], diagnostics: [...inNamed.diagnostics, ...alone.diagnostics] };
}

function coverageOf({ config, locate }: TestSubject, coverage: Coverage): CoverageReport {
  const { triggers, silent, terms, gaps } = coverage.read();
  const indexOf = (name: string): number => config.triggers.findIndex((trigger) => trigger.config.name === name);
  return {
    triggers,
    silent: silent.map((trigger) => ({ trigger, place: config.triggers[indexOf(trigger)]?.place ?? locate([]) })),
    terms,
    gaps: gaps.map((gap) => ({ ...gap, place: locate(['triggers', indexOf(gap.trigger), ...gap.term.path]) })),
  };
}

function joined(reports: readonly CoverageReport[]): CoverageReport {
  return {
    triggers: reports.reduce((sum, { triggers }) => sum + triggers, 0),
    silent: reports.flatMap(({ silent }) => silent),
    terms: reports.reduce((sum, { terms }) => sum + terms, 0),
    gaps: reports.flatMap(({ gaps }) => gaps),
  };
}
