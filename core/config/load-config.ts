import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { AuditSettings } from '../../schemas/audit.js';
import { logSchema, serviceSchema, type SectionName } from '../../schemas/config.js';
import type { RedactSettings } from '../../schemas/redact.js';
import type { TestConfig } from '../../schemas/test.js';
import type { StatedSigma } from '../../schemas/sigma.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { ErrorCode, HushpipeError } from '../contract/errors.js';
import type { JsonSchema } from '../contract/schema.js';
import { loadPlugins } from '../plugin-host/load-plugins.js';
import type { Registry } from '../plugin-host/registry.js';
import { hashOf } from './canonical.js';
import { checkConditions } from './check-conditions.js';
import { checkAlerts } from './check-alerts.js';
import { checkClaims, checkOptions, checkParsing, checkQueue, checkSecrets, type CheckedInstance } from './check-instances.js';
import { checkRedaction } from './check-redaction.js';
import { checkReferences } from './check-references.js';
import { checkTests } from './check-tests.js';
import { diskReader, type ConfigReader } from './config-reader.js';
import type { ConfigSnapshot } from './config-snapshot.js';
import { convertValue } from './convert.js';
import { diagnose, type Diagnosis } from './diagnose.js';
import type { Diagnostic } from './diagnostic.js';
import { finishDiagnostics } from './finish-diagnostics.js';
import { reservedKeys } from './instance-schema.js';
import type { LintOptions } from './lint-config.js';
import { loadTree, type LoadedTree } from './load.js';
import type { SigmaSection } from './load-sigma.js';
import type { InstanceConfig, LoadedConfig, LoadedTrigger } from './loaded-config.js';
import { makeInstance, placeOf } from './make-instance.js';
import { ParseCache } from './parse-cache.js';
import type { Problem } from './schema-problems.js';
import { frame, test, trigger } from './sections.js';
import { lacksMore, standIn, standInKey } from './stand-ins.js';
import type { Environment } from './substitute.js';
import type { Place } from './source-text.js';
import { TRIGGERS_A_TURN, turn } from './turn.js';
import { expandLists } from './value-lists.js';
import { isMap, valueAt, type Path, type ValueMap } from './value.js';

export interface LoadConfigOptions {
  /** The main file. With `text` it need not exist: it gives the text its name, and relative paths their start. */
  readonly file: string;
  readonly text?: string;
  readonly env?: Environment;
  /** `--set`: `path.to.key=value`. */
  readonly overrides?: readonly string[];
  /** Is not changed: what the config names under `plugins:` is known to this config only. */
  readonly plugins: Registry;
  /** Absolute paths of files to include beside those that the config names. */
  readonly include?: readonly string[];
  /** A part of a config: it need not state its version, and may name what it does not define. */
  readonly fragment?: boolean;
  /** Check on a machine without the environment: unset variables and missing `!file`s are no errors, and give no config. */
  readonly lenient?: boolean;
  /** For a run that reaches nothing: what instances lack in the environment is taken from the examples of their plugins. */
  readonly standIns?: boolean;
  /** Give no config, only what is wrong: for a check that has no use for one. */
  readonly checkOnly?: boolean;
  /** Also say what is allowed and most likely not meant. */
  readonly lint?: LintOptions;
  readonly reader?: ConfigReader;
  /** Keep one per config: a reload then parses only the files that changed. */
  readonly cache?: ParseCache;
  readonly cwd?: string;
}

export interface LoadResult {
  /** There unless a diagnostic is an error. */
  readonly config?: LoadedConfig;
  /** Everything that is wrong, sorted by place. Carries no secret. */
  readonly diagnostics: readonly Diagnostic[];
  /** Also where there is no config, so that a broken one can be watched until it is mended. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Absolute path, also where there is no config. */
  readonly dataDir: string;
  readonly triggerCount: number;
  /** None unless there is a config. */
  readonly tests: readonly TestConfig[];
  /** Where a part of the config stands, whether its value or a key above it. */
  readonly locate: (path: Path) => Place;
  /** What was read, to keep as the last good config once it is in place. */
  readonly snapshot: ConfigSnapshot;
}

/** Reads, checks and converts a config. Bad input gives diagnostics, all at once; nothing is started. Never throws for it. */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadResult> {
  const file = resolve(options.cwd ?? '.', options.file);
  const folder = dirname(file);
  const registry = options.plugins.extend();
  const tree = await loadTree({
    file, env: options.env ?? process.env, lenient: options.lenient ?? options.standIns ?? false, overrides: options.overrides ?? [], reader: options.reader ?? diskReader,
    cache: options.cache ?? new ParseCache(), cwd: options.cwd ?? process.cwd(), include: options.include ?? [], ...(options.text === undefined ? {} : { text: options.text }),
  });
  const lists = await expandLists(tree.root, folder);
  if (options.standIns) standInKey(tree);
  const problems: Problem[] = [...lists.problems, ...await pluginProblems(tree, folder, registry)];
  const fragment = (options.fragment ?? false) || tree.incomplete;
  const diagnosis = await diagnose(tree, { registry, fragment });
  const many = countOf(tree.root['triggers']) >= TRIGGERS_A_TURN;
  if (many) await turn();
  const references = [...checkReferences(tree.root), ...checkAlerts(tree.root, (value) => tree.origins.isIncomplete(value)), ...checkTests(tree.root), ...await triggerProblems(tree.root)];
  if (many) await turn();
  problems.push(...diagnosis.problems, ...checkConditions(tree.root), ...references.filter(({ code }) => !fragment || !ABOUT_NAMES.has(code)));

  if (options.lint !== undefined) {
    const { lintConfig } = await import('./lint-config.js');
    problems.push(...lintConfig(tree.root, options.lint));
  }
  problems.push(...await redactionProblems(tree, diagnosis, folder, { fragment, lint: options.lint !== undefined }));
  const checked: CheckedInstance[] = diagnosis.instances
    .filter(({ sound, value }) => sound && (options.standIns || !tree.origins.isIncomplete(value)))
    .flatMap((instance) => standIn(instance, tree) ?? [])
    .map((instance) => ({ config: makeInstance(instance, tree, folder), path: instance.path, value: instance.value }));
  problems.push(...checked.flatMap((instance) => [...checkOptions(instance), ...checkParsing(instance), ...checkSecrets(instance), ...checkQueue(instance)]), ...checkClaims(checked));

  if (many) await turn();
  const sigma = await sigmaSection(tree, diagnosis, folder, options.cwd ?? process.cwd());
  const finished = finishDiagnostics(tree, diagnosis, problems);
  const { secrets } = finished;
  const diagnostics = [...finished.diagnostics, ...sigma.diagnostics];
  const dataDir = dataDirOf(tree.root, folder);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error') || tree.incomplete;
  // Then the environment has to be complete after all, and what it lacks is to be said.
  if (options.standIns && !hasErrors && lacksMore(tree)) return loadConfig({ ...options, standIns: false });
  const failed = hasErrors || (!options.standIns && tree.origins.isIncomplete(tree.root));
  const { snapshot } = tree;
  const files = [...new Set([...tree.files, ...lists.files, ...sigma.files])];
  const folders = [...new Set([...tree.folders, ...sigma.folders])];
  const result = { diagnostics, files, folders, dataDir, snapshot, triggerCount: countOf(tree.root['triggers']) + sigma.triggers.length, tests: [], locate: (path: Path) => placeOf(tree, path) };
  if (failed || options.fragment || options.checkOnly) return result;
  const tests = (tree.root['tests'] as readonly ValueMap[] | undefined ?? []).map((stated) => convertValue(test, stated, { folder }) as TestConfig);
  return { ...result, tests, config: makeConfig({ file, folder, tree, diagnosis, instances: checked.map(({ config }) => config), secrets, dataDir, sigma, files, folders }) };
}

const NO_SIGMA: SigmaSection = { triggers: [], diagnostics: [], files: [], folders: [] };

/** The rules of the section `sigma`, where it is sound. Reading them is left to a module that few configs need. */
async function sigmaSection(tree: LoadedTree, diagnosis: Diagnosis, folder: string, cwd: string): Promise<SigmaSection> {
  const stated = tree.root['sigma'];
  if (stated === undefined || diagnosis.problems.some(({ path }) => path[0] === 'sigma')) return NO_SIGMA;
  const { loadSigmaSection } = await import('./load-sigma.js');
  return loadSigmaSection(convertValue(frame.properties?.['sigma'] ?? {}, stated, { folder }) as StatedSigma, folder, cwd);
}

/** What cannot be said of a part: the rest may define the name. */
const ABOUT_NAMES: ReadonlySet<ErrorCode> = new Set(['CONFIG_UNKNOWN_REFERENCE', 'TRIGGER_UNKNOWN_TARGET']);

async function triggerProblems({ triggers, actions }: ValueMap): Promise<readonly Problem[]> {
  if (!Array.isArray(triggers)) return [];
  const { checkTriggers } = await import('../trigger/check.js');
  const found = checkTriggers(triggers, isMap(actions) ? Object.keys(actions) : []);
  return found.map(({ path, grade, code, message, hint }) => ({
    path: ['triggers', ...path], part: code === 'CONDITION_UNKNOWN_MODIFIER' ? 'key' : 'value', severity: grade, code, message, hint,
  }));
}

async function redactionProblems(tree: LoadedTree, diagnosis: Diagnosis, folder: string, { fragment, lint }: { readonly fragment: boolean; readonly lint: boolean }): Promise<readonly Problem[]> {
  const { redact, triggers } = tree.root;
  if (diagnosis.problems.some(({ path }) => path[0] === 'redact')) return [];
  const settings = redact === undefined ? undefined : convertValue(frame.properties?.['redact'] ?? {}, redact, { folder }) as RedactSettings;
  // What the rules of a part will be is not known here.
  const lost = lint && !fragment ? (await import('./lint-redacted.js')).lintRedacted(triggers, settings) : [];
  if (settings === undefined) return lost;
  const problems = [...lost, ...await checkRedaction(settings, redact, fragment || tree.root['audit'] !== undefined)];
  return problems.filter(({ code }) => code !== 'REDACT_KEY_MISSING' || !tree.origins.isIncomplete(redact));
}

async function pluginProblems(tree: LoadedTree, folder: string, registry: Registry): Promise<readonly Problem[]> {
  const named = tree.root['plugins'];
  if (!Array.isArray(named)) return [];
  const names = named.map((name) => (typeof name === 'string' ? name : ''));
  const wanted = names.flatMap((name, index) => (name === '' ? [] : [{ name, index }]));
  const failures = await loadPlugins(wanted.map(({ name }) => name), { folder, registry, reserved: reservedKeys });
  return failures.map(({ index, error }) => pluginProblem(wanted[index]?.index ?? 0, error));
}

function pluginProblem(index: number, error: HushpipeError): Problem {
  return { path: ['plugins', index], part: 'value', code: error.code, message: error.message, hint: error.hint };
}

/** Found also in a config with errors elsewhere: that is where the last good one is kept. */
function dataDirOf(root: ValueMap, folder: string): string {
  const stated = root['data_dir'];
  return resolve(folder, typeof stated === 'string' && stated !== '' ? stated : '.hushpipe');
}

function countOf(section: unknown): number {
  return Array.isArray(section) ? section.length : 0;
}

interface Parts {
  readonly file: string;
  readonly folder: string;
  readonly tree: LoadedTree;
  readonly diagnosis: Diagnosis;
  readonly instances: readonly InstanceConfig[];
  readonly secrets: readonly string[];
  readonly dataDir: string;
  readonly sigma: SigmaSection;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function makeConfig({ file, folder, tree, instances, secrets, dataDir, sigma, files, folders }: Parts): LoadedConfig {
  const section = <T>(name: SectionName, schema: JsonSchema | undefined): T =>
    convertValue(schema ?? {}, valueAt(tree.root, [name]) ?? schema?.default ?? {}, { folder }) as T;
  const of = <K extends InstanceConfig['kind']>(kind: K) => instances.filter((instance): instance is Extract<InstanceConfig, { kind: K }> => instance.kind === kind);
  const own = (tree.root['triggers'] as readonly ValueMap[] | undefined ?? []).map((stated, index): LoadedTrigger => ({
    config: convertValue(trigger, stated, { folder }) as TriggerConfig, stated, place: placeOf(tree, ['triggers', index]),
  }));
  const triggers = [...own, ...sigma.triggers];
  const sections = {
    log: section<LoadedConfig['log']>('log', logSchema),
    redact: tree.root['redact'] === undefined ? undefined : section<RedactSettings>('redact', frame.properties?.['redact']),
    audit: tree.root['audit'] === undefined ? undefined : section<AuditSettings>('audit', frame.properties?.['audit']),
    classify: section<LoadedConfig['classify']>('classify', frame.properties?.['classify']),
    modules: section<LoadedConfig['modules']>('modules', frame.properties?.['modules']),
    routes: section<LoadedConfig['routes']>('routes', frame.properties?.['routes']),
    alerts: section<LoadedConfig['alerts']>('alerts', frame.properties?.['alerts']),
    mute: section<LoadedConfig['mute']>('mute', frame.properties?.['mute']),
    group: section<LoadedConfig['group']>('group', frame.properties?.['group']),
  };
  const service = { ...section<LoadedConfig['service']>('service', serviceSchema), host: hostname() };
  const { name, ...rest } = service as LoadedConfig['service'] & { readonly name?: string };
  const resource = Object.freeze({ ...(name === undefined ? {} : { service: name }), ...rest });
  const hash = hashOf({ resource, dataDir, ...sections, instances: instances.map((instance) => [instance.id, instance.hash]), triggers: own.map(({ config }) => config), sigma: sigma.triggers.map(({ stated }) => stated) });
  const config = {
    file, hash, service: resource, dataDir, ...sections, sources: of('source'), transforms: of('transform'), sinks: of('sink'), actions: of('action'),
    triggers, plugins: section<readonly string[]>('plugins', frame.properties?.['plugins']),
    files, folders,
  };
  // Not enumerable, so that a config that is logged or dumped does not show them.
  return Object.defineProperty({ ...config, secrets }, 'secrets', { enumerable: false });
}
