import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = 'core/event/kernel';
const SOURCES = ['kernel', 'look', 'bytes'];

/** The kernel's source, compiled, as the text of the file that holds it. Rejects with what the compiler says. */
export async function compileKernel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-kernel-'));
  try {
    // The compiler takes no other ending than its own.
    for (const name of SOURCES) await copyFile(join(FOLDER, `${name}.as`), join(folder, `${name}.ts`));
    const source = join(folder, 'kernel.ts');
    const wasm = join(folder, 'kernel.wasm');
    const flags = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--memoryBase', '4096'];
    await promisify(execFile)(process.execPath, ['node_modules/assemblyscript/bin/asc.js', source, ...flags, '--outFile', wasm]);
    const code = (await readFile(wasm)).toString('base64');
    return `/** ${FOLDER}/kernel.as, compiled by \`npm run generate\`: WebAssembly as base64. */\nexport const KERNEL_CODE = '${code}';\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
