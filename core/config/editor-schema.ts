import { INCLUDABLE } from '../../schemas/config.js';
import type { AnyPlugin } from '../contract/plugin.js';
import type { JsonSchema, ValueFormat } from '../contract/schema.js';
import { INSTANCE_SECTIONS, SECTION_KINDS, instanceSchema, type InstanceSection } from './instance-schema.js';
import { frame, test, trigger } from './sections.js';
import { DURATION_PATTERN, SIZE_PATTERN } from './units.js';

/** Any JSON Schema: editors know more of it than configs are stated in. */
type EditorSchema = Readonly<Record<string, unknown>>;

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** The schema that editors check and complete a config with: every section, and each instance by its `type`. */
export function editorConfigSchema(plugins: readonly AnyPlugin[]): EditorSchema {
  return { $schema: DRAFT, title: 'hushpipe config', ...forEditor(frame), properties: sectionsFor(plugins) };
}

/** The schema of an included file: a list of triggers, or a map of sections. */
export function editorTriggerSchema(plugins: readonly AnyPlugin[]): EditorSchema {
  const sections = sectionsFor(plugins);
  return {
    $schema: DRAFT,
    title: 'hushpipe triggers',
    anyOf: [
      sections['triggers'],
      sections['tests'],
      { type: 'object', additionalProperties: false, properties: Object.fromEntries(INCLUDABLE.map((name) => [name, sections[name]])) },
    ],
  };
}

/** A schema as editors read it: draft-07, with the formats as patterns, and variables allowed wherever text stands. */
export function forEditor(schema: JsonSchema): EditorSchema {
  const { format, items, properties, additionalProperties, propertyNames, anyOf, oneOf, ...rest } = schema;
  return {
    ...rest,
    ...(format === undefined ? {} : FORMATS[format]),
    ...(items && { items: forEditor(items) }),
    ...(properties && { properties: mapValues(properties, forEditor) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: typeof additionalProperties === 'boolean' ? additionalProperties : forEditor(additionalProperties) }),
    ...(propertyNames && { propertyNames: forEditor(propertyNames) }),
    ...(anyOf && { anyOf: anyOf.map(forEditor) }),
    ...(oneOf && { oneOf: oneOf.map(forEditor) }),
  };
}

const VARIABLE = '\\$\\{[A-Z_][A-Z0-9_]*(:-[^}]*)?\\}';
const FORMATS: Readonly<Record<ValueFormat, EditorSchema>> = {
  duration: { pattern: `(${DURATION_PATTERN})|${VARIABLE}` },
  size: { pattern: `(${SIZE_PATTERN})|${VARIABLE}` },
  secret: { minLength: 1 },
  path: { minLength: 1 },
  uri: { pattern: `^[A-Za-z][A-Za-z0-9+.-]*:|${VARIABLE}` },
  regex: {},
};

function sectionsFor(plugins: readonly AnyPlugin[]): Readonly<Record<string, EditorSchema>> {
  const { properties: sections = {} } = frame;
  const instances = Object.fromEntries(INSTANCE_SECTIONS.map((section) => [section, instancesFor(section, sections[section] ?? {}, plugins)]));
  return { ...mapValues(sections, forEditor), ...instances, triggers: { ...forEditor(sections['triggers'] ?? {}), items: forEditor(trigger) }, tests: { ...forEditor(sections['tests'] ?? {}), items: forEditor(test) } };
}

/** A plugin of the user's own has a `type` that is not listed: then any keys may stand there. */
function instancesFor(section: InstanceSection, schema: JsonSchema, plugins: readonly AnyPlugin[]): EditorSchema {
  const known = plugins.filter(({ kind }) => kind === SECTION_KINDS[section]);
  const instance = {
    type: 'object',
    required: ['type'],
    properties: { type: { anyOf: [{ enum: known.map(({ name }) => name) }, { type: 'string' }], description: 'The plugin.' } },
    allOf: known.map((plugin) => ({
      if: { properties: { type: { const: plugin.name } }, required: ['type'] },
      then: forEditor(instanceSchema(plugin)),
    })),
  };
  const outer = forEditor(schema);
  return schema.type === 'array' ? { ...outer, items: instance } : { ...outer, additionalProperties: instance };
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
