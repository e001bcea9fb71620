import { createRequire } from 'node:module';
import type { Command } from './command.js';
import { EXIT } from './exit-code.js';

/** The version in package.json, found by the package's own name wherever this module ended up. */
export function packageVersion(): string {
  return (createRequire(import.meta.url)('hushpipe/package.json') as { readonly version: string }).version;
}

export const version: Command = async ({ flags, output }) => {
  const found = { hushpipe: packageVersion(), node: process.versions.node };
  output.out(flags.is('json') ? `${JSON.stringify(found)}\n` : `hushpipe ${found.hushpipe} (Node ${found.node})\n`);
  return EXIT.ok;
};
