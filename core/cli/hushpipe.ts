#!/usr/bin/env node
import { COMMANDS, COMMON_FLAGS } from './commands.js';
import { commandHelp, overview } from './help.js';

// Everything beyond help is imported when it is needed: `hushpipe --help` starts about as fast as Node itself.
process.exitCode = await main(process.argv.slice(2));

async function main([word, ...rest]: readonly string[]): Promise<number> {
  tolerateLostReaders();
  if (word === undefined) {
    process.stderr.write(overview());
    return 2;
  }
  if (word === '--version' || word === '-V' || word === '-v') return main(['version']);
  if (word === '--help' || word === '-h' || word === 'help') return help(rest[0]);
  const spec = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (spec === undefined) return unknown(word);
  if (asksForHelp(rest)) return help(word);
  const { call } = await import('./call.js');
  return call(word, spec, { ...spec.flags, ...COMMON_FLAGS }, rest);
}

/** A reader that has seen enough, such as `head`, is no error; results that could not be written are. */
function tolerateLostReaders(): void {
  process.stderr.on('error', () => {});
  let isFailing = false;
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A run tries again and again: one listener does for all failures.
    if (code === 'EPIPE' || isFailing) return;
    isFailing = true;
    process.once('exit', () => {
      process.exitCode ||= 1;
    });
  });
}

async function help(name: string | undefined): Promise<number> {
  const spec = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (name !== undefined && spec === undefined) return unknown(name);
  process.stdout.write(name === undefined || spec === undefined ? overview() : commandHelp(name, spec));
  return 0;
}

async function unknown(word: string): Promise<number> {
  const { didYouMean } = await import('../config/closest.js');
  const what = word.startsWith('-') ? `options follow a command: hushpipe run ${word}` : `there is no command ${JSON.stringify(word)}`;
  process.stderr.write(`hushpipe: ${what}\n${didYouMean(word, Object.keys(COMMANDS)) ?? 'See hushpipe --help.'}\n`);
  return 2;
}

/** Also beside options that are wrong: who asks for help gets help. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}
