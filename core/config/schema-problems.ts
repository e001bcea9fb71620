import type { ErrorObject } from 'ajv/dist/2020.js';
import type { ErrorCode } from '../contract/errors.js';
import type { JsonSchema } from '../contract/schema.js';
import { closest, didYouMean } from './closest.js';
import { describeSchema } from './describe-schema.js';
import { holdsSecrets } from './secret-paths.js';
import { fitsType } from './select-branch.js';
import { childOf, dotted, valueAt, type Path } from './value.js';

/** One thing that is wrong with a value, by its path. */
export interface Problem {
  readonly path: Path;
  /** Whether the key at the path is meant, or the value behind it. */
  readonly part: 'key' | 'value';
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: 'error' | 'warning';
}

export interface Subject {
  /** What the whole value is called: `sinks.archive`, `the file`. */
  readonly name: string;
  /** A value in words that follow "not"; may hide it. */
  readonly quote: (path: Path, value: unknown) => string;
}

/** Turns what ajv found into what a person can use: one problem for each mistake, in the words of the file. */
export function schemaProblems(errors: readonly ErrorObject[], value: unknown, subject: Subject): readonly Problem[] {
  const problems: Problem[] = [];
  for (const error of outermost(errors)) problems.push(...problemsOf(error, errors, value, subject));
  return withoutEchoes(problems, value);
}

/** Errors that are not part of a branch of another one. */
function outermost(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const composites = errors.filter(isComposite);
  return errors.filter((error) => !composites.some((composite) => composite !== error && isWithin(error, composite)));
}

function isComposite(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf' || error.keyword === 'propertyNames';
}

function isWithin(error: ErrorObject, composite: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${composite.schemaPath}/`)
    && (error.instancePath === composite.instancePath || error.instancePath.startsWith(`${composite.instancePath}/`));
}

function problemsOf(error: ErrorObject, all: readonly ErrorObject[], root: unknown, subject: Subject): readonly Problem[] {
  const path = pathOf(error.instancePath, root);
  const name = path.length === 0 ? subject.name : dotted(path);
  const schema = error.parentSchema as JsonSchema;
  const data: unknown = error.data;
  const quoted = holdsSecrets(schema) ? 'what stands here' : subject.quote(path, data);
  const bad = (message: string, hint?: string): readonly Problem[] => [{ path, part: 'value', code: 'CONFIG_BAD_VALUE', message, hint }];

  switch (error.keyword) {
    case 'additionalProperties': return [unknownKey([...path, String(error.params['additionalProperty'])], name, schema)];
    case 'required': {
      const key = String(error.params['missingProperty']);
      return [{ path, part: 'key', code: 'CONFIG_MISSING_KEY', message: `${name} lacks "${key}"`, hint: expected(key, schema.properties?.[key]) }];
    }
    case 'anyOf':
    case 'oneOf': return branchProblems(error, all, root, subject, path, name);
    case 'propertyNames': {
      const key = String(error.params['propertyName']);
      return [{ path: [...path, key], part: 'key', code: 'CONFIG_BAD_VALUE', message: `${JSON.stringify(key)} cannot be a name in ${name}`, hint: nameHint(schema.propertyNames) }];
    }
    case 'enum':
    case 'const': return [notAmong(path, name, schema.enum ?? [schema.const], data, quoted)];
    case 'type': return bad(data === null ? `${name} is empty; it must be ${describeSchema(schema)}` : `${name} must be ${describeSchema(schema)}, not ${quoted}`, textHint(schema, data));
    case 'format': return bad(`${name} must be ${describeSchema(schema)}, not ${quoted}${regexReason(schema, data)}`, schema.format === 'path' && String(data).startsWith('~') ? HOME_HINT : undefined);
    case 'minimum': return bad(`${name} must be at least ${schema.minimum}, not ${quoted}`);
    case 'maximum': return bad(`${name} must be at most ${schema.maximum}, not ${quoted}`);
    case 'exclusiveMinimum': return bad(`${name} must be above ${schema.exclusiveMinimum}, not ${quoted}`);
    case 'minLength':
    case 'minItems':
    case 'minProperties': {
      const least = schema.minLength ?? schema.minItems ?? schema.minProperties ?? 1;
      return bad(least === 1 ? `${name} must not be empty` : `${name} must hold at least ${least} ${unitOf(error.keyword)}`);
    }
    case 'maxLength':
    case 'maxItems': return bad(`${name} must hold at most ${schema.maxLength ?? schema.maxItems} ${unitOf(error.keyword)}`);
    case 'uniqueItems': {
      const index = Math.max(Number(error.params['i']), Number(error.params['j']));
      return [{ path: [...path, index], part: 'value', code: 'CONFIG_BAD_VALUE', message: `${name} holds ${subject.quote([...path, index], childOf(data, index))} twice` }];
    }
    case 'pattern': return bad(`${name} ${quoted} does not have the form ${schema.pattern}`, schema.description);
    default: return bad(`${name} ${error.message ?? 'is not valid'}`);
  }
}

/** Only the branch that was meant has something useful to say: the one of the value's own type, and of its `type:`. */
function branchProblems(error: ErrorObject, all: readonly ErrorObject[], root: unknown, subject: Subject, path: Path, name: string): readonly Problem[] {
  const branches = (error.schema as readonly JsonSchema[] | undefined) ?? [];
  const data: unknown = error.data;
  const candidates = branches
    .map((branch, index) => ({ branch, errors: all.filter((inner) => inner.schemaPath.startsWith(`${error.schemaPath}/${index}/`) && isWithin(inner, error)) }))
    .filter(({ branch, errors }) => fitsType(branch, data) && !errors.some((inner) => inner.keyword === 'const'))
    .toSorted((a, b) => a.errors.length - b.errors.length);
  const [meant] = candidates;
  const scalar = typeof data !== 'object' || data === null;
  if (meant && (candidates.length === 1 || !scalar)) return outermost(meant.errors).flatMap((inner) => problemsOf(inner, meant.errors, root, subject));
  const words = branches.flatMap((branch) => branch.enum ?? (branch.const === undefined ? [] : [branch.const]));
  const described = describeSchema({ anyOf: branches });
  return [{
    path, part: 'value', code: 'CONFIG_BAD_VALUE',
    message: `${name} must be ${described}, not ${branches.some(holdsSecrets) ? 'what stands here' : subject.quote(path, data)}`,
    hint: typeof data === 'string' ? didYouMean(data, words.map(String)) : undefined,
  }];
}

function unknownKey(path: Path, owner: string, schema: JsonSchema): Problem {
  const key = String(path.at(-1));
  const known = Object.keys(schema.properties ?? {});
  const hint = didYouMean(key, known) ?? (known.length > 0 && known.length <= 16 ? `Known keys: ${known.join(', ')}.` : undefined);
  return { path, part: 'key', code: 'CONFIG_UNKNOWN_KEY', message: `${owner} has no key "${key}"`, hint };
}

function notAmong(path: Path, name: string, allowed: readonly unknown[], data: unknown, quoted: string): Problem {
  const words = allowed.map(String);
  const code: ErrorCode = path[0] === 'triggers' && path[2] === 'severity' ? 'TRIGGER_BAD_SEVERITY' : 'CONFIG_BAD_VALUE';
  const scalar = typeof data === 'string' && data !== '';
  const message = scalar && words.length > 1 ? `${name} ${quoted} is not one of ${words.join(', ')}` : `${name} must be ${describeSchema({ enum: allowed })}, not ${quoted}`;
  const unquoted = allowed.some((word) => typeof word !== 'string' && String(word) === data) ? `Write ${String(data)} without quotes.` : undefined;
  return { path, part: 'value', code, message, hint: scalar ? unquoted ?? didYouMean(data, words) : undefined };
}

/** Nothing expands it, so that it would be a folder of this name. */
const HOME_HINT = 'Write the home folder out, or as ${HOME}.';

function regexReason({ format }: JsonSchema, data: unknown): string {
  if (format !== 'regex' || typeof data !== 'string') return '';
  try {
    void new RegExp(data);
    return '';
  } catch (error) {
    return `: ${String((error as Error).message.split(': ').at(-1)).toLowerCase()}`;
  }
}

/** A required key that is there with a slip of the pen is one mistake, not two. */
function withoutEchoes(problems: readonly Problem[], root: unknown): readonly Problem[] {
  const unknown = problems.filter((problem) => problem.code === 'CONFIG_UNKNOWN_KEY');
  return problems.filter((problem) => {
    if (problem.code !== 'CONFIG_MISSING_KEY') return true;
    const missing = /"(.*)"$/.exec(problem.message)?.[1] ?? '';
    const container = valueAt(root, problem.path);
    return !unknown.some(({ path }) => path.length === problem.path.length + 1 && valueAt(root, path.slice(0, -1)) === container && closest(String(path.at(-1)), [missing]) !== undefined);
  });
}

function expected(key: string, schema: JsonSchema | undefined): string | undefined {
  return schema?.const === undefined ? schema?.description : `Add ${key}: ${describeSchema(schema)}.`;
}

/** What is missing from a number or a boolean that stands where text belongs. */
function textHint(schema: JsonSchema, data: unknown): string | undefined {
  if (schema.type !== 'string' || (typeof data !== 'number' && typeof data !== 'boolean')) return undefined;
  if (schema.format === 'duration') return `Add a unit: ${data}s?`;
  if (schema.format === 'size') return `Add a unit: ${data}B?`;
  return schema.format === 'secret' ? 'Put quotes around it.' : `Put quotes around it: '${data}'.`;
}

function nameHint(schema: JsonSchema | undefined): string | undefined {
  return schema?.description;
}

function unitOf(keyword: string): string {
  return keyword.endsWith('Length') ? 'characters' : keyword.endsWith('Items') ? 'items' : 'keys';
}

/** A JSON pointer as a path; steps into lists become numbers. */
function pathOf(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  let value = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(key) : key);
    value = childOf(value, path.at(-1) ?? key);
  }
  return path;
}
