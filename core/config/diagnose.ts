import { HushpipeError } from '../contract/errors.js';
import type { AnyPlugin, PluginKind } from '../contract/plugin.js';
import type { Registry } from '../plugin-host/registry.js';
import { didYouMean } from './closest.js';
import { describeValue } from './describe-schema.js';
import { INSTANCE_SECTIONS, SECTION_KINDS, instanceSchema, type InstanceSection } from './instance-schema.js';
import type { LoadedTree } from './load.js';
import type { Problem } from './schema-problems.js';
import { frame, test, trigger } from './sections.js';
import { TRIGGERS_A_TURN, turn } from './turn.js';
import { validatePart } from './validate-part.js';
import { dotted, isMap, type Path, type ValueMap } from './value.js';

/** An instance whose plugin is known. */
export interface KnownInstance {
  readonly section: InstanceSection;
  readonly kind: PluginKind;
  readonly path: Path;
  readonly name: string;
  readonly id: string;
  readonly plugin: AnyPlugin;
  readonly value: ValueMap;
  /** It passed its schema. */
  readonly sound: boolean;
}

export interface Diagnosis {
  readonly problems: readonly Problem[];
  readonly instances: readonly KnownInstance[];
}

export interface DiagnoseOptions {
  readonly registry: Registry;
  /** A part of a config, in the docs or for an include: it need not state its version. */
  readonly fragment: boolean;
}

/**
 * Holds a config against its schemas: first the frame, then each instance against the schema of the plugin that its `type`
 * names, and each trigger and test. So a mistake is reported once, in the terms of the plugin that was meant.
 */
export async function diagnose(tree: LoadedTree, options: DiagnoseOptions): Promise<Diagnosis> {
  const framed = validatePart(tree, frame, [], 'the file').filter(({ code, path }) => !(options.fragment && code === 'CONFIG_MISSING_KEY' && path.length === 0));
  const problems: Problem[] = [...framed];
  const instances: KnownInstance[] = [];
  for (const section of INSTANCE_SECTIONS) {
    for (const [key, value] of section === 'transforms' ? itemsOf(tree.root[section]) : membersOf(tree.root[section])) {
      const path = [section, key];
      if (!isMap(value) || typeof value['type'] !== 'string' || framed.some((problem) => problem.path[0] === section && problem.path[1] === key)) continue;
      const id = instanceId(section, key, value, instances);
      const checked = await diagnoseInstance(tree, options.registry, section, path, value);
      problems.push(...checked.problems);
      const { plugin } = checked;
      if (plugin) instances.push({ section, kind: SECTION_KINDS[section], path, name: id.slice(section.length + 1), id, plugin, value, sound: checked.problems.length === 0 });
    }
  }
  for (const [key, value] of itemsOf(tree.root['triggers'])) {
    if (!isMap(value)) continue;
    if (key % TRIGGERS_A_TURN === TRIGGERS_A_TURN - 1) await turn();
    const name = typeof value['name'] === 'string' ? `the trigger ${describeValue(value['name'])}` : 'the trigger';
    problems.push(...validatePart(tree, trigger, ['triggers', key], name));
  }
  for (const [key, value] of itemsOf(tree.root['tests'])) if (isMap(value)) problems.push(...validatePart(tree, test, ['tests', key], 'the test'));
  return { problems, instances };
}

async function diagnoseInstance(tree: LoadedTree, registry: Registry, section: InstanceSection, path: Path, value: ValueMap): Promise<{ readonly problems: readonly Problem[]; readonly plugin?: AnyPlugin }> {
  const type = typeOf(value);
  const kind = SECTION_KINDS[section];
  const at = { path: [...path, 'type'], part: 'value' } as const;
  let plugin: AnyPlugin | undefined;
  try {
    plugin = await registry.get(kind, type);
  } catch (error) {
    const message = `the ${kind} ${type} cannot be imported: ${error instanceof Error ? error.message : String(error)}`;
    return { problems: [{ ...at, code: error instanceof HushpipeError ? error.code : 'PLUGIN_INVALID', message }] };
  }
  if (!plugin) return { problems: [{ ...at, code: 'CONFIG_UNKNOWN_TYPE', message: `there is no ${kind} called ${describeValue(type)}`, hint: typeHint(registry, kind, type) }] };
  const found = validatePart(tree, instanceSchema(plugin), path, dotted(path));
  return { problems: found, plugin };
}

function typeHint(registry: Registry, kind: PluginKind, type: string): string | undefined {
  const names = registry.names(kind);
  const near = didYouMean(type, names);
  if (near !== undefined) return near;
  const elsewhere = INSTANCE_SECTIONS.find((section) => registry.names(SECTION_KINDS[section]).includes(type));
  if (elsewhere) return `The ${SECTION_KINDS[elsewhere]} ${type} stands under ${elsewhere}:.`;
  return names.length === 0 ? undefined : `Known: ${names.join(', ')}.`;
}

/** Transforms have no names: they are told apart by type, and by number where a type occurs again. So one that is added changes no other's id. */
function instanceId(section: InstanceSection, key: string | number, value: ValueMap, before: readonly KnownInstance[]): string {
  if (typeof key === 'string') return `${section}.${key}`;
  const type = typeOf(value);
  const same = before.filter((instance) => instance.section === section && instance.value['type'] === type).length;
  return same === 0 ? `${section}.${type}` : `${section}.${type}-${same + 1}`;
}

/** The frame made sure that it is text. */
function typeOf(value: ValueMap): string {
  return value['type'] as string;
}

function itemsOf(section: unknown): readonly (readonly [number, unknown])[] {
  return Array.isArray(section) ? section.map((item: unknown, index) => [index, item] as const) : [];
}

function membersOf(section: unknown): readonly (readonly [string, unknown])[] {
  return isMap(section) ? Object.entries(section) : [];
}
