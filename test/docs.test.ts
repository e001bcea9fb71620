import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import * as assert from 'uvu/assert';
import { COMMANDS, COMMON_FLAGS } from '../core/cli/commands.js';
import { parseFlags } from '../core/cli/flags.js';
import { formatDiagnostics } from '../core/config/format-diagnostics.js';
import { validateMarkdown } from '../core/config/validate-markdown.js';
import { ERRORS } from '../core/contract/errors.js';
import { REASONS } from '../core/contract/reasons.js';
import { createRegistry } from '../core/plugin-host/registry.js';
import { BUILT_IN } from '../plugins/index.js';
import { DocProject } from './support/doc-project.js';
import { readMarkdown, type CodeBlock, type MarkdownPage } from './support/markdown.js';
import { suite } from './support/suite.js';

const test = suite('the documentation');

const texts = new Map<string, string>();
for (const path of await pagePaths()) texts.set(path, await readFile(path, 'utf8'));
const pages = new Map([...texts].map(([path, text]) => [path, readMarkdown(text)]));
const all = <T>(take: (page: MarkdownPage) => readonly T[]): readonly (readonly [path: string, item: T])[] =>
  [...pages].flatMap(([path, page]) => take(page).map((item) => [path, item] as const));

let project: DocProject;
let compiled = '';
test.before(async () => {
  project = await DocProject.create();
  for (const [path, page] of pages) await project.add(path, page);
  compiled = await project.compile();
});
test.after(() => project.remove());

test('every YAML block is a valid config or a valid part of one', async () => {
  const plugins = createRegistry(BUILT_IN);
  let checked = 0;
  const problems: string[] = [];
  for (const [path, text] of texts) {
    const result = await validateMarkdown({ file: path, text, plugins });
    checked += result.blocks;
    if (result.diagnostics.length > 0) problems.push(formatDiagnostics(result.diagnostics));
  }
  assert.is(problems.join('\n'), '');
  const meant = all(({ blocks }) => blocks).filter(([, { language, directive }]) => language === 'yaml' && directive[0] !== 'skip');
  assert.is(checked, meant.length, 'a block that no section of a config stands in needs <!-- hushpipe: skip --> before it');
  console.log(`checked ${checked} YAML blocks in ${texts.size} pages`);
  assert.ok(checked >= 20);
});

test('every TypeScript block compiles against the package', () => {
  assert.is(compiled, '');
  console.log(`compiled ${project.sources} TypeScript blocks`);
  assert.ok(project.sources >= 10);
});

let programs = 0;
for (const [path, { blocks }] of pages) {
  for (const [index, block] of blocks.entries()) {
    if (block.directive[0] !== 'run') continue;
    programs++;
    test(`the program at ${path}:${block.line} runs, and prints what the page says`, async () => {
      const { code, stdout, stderr } = await project.run(path, block);
      assert.is(code, 0, `it ends with ${code}:\n${stdout}${stderr}`);
      const next = blocks[index + 1];
      if (next?.directive[0] === 'output') assert.is(stdout, next.text);
    });
  }
}

test('some pages have programs', () => {
  console.log(`ran ${programs} programs`);
  assert.ok(programs >= 3);
});

test('every JSON block is JSON, or lines of it', () => {
  for (const [path, { line, language, text }] of all(({ blocks }) => blocks)) {
    if (language === 'json') assert.not.throws(() => JSON.parse(text), `${path}:${line}`);
    if (language === 'jsonl') for (const one of text.trim().split('\n')) assert.not.throws(() => JSON.parse(one), `${path}:${line}`);
  }
});

test('every command is one that hushpipe or npm knows', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };
  let commands = 0;
  for (const [path, block] of all(({ blocks }) => blocks)) {
    for (const words of commandsOf(block)) {
      const [program, command = '', ...rest] = words;
      const what = `${path}:${block.line}: ${words.join(' ')}`;
      commands++;
      if (program === 'npm') {
        if (command === 'run') assert.ok(Object.hasOwn(scripts, rest[0] ?? ''), what);
        continue;
      }
      if (command.startsWith('-')) continue;
      const spec = COMMANDS[command];
      assert.ok(spec !== undefined, what);
      assert.not.throws(() => parseFlags(command, rest, { ...spec?.flags, ...COMMON_FLAGS }, {}), what);
    }
  }
  console.log(`looked at ${commands} commands`);
  assert.ok(commands >= 10);
});

test('every command has its section in the reference', () => {
  const anchors = pages.get('docs/reference/cli.md')?.anchors;
  assert.equal(Object.keys(COMMANDS).filter((command) => command !== 'version' && anchors?.has(command) !== true), []);
});

test('every link leads to a page and a heading that are there', () => {
  let links = 0;
  for (const [path, { line, target }] of all((page) => page.links)) {
    if (/^[a-z]+:/.test(target)) continue;
    links++;
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : normalize(join(dirname(path), file));
    assert.ok(existsSync(to), `${path}:${line} links to ${target}, which is not there`);
    if (anchor !== undefined) assert.ok(pages.get(to)?.anchors.has(anchor), `${path}:${line} links to ${target}, which is no heading`);
  }
  console.log(`followed ${links} links`);
  assert.ok(links >= 50);
});

test('every page of docs/ is found from its index', () => {
  const index = new Set(pages.get('docs/README.md')?.links.map(({ target }) => normalize(join('docs', target.split('#')[0] ?? ''))));
  assert.equal([...pages.keys()].filter((path) => path.startsWith('docs/') && path !== 'docs/README.md' && !index.has(path)), []);
});

test('every error code and reason that is named exists', () => {
  const families = new Set(Object.keys(ERRORS).map((code) => code.split('_')[0]));
  const reasonFamilies = ['transform_', 'module_', 'queue_full_'];
  let named = 0;
  for (const [path, { line, text, before }] of all((page) => page.codes)) {
    if (/^[A-Z]+_[A-Z_]+$/.test(text) && families.has(text.split('_')[0])) {
      named++;
      assert.ok(Object.hasOwn(ERRORS, text), `${path}:${line}: there is no error ${text}`);
    } else if (/^[a-z_]+$/.test(text) && (reasonFamilies.some((family) => text.startsWith(family)) || /\breasons?:? $/.test(before))) {
      named++;
      assert.ok(Object.hasOwn(REASONS, text), `${path}:${line}: there is no reason ${text}`);
    }
  }
  console.log(`looked up ${named} codes and reasons`);
  assert.ok(named >= Object.keys(ERRORS).length);
});

test.run();

async function pagePaths(): Promise<readonly string[]> {
  const under = async (folder: string): Promise<readonly string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.md')).map((name) => join(folder, name)).toSorted();
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...await under('docs'), ...await under('plugins')];
}

/** What a block of the shell calls of us and of npm: the words of each call, without what is set before it and piped around it. */
function commandsOf({ language, text }: CodeBlock): readonly (readonly string[])[] {
  if (language !== 'sh') return [];
  return text.split(/\n|&&|\|\|?|;/).flatMap((part) => {
    const [call = ''] = part.replace(/\s#.*/, '').split(/\s[<>]|\s2>/);
    const words = (call.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
    const first = words.findIndex((word) => word === 'hushpipe' || word === 'npm');
    return first === -1 || words.slice(0, first).some((word) => word !== 'npx' && word !== '$' && !/^\w+=/.test(word)) ? [] : [words.slice(first)];
  });
}
