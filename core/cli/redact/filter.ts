import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { usage } from '../flags.js';
import { lineBlocks } from './line-blocks.js';
import { SampleLines } from './sample-lines.js';
import { statedRules } from './stated-rules.js';

/** Standard input to standard output, redacted line by line. What nothing was found in leaves byte for byte as it came. */
export const filter: Command = async ({ flags, args }) => {
  if (args.length > 0) throw usage('redact reads standard input');
  const report = flags.text('report') !== undefined;
  const lines = new SampleLines(await statedRules(flags), report ? 'places' : 'counts');
  for await (const bytes of lineBlocks(process.stdin)) await write(report ? reported(lines, bytes) : redacted(lines, bytes));
  return EXIT.ok;
};

function redacted(lines: SampleLines, bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  lines.each(bytes, ({ after: { block, start, end }, ending }) => void parts.push(block.bytes.subarray(start, end), Buffer.from(ending)));
  return Buffer.concat(parts);
}

/** One JSON object a line: the redacted text, and what was found where. Never a value. */
function reported(lines: SampleLines, bytes: Buffer): Buffer {
  const out: string[] = [];
  lines.each(bytes, ({ after: { block, start, end } }, findings) => out.push(`${JSON.stringify({ text: block.bytes.toString('utf8', start, end), findings })}\n`));
  return Buffer.from(out.join(''));
}

/** Resolves when there is room for more. */
function write(bytes: Buffer): Promise<void> {
  return new Promise((resolve) => process.stdout.write(bytes, () => resolve()));
}
