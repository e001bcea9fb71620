import { COMMANDS, COMMON_FLAGS } from '../../core/cli/commands.js';
import { exitCodeOf } from '../../core/cli/exit-code.js';
import { parseFlags } from '../../core/cli/flags.js';
import { HushpipeError } from '../../core/contract/errors.js';
import type { CliResult } from './cli.js';

/**
 * Runs a command in this process, in a folder: for what a command does, many times over, where a process of its own for each would
 * cost more than the test. Standard input, the environment and the way from the error to the process are those of `runCli` alone.
 */
export async function runInProcess([name = '', ...argv]: readonly string[], cwd: string): Promise<CliResult> {
  const before = process.cwd();
  const written = { stdout: '', stderr: '' };
  const result = (code: number): CliResult => ({ code, signal: null, ...written });
  const spec = COMMANDS[name];
  if (spec === undefined) throw new TypeError(`there is no command ${name}`);
  process.chdir(cwd);
  try {
    const output = { out: (text: string) => void (written.stdout += text), err: (text: string) => void (written.stderr += text), isTerminal: false, color: false };
    const command = await spec.load();
    return result(await command({ ...parseFlags(name, argv, { ...spec.flags, ...COMMON_FLAGS }, {}), output }));
  } catch (error) {
    if (!(error instanceof HushpipeError)) throw error;
    written.stderr += `hushpipe: ${error.message.trimEnd()}\n${error.hint}\n`;
    return result(error.code === 'CLI_USAGE' && spec.usageExit !== undefined ? spec.usageExit : exitCodeOf(error.code));
  } finally {
    process.chdir(before);
  }
}
