import type { AnyPlugin, PluginKind } from '../contract/plugin.js';
import type { JsonSchema } from '../contract/schema.js';
import { COMMON_SCHEMAS, SECTION_KINDS } from '../config/instance-schema.js';
import { styleFor } from './style.js';
import { wrap } from './wrap.js';

const WIDTH = 100;
const INDENT = '      ';

interface PageOptions {
  readonly color: boolean;
  /** Writes a value as YAML. */
  readonly toYaml: (value: unknown) => string;
}

/** What `plugins info` prints of one plugin: what it is, its options and those that core adds, and examples as they stand in a config. */
export function pluginPage(plugin: AnyPlugin, { color, toYaml }: PageOptions): string {
  const { strong } = styleFor(color);
  const { kind, name, summary, stability = 'stable', requires } = plugin;
  const packages = Object.entries(requires ?? {}).map(([of, range]) => `${of}@${range}`);
  const needs = packages.length === 0 ? '' : `Needs the package ${packages.join(', ')}.\n`;
  const own = optionLines(plugin.schema as JsonSchema, strong);
  const examples = plugin.examples.map(({ title, config }) => `  # ${title}\n${indented(toYaml(asInstance(kind, name, config)), '  ')}`).join('\n');
  return [
    `${strong(name)}: ${kind}, ${stability}\n${summary}\n${needs}`,
    `Options\n${own === '' ? '  none of its own\n' : own}`,
    `Options of every ${kind}\n${optionLines(COMMON_SCHEMAS[kind], strong)}`,
    ...(examples === '' ? [] : [`Examples\n${examples}`]),
  ].join('\n');
}

/** What may stand there, in few words. */
function typeText(schema: JsonSchema): string {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return [...new Set(branches.map(typeText))].join(', or ');
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.format !== undefined) return { duration: 'duration', size: 'size', secret: 'secret', path: 'path', uri: 'address', regex: 'pattern' }[schema.format];
  if (schema.type === 'array') return schema.items === undefined ? 'list' : `list of ${typeText(schema.items)}`;
  if (schema.type === undefined) return 'any value';
  return { string: 'text', number: 'number', integer: 'whole number', boolean: 'true | false', object: 'map', null: 'nothing' }[schema.type];
}

/** Each option under its whole name, a map's own ones after the map; what it is stands in columns. */
function optionLines(schema: JsonSchema, strong: (text: string) => string): string {
  const options = optionsOf(schema, '');
  const width = Math.max(0, ...options.map(({ name }) => name.length));
  return options.map(({ name, isRequired, option }) => {
    const standard = option.default === undefined || option.properties !== undefined ? '' : `, default ${JSON.stringify(option.default)}`;
    const about = option.description === undefined ? '' : wrap(option.description, WIDTH, INDENT);
    return `  ${strong(name)}${' '.repeat(width - name.length)}  ${typeText(option)}${isRequired ? ', required' : standard}\n${about}`;
  }).join('');
}

interface Option {
  readonly name: string;
  readonly isRequired: boolean;
  readonly option: JsonSchema;
}

function optionsOf(schema: JsonSchema, prefix: string): readonly Option[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, option]) => {
    const name = `${prefix}${key}`;
    const maps = [option, ...(option.anyOf ?? option.oneOf ?? [])].filter(({ properties }) => properties !== undefined);
    return [{ name, isRequired: schema.required?.includes(key) === true, option }, ...maps.flatMap((map) => optionsOf(map, `${name}.`))];
  });
}

/** Under its section, as it stands in a config. */
function asInstance(kind: PluginKind, name: string, config: unknown): unknown {
  const section = Object.entries(SECTION_KINDS).find(([, of]) => of === kind)?.[0] ?? kind;
  const instance = { type: name, ...(config as Readonly<Record<string, unknown>>) };
  return { [section]: kind === 'transform' ? [instance] : { [`my-${name}`]: instance } };
}

function indented(text: string, indent: string): string {
  return text.trimEnd().split('\n').map((line) => `${indent}${line}\n`).join('');
}
