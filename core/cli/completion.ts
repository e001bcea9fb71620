import { ERRORS } from '../contract/errors.js';
import { REASONS } from '../contract/reasons.js';
import type { Command, CommandSpec, FlagSpec } from './command.js';
import { COMMANDS, COMMON_FLAGS } from './commands.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';

/** Prints a script for a shell, made of the table of commands. */
export const completion: Command = async ({ args, output }) => {
  const shell = args[0] ?? '';
  if (args.length !== 1 || !Object.hasOwn(SHELLS, shell)) throw usage('completion takes one shell: bash, zsh or fish');
  output.out(SHELLS[shell]?.() ?? '');
  return EXIT.ok;
};

const SHELLS: Readonly<Record<string, () => string>> = { bash, zsh, fish };

interface Offered {
  readonly name: string;
  readonly spec: CommandSpec;
  readonly words: readonly string[];
  readonly flags: readonly (readonly [form: string, flag: FlagSpec])[];
}

function offered(): readonly Offered[] {
  return Object.entries(COMMANDS).map(([name, spec]) => ({
    name,
    spec,
    words: name === 'explain' ? [...Object.keys(ERRORS), ...Object.keys(REASONS)] : spec.words ?? [],
    flags: Object.entries({ ...spec.flags, ...COMMON_FLAGS }).flatMap(([flag, of]) => [
      [`--${flag}`, of] as const,
      ...(of.on ? [[`--no-${flag}`, of] as const] : []),
      ...(of.short === undefined ? [] : [[`-${of.short}`, of] as const]),
    ]),
  }));
}

function bash(): string {
  const commands = offered();
  const words = commands.map(({ name, words: own, flags }) => `    ${name}) words="${[...own, ...flags.map(([form]) => form)].join(' ')}" ;;\n`).join('');
  return `# bash completion of hushpipe
_hushpipe() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} help --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${choiceCases(commands).map(([call, choices]) => `    "${call}") COMPREPLY=($(compgen -W "${choices}" -- "$current")); return ;;\n`).join('')}  esac
  case "\${COMP_WORDS[1]}" in
${words}    help) words="${commands.map(({ name }) => name).join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _hushpipe hushpipe
`;
}

function zsh(): string {
  const commands = offered();
  const names = commands.map(({ name, spec }) => `    ${quoted(`${name}:${spec.summary.replaceAll(':', '\\:')}`)}\n`).join('');
  const cases = commands.map(({ name, words, flags }) => {
    const specs = flags.map(([form, flag]) => quoted(`${form}[${bracketed(flag.summary)}]${zshValue(flag)}`));
    const first = words.length === 0 ? quoted('*:file:_files') : quoted(`1:word:(${words.join(' ')})`);
    return `    ${name}) _arguments ${[...specs, first].join(' ')} ;;\n`;
  }).join('');
  return `#compdef hushpipe
# zsh completion of hushpipe
_hushpipe() {
  local -a commands
  commands=(
${names}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases}  esac
}
compdef _hushpipe hushpipe
`;
}

function fish(): string {
  const lines = offered().flatMap(({ name, spec, words, flags }) => {
    const within = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c hushpipe -f -n __fish_use_subcommand -a ${name} -d ${quoted(spec.summary)}`,
      ...words.map((word) => `complete -c hushpipe -f ${within} -a ${word}`),
      ...flags.filter(([form]) => form.startsWith('--')).map(([form, flag]) => fishFlag(within, form, flag)),
    ];
  });
  return `# fish completion of hushpipe\n${lines.join('\n')}\n`;
}

function fishFlag(within: string, form: string, { short, value, choices, summary }: FlagSpec): string {
  const long = form.slice(2);
  const parts = [`-l ${long}`, ...(short === undefined || long.startsWith('no-') ? [] : [`-s ${short}`])];
  if (choices !== undefined) parts.push('-x', `-a ${quoted(choices.join(' '))}`);
  else if (value !== undefined) parts.push('-r');
  return `complete -c hushpipe ${within} ${parts.join(' ')} -d ${quoted(summary)}`;
}

function zshValue({ value, choices }: FlagSpec): string {
  if (choices !== undefined) return `:value:(${choices.join(' ')})`;
  if (value === undefined) return '';
  return value === 'FILE' ? ':file:_files' : value === 'DIR' ? ':folder:_files -/' : `:${bracketed(value)}:`;
}

/** Options with a fixed set of values, of each command: two may take different ones. */
function choiceCases(commands: readonly Offered[]): readonly (readonly [call: string, choices: string])[] {
  return commands.flatMap(({ name, flags }) => flags.flatMap(([form, { choices }]) => (choices === undefined ? [] : [[`${name} ${form}`, choices.join(' ')] as const])));
}

function bracketed(text: string): string {
  return text.replace(/[[\]:\\]/g, (char) => `\\${char}`);
}

/** In single quotes, for any of the three shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
