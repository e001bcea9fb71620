import type { Diagnosis } from './diagnose.js';
import { diagnosticAt, diagnosticOf, sortDiagnostics, type Diagnostic } from './diagnostic.js';
import { instanceSchema } from './instance-schema.js';
import type { LoadedTree } from './load.js';
import type { Span } from './source-text.js';
import type { Problem } from './schema-problems.js';
import { frame } from './sections.js';
import { secretPaths } from './secret-paths.js';
import { coverSecrets } from './sensitive.js';
import { valueAt, type Path } from './value.js';

/** Shorter secrets are hidden where they stand, but not looked for in messages: they would be found in every second word. */
const SHORTEST_SEARCHED = 4;

/** Gives problems their places, sorts them, and takes every secret out of what will be shown. */
export function finishDiagnostics(tree: LoadedTree, diagnosis: Diagnosis, problems: readonly Problem[]): { readonly diagnostics: readonly Diagnostic[]; readonly secrets: readonly string[] } {
  const secrets = new Set<string>();
  for (const path of allSecretPaths(tree, diagnosis)) {
    const value = valueAt(tree.root, path);
    secrets.add(typeof value === 'string' ? value : JSON.stringify(value) ?? '');
    const span = tree.origins.locate(tree.root, path, 'value');
    if (span) hideLiterals(span);
  }
  const searched = [...secrets].filter((secret) => secret.length >= SHORTEST_SEARCHED);
  const clean = (text: string): string => searched.reduce((cleaned, secret) => cleaned.replaceAll(secret, '[secret]'), text);
  const sources = new Map(tree.sources.map((source) => [source.file, source]));
  const diagnostics = [...tree.diagnostics, ...problems.map((problem) => diagnosticFor(tree, problem))].map((diagnostic) => ({
    ...diagnostic,
    message: clean(diagnostic.message),
    hint: clean(diagnostic.hint),
    sourceLine: coverSecrets(sources.get(diagnostic.place.file)?.line(diagnostic.place.line) ?? diagnostic.sourceLine),
  }));
  return { diagnostics: sortDiagnostics(diagnostics, [...sources.keys()]), secrets: [...secrets].filter((secret) => secret !== '') };
}

/** Hides a secret where it is written out; where it comes from stays readable. */
function hideLiterals({ source, start, end }: Span): void {
  const text = source.text.slice(start, end);
  if (/!file\s+$/.test(source.text.slice(Math.max(0, start - 10), start))) return;
  let from = /^['"]?/.exec(text)?.[0].length ?? 0;
  for (const reference of text.matchAll(/\$\{[^}]*\}/g)) {
    source.hide(start + from, start + reference.index);
    from = reference.index + reference[0].length;
  }
  source.hide(start + from, /['"]$/.test(text) ? end - 1 : end);
}

function diagnosticFor(tree: LoadedTree, { path, part, code, message, hint, severity }: Problem): Diagnostic {
  const details = { hint, ...(severity === undefined ? {} : { severity }) };
  const span = tree.origins.locate(tree.root, path, part);
  return span ? diagnosticAt(span, code, message, details) : diagnosticOf(tree.name, code, message, details);
}

function allSecretPaths(tree: LoadedTree, { instances }: Diagnosis): readonly Path[] {
  return [
    ...['redact', 'audit', 'alerts'].flatMap((section) => secretPaths(frame.properties?.[section] ?? {}, tree.root[section] ?? {}).map((within) => [section, ...within])),
    ...instances.flatMap(({ plugin, value, path }) => secretPaths(instanceSchema(plugin), value).map((within) => [...path, ...within])),
  ];
}
