import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { CodeBlock, MarkdownPage } from './markdown.js';
import { PROGRAM } from './program.js';

/** Packages that blocks may import, beside ours and Node's own. */
const PACKAGES = ['uvu', 'yaml', '@types/node', 'undici-types'];
/** Milliseconds that a program may take. */
const LIMIT = 9000;

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023', lib: ['es2023'], module: 'nodenext', types: ['node'], moduleDetection: 'force', skipLibCheck: true,
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitReturns: true, verbatimModuleSyntax: true,
  },
};

export interface ProgramOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A project such as a reader of the pages has: the package installed, and a folder for each page with its blocks as files. Before
 * a block, `<!-- hushpipe: file NAME -->` names its file, and `<!-- hushpipe: run -->` or `run NAME` makes it a program.
 */
export class DocProject {
  readonly #root: string;
  /** How many TypeScript blocks there are. */
  sources = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  static async create(): Promise<DocProject> {
    const project = new DocProject(await realpath(await mkdtemp(join(tmpdir(), 'hushpipe-docs-'))));
    await project.#link('hushpipe', '.');
    for (const name of PACKAGES) await project.#link(name, join('node_modules', name));
    await project.#write('bin/hushpipe', `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`, 0o755);
    await project.#write('package.json', '{"type":"module"}\n');
    await project.#write('tsconfig.json', JSON.stringify(TSCONFIG));
    return project;
  }

  /** Writes the TypeScript blocks of a page, and those to which it gives a file's name. */
  async add(path: string, { blocks }: MarkdownPage): Promise<void> {
    for (const block of blocks) {
      if (block.language !== 'ts' && fileName(block) === undefined) continue;
      if (block.language === 'ts') this.sources++;
      await this.#write(join(folderOf(path), fileName(block) ?? `block-${block.line}.ts`), block.text);
    }
  }

  /** Compiles every block; '' where nothing is wrong, else what the compiler says. */
  async compile(): Promise<string> {
    const { code, stdout, stderr } = await this.#run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'], '.');
    return code === 0 ? '' : `${stdout}${stderr}`;
  }

  /** Runs a program of a page in the page's folder: a script of the shell, or one that was compiled. */
  run(path: string, block: CodeBlock): Promise<ProgramOutput> {
    if (block.language === 'sh') return this.#run('sh', ['-e', '-c', block.text], folderOf(path));
    return this.#run(process.execPath, [(fileName(block) ?? `block-${block.line}.ts`).replace(/ts$/, 'js')], folderOf(path));
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }

  #run(program: string, args: readonly string[], folder: string): Promise<ProgramOutput> {
    const env = { PATH: [join(this.#root, 'bin'), process.env['PATH']].join(delimiter), NO_COLOR: '1' };
    return new Promise((done) => {
      execFile(program, [...args], { cwd: join(this.#root, folder), timeout: LIMIT, env }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      });
    });
  }

  async #write(path: string, text: string, mode = 0o644): Promise<void> {
    const file = join(this.#root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
  }

  async #link(name: string, target: string): Promise<void> {
    const link = join(this.#root, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve(target), link);
  }
}

function folderOf(path: string): string {
  return path.replace(/\.md$/, '').replaceAll('/', '_');
}

function fileName({ directive: [word, name] }: CodeBlock): string | undefined {
  return word === 'file' || word === 'run' ? name : undefined;
}
