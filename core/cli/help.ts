import type { CommandSpec, FlagSpec } from './command.js';
import { COMMANDS, COMMON_FLAGS } from './commands.js';

/** The environment variable of a flag: HUSHPIPE_DATA_DIR of `data-dir`. */
export function environmentName(flag: string): string {
  return `HUSHPIPE_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** What `hushpipe --help` prints. */
export function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lists = [...grouped()].map(([group, names]) => `${group}\n${names.map((name) => `  ${name.padEnd(width)}  ${COMMANDS[name]?.summary}\n`).join('')}`);
  return `hushpipe: logs in, secrets out, alerts that matter

Usage: hushpipe COMMAND [options]

${lists.join('\n')}
hushpipe COMMAND --help says more about one of them. Every option is also an environment variable:
--data-dir is ${environmentName('data-dir')}. Exit codes: 0 ok, 1 the check says no, 2 bad usage, 3 warnings with
--strict, 4 not reachable, 5 stopped by a limit, 78 the config is not valid.
`;
}

/** What `hushpipe COMMAND --help` prints. */
export function commandHelp(name: string, spec: CommandSpec): string {
  const flags = Object.entries({ ...spec.flags, ...COMMON_FLAGS }).map(([flag, of]): [string, string] => [flagForm(flag, of), of.summary]);
  const width = Math.max(...flags.map(([form]) => form.length));
  const usage = spec.usage.map((line, index) => `${index === 0 ? 'Usage:' : '      '} hushpipe ${name} ${line}\n`).join('');
  const notes = spec.notes === undefined ? '' : `\n${spec.notes.join('\n')}\n`;
  const options = flags.map(([form, summary]) => `  ${form.padEnd(width)}  ${summary}\n`).join('');
  return `hushpipe ${name}: ${spec.summary}\n\n${usage}${notes}\nOptions\n${options}`;
}

function grouped(): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, { group }] of Object.entries(COMMANDS)) groups.set(group, [...(groups.get(group) ?? []), name]);
  return groups;
}

function flagForm(name: string, { short, value, on }: FlagSpec): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${on ? '[no-]' : ''}${name}${value === undefined ? '' : ` ${value}`}`;
}
