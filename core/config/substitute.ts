/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substitution {
  readonly text: string;
  /** Variables that were named, in order. */
  readonly names: readonly string[];
  /** Those of them that are not set and have no default; they stand as '' in `text`. */
  readonly missing: readonly string[];
}

const REFERENCE = /(\$?)\$\{([A-Z_][A-Z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in one scalar; `$${NAME}` stands for `${NAME}`. Variables are written in capitals:
 * what else stands in `${}` is a field of an event, which the template it stands in fills in. The default also serves where
 * the variable is empty, as in a shell. What a variable holds is not looked at again. Undefined where there is nothing to replace.
 */
export function substitute(text: string, env: Environment): Substitution | undefined {
  if (!text.includes('${')) return undefined;
  const names: string[] = [];
  const missing: string[] = [];
  const result = text.replace(REFERENCE, (whole: string, escape: string, name: string, fallback: string | undefined) => {
    if (escape !== '') return whole.slice(1);
    names.push(name);
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  return result === text && names.length === 0 ? undefined : { text: result, names, missing };
}

const INTEGER = /^[-+]?[0-9]+$/;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Reads text as YAML reads a plain scalar (core schema, decimal numbers only): numbers, booleans and null, else the text. */
export function plainValue(text: string): string | number | boolean | null {
  if (INTEGER.test(text) || DECIMAL.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  return text;
}
