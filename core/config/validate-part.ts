import type { ErrorObject } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../contract/schema.js';
import { describeValue } from './describe-schema.js';
import type { LoadedTree } from './load.js';
import { schemaProblems, type Problem } from './schema-problems.js';
import { isSensitiveKey } from './sensitive.js';
import { childOf, isMap, valueAt, type Path } from './value.js';
import { schemaErrors } from './validator.js';

/**
 * Holds one part of a config against its schema. The paths of the problems start at the root. A number or a boolean that came
 * from a variable becomes the text it was where the schema wants text: `password: ${PIN}` may hold digits.
 */
export function validatePart(tree: LoadedTree, schema: JsonSchema, path: Path, name: string): readonly Problem[] {
  const value = valueAt(tree.root, path);
  let errors = schemaErrors(schema, value);
  if (errors.some((error) => restoreText(tree, path, value, error))) errors = schemaErrors(schema, value);
  const found = schemaProblems(errors, value, {
    name,
    quote: (inner, data) => {
      const replaced = tree.origins.replacedAt(tree.root, [...path, ...inner]);
      if (replaced) return `${replaced.written} (after substitution)`;
      return inner.some((key) => typeof key === 'string' && isSensitiveKey(key)) ? 'what stands here' : describeValue(data);
    },
  });
  return found
    .map((problem) => ({ ...problem, path: [...path, ...problem.path] }))
    .filter((problem) => problem.part === 'key' || !isMissing(tree, problem.path));
}

function restoreText(tree: LoadedTree, path: Path, value: unknown, error: ErrorObject): boolean {
  if (error.keyword !== 'type' || typeof error.data === 'string') return false;
  const steps = error.instancePath.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = steps.pop();
  let container = value;
  for (const step of steps) container = childOf(container, step);
  if (key === undefined || (!isMap(container) && !Array.isArray(container))) return false;
  const within: Path = [...path, ...steps, Array.isArray(container) ? Number(key) : key];
  const text = tree.origins.replacedAt(tree.root, within)?.text;
  if (text === undefined) return false;
  Object.assign(container, { [key]: text });
  return true;
}

/** Nobody can say whether a value is right that the environment of this machine does not have. */
function isMissing(tree: LoadedTree, path: Path): boolean {
  const replaced = tree.origins.replacedAt(tree.root, path);
  return replaced !== undefined && replaced.text === undefined;
}
