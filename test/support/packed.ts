import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** The package as npm would publish it, and a project beside it that has it installed. */
export interface Packed {
  readonly tarball: string;
  readonly manifest: Manifest;
  /** Paths in the tarball, sorted. */
  readonly files: readonly string[];
  /** A folder with `node_modules/hushpipe`, made of the tarball's files, and its dependencies. */
  readonly project: string;
  remove(): Promise<void>;
}

/** Packs what is built. Runs no script of the package: the build would write over the tests that are running. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-pack-'));
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[];
  if (packed === undefined) throw new Error('npm pack made nothing');
  const files = packed.files.map(({ path }) => path).sort();
  const project = join(folder, 'project');
  const installed = join(project, 'node_modules', 'hushpipe');
  for (const path of files) await cp(path, join(installed, path));
  // Without one of its own, the next package.json above it would count.
  await writeFile(join(project, 'package.json'), '{ "private": true }\n');
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
  for (const name of [...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies), '@types/node']) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
  return { tarball: join(folder, packed.filename), manifest, files, project, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs a program and gives its output, whatever its exit code. */
export async function outputOf(program: string, args: readonly string[], cwd: string): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout, stderr } = await run(program, [...args], { cwd, maxBuffer: 1 << 26 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code?: number; readonly stdout?: string; readonly stderr?: string };
    return { code: code ?? 1, output: stdout + stderr };
  }
}
