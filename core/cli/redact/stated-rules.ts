import { didYouMean } from '../../config/closest.js';
import { formatDiagnostics } from '../../config/format-diagnostics.js';
import { HushpipeError } from '../../contract/errors.js';
import { ASSIGNMENTS, ENCODED, compileRedaction } from '../../redact/rules.js';
import { DETECTORS } from '../../redact/detectors/catalog.js';
import type { Redactor } from '../../redact/redactor.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { usage, type Flags } from '../flags.js';

/** Without a config, all that is surely nobody's business: network addresses are what most people look for in a log. */
const WITHOUT_CONFIG: readonly string[] = ['secrets', 'personal'];

/** The rules that the options state: those of --config, or the detectors of --detectors, less those of --without. */
export async function statedRules(flags: Flags): Promise<Redactor> {
  for (const option of ['detectors', 'without']) checkNames(option, listOf(flags, option));
  const settings = withDetectors(await configuredRules(flags), listOf(flags, 'detectors'), listOf(flags, 'without'));
  const { redactor, problems } = compileRedaction(settings);
  if (redactor === undefined) throw new HushpipeError(problems[0]?.code ?? 'REDACT_BAD_RULE', problems.map(({ message }) => message).join('\n'));
  return redactor;
}

async function configuredRules(flags: Flags): Promise<Partial<RedactSettings>> {
  if (flags.text('config') === undefined) return { detectors: [...WITHOUT_CONFIG] };
  const [{ ConfigKeeper }, { needConfigFile }] = await Promise.all([import('../config-keeper.js'), import('../config-file.js')]);
  const { config, diagnostics } = await new ConfigKeeper({ file: await needConfigFile(flags), overrides: [] }).load();
  if (config === undefined) throw new HushpipeError('CONFIG_INVALID', formatDiagnostics(diagnostics));
  return config.redact ?? {};
}

function withDetectors(settings: Partial<RedactSettings>, only: readonly string[], without: readonly string[]): Partial<RedactSettings> {
  const stated = only.length > 0 ? { ...settings, detectors: [...only] } : settings;
  if (without.length === 0) return stated;
  const actions = actionsOf(stated.detectors ?? ['secrets', 'email', 'card']);
  const groups = groupsOfDetectors();
  const left = Object.entries(groups).flatMap(([name, group]) => {
    const action = actions[name] ?? actions[group];
    return action === undefined || without.includes(name) || without.includes(group) ? [] : [[name, action] as const];
  });
  return { ...stated, detectors: Object.fromEntries(left) };
}

function groupsOfDetectors(): Readonly<Record<string, string>> {
  return { [ASSIGNMENTS]: 'secrets', [ENCODED]: 'secrets', ...Object.fromEntries(DETECTORS.map(({ name, group }) => [name, group])) };
}

function checkNames(option: string, names: readonly string[]): void {
  const groups = groupsOfDetectors();
  const known = new Set([...Object.keys(groups), ...Object.values(groups)]);
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, known) ?? 'docs/reference/detectors.md lists them, with their groups.';
  throw usage(`--${option}: there is no detector or group ${JSON.stringify(unknown)}`, hint);
}

function actionsOf(detectors: NonNullable<RedactSettings['detectors']>): Readonly<Record<string, 'mask' | 'partial' | 'drop' | 'pseudonym'>> {
  return Array.isArray(detectors) ? Object.fromEntries(detectors.map((name: string) => [name, 'mask' as const])) : (detectors as Readonly<Record<string, 'mask'>>);
}

function listOf(flags: Flags, name: string): readonly string[] {
  return flags.texts(name).flatMap((text) => text.split(',')).map((text) => text.trim()).filter((text) => text !== '');
}
