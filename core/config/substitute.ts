/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substitution {
  readonly text: string;
  /** Variables that were named, in order. */
  readonly names: readonly string[];
  /** Those of them that are not set and have no default; they stand as '' in `text`. */
  readonly missing: readonly string[];
  /** Pieces that begin like a variable and are none: `${a.b}`, `${`. */
  readonly malformed: readonly string[];
}

const REFERENCE = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{[^}]*\}?/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in one scalar; `$${` stands for `${`. The default also serves where the
 * variable is empty, as in a shell. What a variable holds is not looked at again. Gives undefined where there is nothing to replace.
 */
export function substitute(text: string, env: Environment): Substitution | undefined {
  if (!text.includes('${')) return undefined;
  const names: string[] = [];
  const missing: string[] = [];
  const malformed: string[] = [];
  const result = text.replace(REFERENCE, (whole: string, escaped: string | undefined, name: string | undefined, fallback: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (name === undefined) {
      malformed.push(whole);
      return whole;
    }
    names.push(name);
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  return { text: result, names, missing, malformed };
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
