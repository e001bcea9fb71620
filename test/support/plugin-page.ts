import type { JsonSchema } from '../../core/contract/schema.js';

/** The headings of every plugin's page, in this order, after its title and lead. */
export const HEADINGS = ['Example', 'Options', 'What it guarantees', 'When things go wrong', 'Limits'] as const;

export interface PluginPage {
  readonly title: string;
  readonly lead: string;
  /** The text under each heading, in the order of the page. */
  readonly sections: ReadonlyMap<string, string>;
}

/** Takes a plugin's README.md apart. */
export function readPluginPage(markdown: string): PluginPage {
  const [head = '', ...rest] = markdown.split(/^## /m);
  const [title = '', ...lead] = head.split('\n');
  const sections = rest.map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end).trim(), section.slice(end).trim()] as const;
  });
  return { title: title.replace(/^# /, ''), lead: lead.join('\n').trim(), sections: new Map(sections) };
}

/** The table under Options as the schema states it; one sentence where it has no options. */
export function optionsTable(schema: JsonSchema): string {
  const rows = optionRows(schema, '');
  if (rows.length === 0) return 'None of its own.';
  return ['| Option | Type | Default | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function optionRows(schema: JsonSchema, prefix: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    if (value.properties !== undefined) return optionRows(value, `${name}.`);
    const fallback = schema.required?.includes(key) ? 'required' : value.default === undefined ? '' : code(value.default);
    const own = `| \`${name}\` | ${typeName(value)} | ${fallback} | ${cell(value.description ?? '')} |`;
    return [own].concat(optionRows(value.items ?? {}, `${name}[].`));
  });
}

function typeName(schema: JsonSchema): string {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return choices.map(typeName).join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'any' : typeName(schema.items)}`;
  if (schema.type === 'object') {
    const values = typeof schema.additionalProperties === 'object' ? typeName(schema.additionalProperties) : 'any';
    return schema.properties === undefined ? `map of ${values}` : 'map';
  }
  return schema.format ?? schema.type ?? 'any';
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
