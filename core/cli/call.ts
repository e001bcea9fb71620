import { ERRORS, HushpipeError } from '../contract/errors.js';
import type { CommandSpec, FlagSpecs, Output } from './command.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { parseFlags } from './flags.js';

/** Reads the options, loads the command and runs it. Never rejects: what goes wrong is told, and gives the exit code. */
export async function call(name: string, spec: CommandSpec, flags: FlagSpecs, argv: readonly string[]): Promise<number> {
  try {
    const parsed = parseFlags(name, argv, flags, process.env);
    const output = processOutput(parsed.flags.text('color') ?? 'auto');
    const command = await spec.load();
    return await command({ ...parsed, output });
  } catch (error) {
    process.stderr.write(`${failureText(error, name)}\n`);
    if (error instanceof HushpipeError && error.code === 'CLI_USAGE' && spec.usageExit !== undefined) return spec.usageExit;
    return error instanceof HushpipeError ? exitCodeOf(error.code) : EXIT.failed;
  }
}

/** What a command that failed says: the message, and what to do. */
function failureText(error: unknown, command: string): string {
  if (error instanceof HushpipeError) {
    const hint = error.code === 'CLI_USAGE' && error.hint === ERRORS.CLI_USAGE.remedy ? `See hushpipe ${command} --help.` : error.hint;
    return `hushpipe: ${error.message.trimEnd()}\n${hint}`;
  }
  if (!(error instanceof Error)) return `hushpipe: ${String(error)}`;
  if ('syscall' in error) return `hushpipe: ${error.message}`;
  // Where it happened, for a report; the message once, as some hold several lines.
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 5) ?? [];
  return [`hushpipe: ${error.message}`, ...frames].join('\n');
}

function processOutput(color: string): Output {
  if (color === 'never') process.env['NO_COLOR'] = '1';
  if (color === 'always') delete process.env['NO_COLOR'];
  // Undefined, whatever its type says, where it is no terminal.
  const isTerminal = process.stdout.isTTY as boolean | undefined ?? false;
  const forced = color === 'always' || (process.env['FORCE_COLOR'] ?? '0') !== '0';
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal,
    color: color !== 'never' && (forced || (isTerminal && !process.env['NO_COLOR'])),
  };
}
