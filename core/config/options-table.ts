import type { JsonSchema } from '../contract/schema.js';

/** The options of an object schema as a table of Markdown; one sentence where it has none. */
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
    const forms = (value.anyOf ?? value.oneOf ?? []).flatMap((form) => optionRows(form, `${name}.`));
    const items = [value.items ?? {}, ...(value.items?.anyOf ?? [])].flatMap((form) => optionRows(form, `${name}[].`));
    return [own, ...forms, ...items];
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
  return text.replace(/[|<]/g, '\\$&');
}
