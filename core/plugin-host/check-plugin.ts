import { HushpipeError } from '../contract/errors.js';
import type { AnyPlugin, PluginKind } from '../contract/plugin.js';

const KINDS: readonly PluginKind[] = ['source', 'transform', 'sink', 'action'];
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
const FORMATS = ['duration', 'size', 'secret', 'path', 'uri', 'regex'];
const FUNCTIONS = ['claims', 'authenticates', 'check', 'create'] as const;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isList: Check = Array.isArray;
const anything: Check = () => true;

/** The keywords of `JsonSchema` that hold no further schema, and what they must be. */
const KEYWORDS: Readonly<Record<string, Check>> = {
  type: (value) => TYPES.includes(value as string), title: isText, description: isText, default: anything, examples: isList, deprecated: isBoolean,
  const: anything, enum: isList, format: (value) => FORMATS.includes(value as string), pattern: isText, minLength: isNumber, maxLength: isNumber,
  minimum: isNumber, maximum: isNumber, exclusiveMinimum: isNumber, minItems: isNumber, maxItems: isNumber, uniqueItems: isBoolean,
  required: (value) => Array.isArray(value) && value.every(isText), minProperties: isNumber,
};

/**
 * Makes sure that a value is a plugin, before anything of it is used. Throws PLUGIN_API_VERSION or PLUGIN_INVALID, which say
 * what is wrong with it. `reserved` gives the keys that core owns for a kind.
 */
export function checkPlugin(value: unknown, origin: string, reserved: (kind: PluginKind) => readonly string[]): AnyPlugin {
  const invalid = (what: string): never => {
    throw new HushpipeError('PLUGIN_INVALID', `${origin} ${what}`);
  };
  if (!isRecord(value)) return invalid('does not export a plugin as default');
  const { apiVersion, kind, name, summary, schema, examples } = value;
  if (apiVersion !== 1) throw new HushpipeError('PLUGIN_API_VERSION', `${origin} states apiVersion ${JSON.stringify(apiVersion) ?? 'none'}; this hushpipe knows 1`);
  if (!KINDS.includes(kind as PluginKind)) return invalid(`has the kind ${JSON.stringify(kind)}; it must be one of ${KINDS.join(', ')}`);
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name)) return invalid(`has the name ${JSON.stringify(name)}; it must be lower_snake_case`);
  if (typeof summary !== 'string' || summary === '') return invalid('has no summary');
  if (!Array.isArray(examples)) return invalid('has no list of examples');
  for (const key of FUNCTIONS) {
    if (typeof value[key] !== 'function' && (key === 'create' || value[key] !== undefined)) return invalid(`has no function ${key}`);
  }
  const problem = schemaProblem(schema, 'schema');
  if (problem !== undefined) return invalid(problem);
  if (!isRecord(schema) || schema['type'] !== 'object' || schema['anyOf'] !== undefined || schema['oneOf'] !== undefined) {
    return invalid('needs a schema of type object, with anyOf and oneOf only inside its properties');
  }
  const owned = reserved(kind as PluginKind);
  const taken = Object.keys(isRecord(schema['properties']) ? schema['properties'] : {}).find((key) => owned.includes(key));
  if (taken !== undefined) return invalid(`has the key "${taken}" in its schema, which belongs to hushpipe`);
  return value as unknown as AnyPlugin;
}

/** What keeps a schema from being one of the subset that configs are stated in. */
function schemaProblem(schema: unknown, at: string): string | undefined {
  if (!isRecord(schema)) return `has no schema at ${at}`;
  for (const [keyword, value] of Object.entries(schema)) {
    const check = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (check) {
      if (!check(value)) return `has a bad ${keyword} at ${at}`;
      continue;
    }
    const inner = innerSchemas(keyword, value);
    if (!inner) return `uses "${keyword}" at ${at}, which is not in the subset of JSON Schema that plugins may use`;
    for (const [name, child] of inner) {
      const problem = schemaProblem(child, `${at}.${name}`);
      if (problem !== undefined) return problem;
    }
  }
  if (schema['pattern'] !== undefined && !isPattern(schema['pattern'])) return `has a bad pattern at ${at}`;
  return undefined;
}

function innerSchemas(keyword: string, value: unknown): readonly (readonly [string, unknown])[] | undefined {
  switch (keyword) {
    case 'properties': return isRecord(value) ? Object.entries(value) : [['properties', value]];
    case 'items':
    case 'propertyNames': return [[keyword, value]];
    case 'additionalProperties': return typeof value === 'boolean' ? [] : [[keyword, value]];
    case 'anyOf':
    case 'oneOf': return Array.isArray(value) ? value.map((child: unknown, index) => [`${keyword}.${index}`, child] as const) : [[keyword, value]];
    default: return undefined;
  }
}

function isPattern(value: unknown): boolean {
  try {
    void new RegExp(String(value), 'u');
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
