import { readFileSync } from 'node:fs';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';

/** The version in package.json, which stands three folders above this compiled file. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly version: string }).version;
}

export const version: Command = async ({ flags, output }) => {
  const found = { hushpipe: packageVersion(), node: process.versions.node };
  output.out(flags.is('json') ? `${JSON.stringify(found)}\n` : `hushpipe ${found.hushpipe} (Node ${found.node})\n`);
  return EXIT.ok;
};
