import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SOURCE = 'core/event/kernel/kernel.as';

/** The kernel's source, compiled, as the text of the file that holds it. Rejects with what the compiler says. */
export async function compileKernel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-kernel-'));
  try {
    // The compiler takes no other ending than its own.
    const source = join(folder, 'kernel.ts');
    const wasm = join(folder, 'kernel.wasm');
    await copyFile(SOURCE, source);
    const flags = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--memoryBase', '4096'];
    await promisify(execFile)(process.execPath, ['node_modules/assemblyscript/bin/asc.js', source, ...flags, '--outFile', wasm]);
    const code = (await readFile(wasm)).toString('base64');
    return `/** ${SOURCE}, compiled by \`npm run generate\`: WebAssembly as base64. */\nexport const KERNEL_CODE = '${code}';\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
