import type { Flags } from './flags.js';

/** One option of a command, and its environment variable: `data-dir` is HUSHPIPE_DATA_DIR. */
export interface FlagSpec {
  readonly summary: string;
  /** What stands for the value in help: FILE. Without it the flag takes none. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  readonly short?: string;
  /** May be given more than once; the environment variable holds one a line. */
  readonly multiple?: true;
  /** On unless `--no-<flag>` is given. */
  readonly on?: true;
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** Where a command writes: results go to `out`, everything else to `err`. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether results go to a terminal. */
  readonly isTerminal: boolean;
  /** Whether results may be coloured. */
  readonly color: boolean;
}

export interface Invocation {
  readonly flags: Flags;
  /** What is no flag, without the command itself. */
  readonly args: readonly string[];
  readonly output: Output;
}

/** Resolves with the exit code. */
export type Command = (invocation: Invocation) => Promise<number>;

/** What is known of a command without loading it. */
export interface CommandSpec {
  readonly group: 'Try' | 'Run' | 'Check' | 'Look up';
  /** For the list of commands: a verb phrase, no full stop. */
  readonly summary: string;
  /** What follows the command's name. */
  readonly usage: readonly string[];
  /** What completion offers as the first argument. */
  readonly words?: readonly string[];
  /** Further lines of its help. */
  readonly notes?: readonly string[];
  /** The exit code for a wrong call, where 2 says something else. */
  readonly usageExit?: number;
  readonly flags: FlagSpecs;
  readonly load: () => Promise<Command>;
}
