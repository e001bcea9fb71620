import * as assert from 'uvu/assert';
import { buildValue } from '../../../core/config/build-value.js';
import type { Diagnostic } from '../../../core/config/diagnostic.js';
import { Origins } from '../../../core/config/origins.js';
import { parseYaml } from '../../../core/config/parse-yaml.js';
import type { Path, ValueMap } from '../../../core/config/value.js';
import { suite } from '../../support/suite.js';

function read(text: string, env: Readonly<Record<string, string>> = {}): { readonly root: ValueMap; readonly origins: Origins; readonly at: (path: Path, part?: 'key' | 'value') => string | undefined } {
  const origins = new Origins();
  const diagnostics: Diagnostic[] = [];
  const { source, root: node } = parseYaml('a.yaml', text);
  assert.ok(node);
  const root = buildValue(source, node, [], { env, lenient: true, folder: '/', origins, diagnostics, onFile: () => undefined }) as ValueMap;
  const at = (path: Path, part: 'key' | 'value' = 'value'): string | undefined => {
    const span = origins.locate(root, path, part);
    return span && source.text.slice(span.start, span.end);
  };
  return { root, origins, at };
}

const test = suite('Origins');

test('finds the key and the value of a path', () => {
  const { at } = read('a: { b: [x, "y z"] }\nc:\n  - d: 1\n');
  assert.is(at(['a', 'b', 1]), '"y z"');
  assert.is(at(['a', 'b'], 'key'), 'b');
  assert.is(at(['a']), '{ b: [x, "y z"] }');
  assert.is(at(['c', 0, 'd'], 'key'), 'd');
  assert.is(at(['c', 0], 'key'), 'd', 'an item has no key: its first one stands for it');
});

test('shows the nearest thing around what is not there, and the key of what is empty', () => {
  const { at } = read('a: { b: 1 }\nempty:\n');
  assert.is(at(['a', 'x', 'y']), 'a');
  assert.is(at(['nothing']), 'a', 'the first key stands for the file');
  assert.is(at(['empty']), 'empty');
});

test('follows aliases and merge keys to where a value stands', () => {
  const { at, root } = read('base: &b { x: 1, y: 2 }\nuse: { <<: *b, y: 3 }\nlist: [*b]\n');
  assert.equal(root['use'], { y: 3, x: 1 });
  assert.is(at(['use', 'x']), '1');
  assert.is(at(['use', 'y']), '3');
  assert.is(at(['list', 0, 'x']), '1');
  assert.is(at(['list', 0]), '*b');
});

test('knows what was replaced, and whether something is missing', () => {
  const { origins, root } = read("a: '${A}'\nb: { c: '${NONE}' }\nd: [plain]\n", { A: 'x' });
  assert.equal(origins.replacedAt(root, ['a']), { text: 'x', written: "'${A}'" });
  assert.equal(origins.replacedAt(root, ['b', 'c']), { text: undefined, written: "'${NONE}'" });
  assert.is(origins.replacedAt(root, ['d', 0]), undefined);
  assert.ok(origins.isIncomplete(root));
  assert.not.ok(origins.isIncomplete(root['d']));
});

test('keeps places when a value moves into another container', () => {
  const { origins, root, at } = read('a: [x]\nb: [y]\n');
  const [from, to] = [root['b'] as string[], root['a'] as string[]];
  const origin = origins.child(from, 0);
  assert.ok(origin);
  to.push('y');
  origins.moved(to, 1, origin);
  assert.is(at(['a', 1]), 'y');
});

test.run();
