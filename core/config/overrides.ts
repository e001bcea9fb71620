import { buildValue, type BuildContext } from './build-value.js';
import { diagnosticOf } from './diagnostic.js';
import { readYaml } from './read-yaml.js';
import type { SourceText } from './source-text.js';
import { childOf, dotted, isMap, setOwn, type Value, type ValueMap } from './value.js';
import type { ParsedYaml, ScalarNode } from './yaml-tree.js';

const NOTHING: ScalarNode = { kind: 'scalar', value: null, plain: true, file: false, start: 0, end: 0 };

/**
 * Puts values of the command line over those of the file: `sinks.archive.queue.max_events=10`. The value is read as YAML. An
 * item of a list is named by its number or by its `name`; a step that contains a dot stands in quotes. Maps on the way
 * are made where they are missing. Gives the texts of the values.
 */
export async function applyOverrides(root: ValueMap, overrides: readonly string[], context: BuildContext): Promise<readonly SourceText[]> {
  const sources: SourceText[] = [];
  for (const override of overrides) {
    const split = splitOverride(override);
    const name = `--set ${split?.path.join('.') ?? ''}`;
    if (!split) {
      context.diagnostics.push(diagnosticOf(name, 'CLI_USAGE', 'a setting has the form path.to.key=value'));
      continue;
    }
    const parsed = await readYaml(name, split.text);
    sources.push(parsed.source);
    context.diagnostics.push(...parsed.diagnostics);
    if (parsed.diagnostics.length > 0) continue;
    const problem = put(root, split.path, parsed, context);
    if (problem) context.diagnostics.push(diagnosticOf(name, 'CONFIG_UNKNOWN_REFERENCE', problem));
  }
  return sources;
}

/** Gives back why it cannot be put there, where it cannot. */
function put(root: ValueMap, steps: readonly string[], parsed: ParsedYaml, context: BuildContext): string | undefined {
  let container: ValueMap | Value[] = root;
  const path: (string | number)[] = [];
  for (const [index, step] of steps.entries()) {
    const key = Array.isArray(container) ? indexOf(container, step) : step;
    if (key === undefined) return `the list ${dotted(path)} has no item "${step}"`;
    path.push(key);
    if (index === steps.length - 1) {
      const node = parsed.root ?? NOTHING;
      place(container, key, buildValue(parsed.source, node, path, context, container));
      context.origins.moved(container, key, { source: parsed.source, node });
    } else {
      const next = childOf(container, key);
      if (isMap(next) || Array.isArray(next)) {
        container = next;
        continue;
      }
      const inner: ValueMap = {};
      place(container, key, inner);
      context.origins.moved(container, key, { source: parsed.source, node: parsed.root ?? NOTHING });
      container = inner;
    }
  }
  return undefined;
}

function place(container: ValueMap | Value[], key: string | number, value: Value): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else setOwn(container, String(key), value);
}

function indexOf(list: readonly Value[], step: string): number | undefined {
  const named = list.findIndex((item) => isMap(item) && item['name'] === step);
  if (named !== -1) return named;
  return /^\d+$/.test(step) && Number(step) < list.length ? Number(step) : undefined;
}

function splitOverride(override: string): { readonly path: readonly string[]; readonly text: string } | undefined {
  const path: string[] = [];
  let rest = override;
  for (;;) {
    const step = /^(?:"([^"]+)"|'([^']+)'|([^.="']+))([.=])/.exec(rest);
    if (!step) return undefined;
    path.push(step[1] ?? step[2] ?? step[3] ?? '');
    rest = rest.slice(step[0].length);
    if (step[4] === '=') return { path, text: rest };
  }
}
