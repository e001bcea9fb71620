import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/loaded-config.js';
import { loadConfig, type LoadResult } from '../config/load-config.js';
import { isTestFile } from '../config/load.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { Place } from '../config/source-text.js';
import type { Registry } from '../plugin-host/registry.js';
import type { TestConfig } from '../../schemas/test.js';
import { loadStandalone } from './standalone.js';

/** A config with tests of its triggers. */
export interface TestSubject {
  readonly config: LoadedConfig;
  readonly locate: LoadResult['locate'];
  readonly tests: readonly PlacedTest[];
}

export interface PlacedTest {
  readonly config: TestConfig;
  readonly place: Place;
  /** Of each expectation. */
  readonly places: readonly Place[];
}

export interface FoundTests {
  readonly subjects: readonly TestSubject[];
  /** What is wrong with configs that cannot be tested. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface FindTestsOptions {
  readonly plugins: Registry;
  /** Absolute paths of whole configs. */
  readonly configs: readonly string[];
  /** Absolute paths of files with triggers or tests, which may belong to one of the configs. */
  readonly parts: readonly string[];
  /** Test only the parts, not all that the configs hold. */
  readonly onlyParts: boolean;
}

/** Loads configs with the tests in them and beside their files (`x.test.yaml` of `x.yaml`). A part that no config includes stands alone. */
export async function findTests({ plugins, configs, parts, onlyParts }: FindTestsOptions): Promise<FoundTests> {
  const subjects: TestSubject[] = [];
  const diagnostics: Diagnostic[] = [];
  const wanted = new Set(parts.flatMap((part) => [part, ...besides(part)]));
  const taken = new Set<string>();
  const take = (result: LoadResult, isWanted: (file: string) => boolean): void => {
    diagnostics.push(...result.diagnostics.filter(({ severity }) => severity === 'error'));
    if (result.config !== undefined) subjects.push(subjectOf(result, result.config, isWanted));
  };
  for (const file of configs) {
    const result = await loadWithTests(file, plugins, [...wanted]);
    for (const path of result.files) taken.add(path);
    // A config that is only looked into for a part it does not hold is none of the caller's business.
    if (onlyParts && !result.files.some((path) => wanted.has(path))) continue;
    take(result, onlyParts ? (path) => wanted.has(path) : () => true);
  }
  for (const part of parts) {
    if (taken.has(part)) continue;
    const files = [part, ...besides(part)];
    for (const file of files) taken.add(file);
    take(await loadStandalone(files, { plugins }), () => true);
  }
  return { subjects, diagnostics };
}

/** The config with the test files beside its files, whether it includes them or not. */
async function loadWithTests(file: string, plugins: Registry, wanted: readonly string[]): Promise<LoadResult> {
  const result = await loadConfig({ file, plugins, standIns: true });
  const known = new Set(result.files);
  const beside = [...new Set([...result.files.filter((path) => /\.ya?ml$/.test(path)).flatMap(besides), ...wanted.filter((path) => besides(path).some((other) => known.has(other)))])].filter((path) => isTestFile(path) && !known.has(path));
  return beside.length === 0 ? result : loadConfig({ file, plugins, standIns: true, include: beside });
}

/** The tests of a file of triggers, or the file that tests are for, where it is there. */
function besides(path: string): readonly string[] {
  const other = isTestFile(path) ? path.replace(/\.test(\.ya?ml)$/, '$1') : path.replace(/(\.ya?ml)$/, '.test$1');
  return other !== path && existsSync(other) ? [other] : [];
}

function subjectOf({ tests, locate }: LoadResult, config: LoadedConfig, isWanted: (file: string) => boolean): TestSubject {
  const placed = tests.map((test, index): PlacedTest => ({
    config: test,
    place: locate(['tests', index]),
    places: test.expect.map((_, at) => locate(['tests', index, 'expect', at])),
  }));
  return { config, locate, tests: placed.filter(({ place }) => isWanted(resolve(place.file))) };
}
