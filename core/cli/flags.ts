import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../config/closest.js';
import { HushpipeError } from '../contract/errors.js';
import type { FlagSpec, FlagSpecs } from './command.js';
import { environmentName } from './help.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The options of one call, from the command line and else from the environment. */
export class Flags {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** The value of an option that takes one; of several the last. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Whether an option without a value is on; undefined where nobody said so. */
  switched(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true';
  }

  is(name: string): boolean {
    return this.switched(name) ?? false;
  }

  /** A whole number of at least `least`. Throws CLI_USAGE for anything else. */
  whole(name: string, least: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}$/.test(value) || Number(value) < least) throw usage(`--${name} takes a whole number of at least ${least}, not ${JSON.stringify(value)}`);
    return Number(value);
  }
}

export interface ParsedArguments {
  readonly flags: Flags;
  readonly args: readonly string[];
}

/** Reads what follows the command. Throws CLI_USAGE for what the command does not know, with the nearest option it does. */
export function parseFlags(command: string, argv: readonly string[], specs: FlagSpecs, env: Environment): ParsedArguments {
  const values = new Map<string, readonly string[]>();
  const args: string[] = [];
  for (const token of tokensOf(argv, specs)) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, spec, isOff } = specOf(command, token.name, token.rawName, specs);
    const value = valueOf(spec, token.rawName, isOff, token.value, token.inlineValue === true);
    values.set(name, spec.multiple ? [...(values.get(name) ?? []), value] : [value]);
  }
  for (const [name, spec] of Object.entries(specs)) if (!values.has(name)) setFromEnvironment(values, name, spec, env);
  return { flags: new Flags(values), args };
}

/** An error in the words of the command line. */
export function usage(message: string, hint?: string): HushpipeError {
  return new HushpipeError('CLI_USAGE', message, hint === undefined ? {} : { hint });
}

function tokensOf(argv: readonly string[], specs: FlagSpecs): NonNullable<ReturnType<typeof parseArgs>['tokens']> {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { short, value }] of Object.entries(specs)) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) };
  }
  // Not strict: its messages name neither the command nor what was probably meant.
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

interface NamedSpec {
  readonly name: string;
  readonly spec: FlagSpec;
  /** Written as --no-<name>. */
  readonly isOff: boolean;
}

function specOf(command: string, name: string, raw: string, specs: FlagSpecs): NamedSpec {
  if (Object.hasOwn(specs, name)) return { name, spec: specs[name] as FlagSpec, isOff: false };
  const positive = name.replace(/^no-/, '');
  if (positive !== name && Object.hasOwn(specs, positive) && specs[positive]?.on) return { name: positive, spec: specs[positive], isOff: true };
  const known = Object.entries(specs).flatMap(([flag, { on }]) => (on ? [flag, `no-${flag}`] : [flag]));
  const near = raw.startsWith('--') ? didYouMean(name, known)?.replace('"', '"--') : undefined;
  throw usage(`"${command}" has no option ${raw}`, near ?? `See hushpipe ${command} --help.`);
}

function valueOf(spec: FlagSpec, raw: string, isOff: boolean, value: string | undefined, isInline: boolean): string {
  if (spec.value === undefined) {
    if (value !== undefined && isInline) throw usage(`${raw} takes no value`);
    return String(!isOff);
  }
  if (value === undefined || value === '' || (!isInline && /^-./.test(value))) throw usage(`${raw} needs a value: ${raw} ${spec.value}`);
  return checkChoice(spec, raw, value);
}

function setFromEnvironment(values: Map<string, readonly string[]>, name: string, spec: FlagSpec, env: Environment): void {
  const variable = environmentName(name);
  const stated = env[variable];
  if (stated === undefined || stated === '') return;
  if (spec.value !== undefined) {
    const texts = spec.multiple ? stated.split('\n').filter((line) => line !== '') : [stated];
    values.set(name, texts.map((text) => checkChoice(spec, variable, text)));
  } else if (/^(?:1|true|yes|on)$/i.test(stated)) {
    values.set(name, ['true']);
  } else if (/^(?:0|false|no|off)$/i.test(stated)) {
    values.set(name, ['false']);
  } else {
    throw usage(`${variable} is true or false, not ${JSON.stringify(stated)}`);
  }
}

function checkChoice({ choices }: FlagSpec, where: string, value: string): string {
  if (choices === undefined || choices.includes(value)) return value;
  throw usage(`${where} is one of ${choices.join(', ')}, not ${JSON.stringify(value)}`, didYouMean(value, choices));
}
