import type { Command, Invocation } from '../command.js';
import { EXIT } from '../exit-code.js';
import { usage } from '../flags.js';
import { counted } from '../table.js';
import { fileBlocks } from './line-blocks.js';
import { SampleLines } from './sample-lines.js';
import { statedRules } from './stated-rules.js';

interface Found {
  readonly file: string;
  /** Both from 1; the column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly rule: string;
}

/** Says where in files the rules find something; exits with 1 where they do. Never shows a value. */
export const check: Command = async ({ flags, args, output }) => {
  if (args.length === 0) throw usage('redact check takes files', 'For example: hushpipe redact check test/fixtures/*.log');
  const rules = await statedRules(flags);
  const found: Found[] = [];
  let lines = 0;
  for (const file of args) {
    const samples = new SampleLines(rules, 'places');
    let line = 0;
    for await (const bytes of fileBlocks(file)) {
      samples.each(bytes, (_, findings) => {
        line++;
        for (const { rule, start, end } of findings) found.push({ file, line, column: start + 1, length: end - start, rule });
      });
    }
    lines += line;
  }
  show(found, { files: args.length, lines }, flags.is('json'), output);
  return found.length > 0 ? EXIT.failed : EXIT.ok;
};

function show(found: readonly Found[], looked: { readonly files: number; readonly lines: number }, isJson: boolean, { out }: Invocation['output']): void {
  if (isJson) {
    out(`${JSON.stringify({ ...looked, findings: found }, undefined, 2)}\n`);
    return;
  }
  for (const { file, line, column, length, rule } of found) out(`${file}:${line}:${column}  ${rule}, ${counted(length, 'character')}\n`);
  out(`${counted(found.length, 'finding')} in ${counted(looked.lines, 'line')} of ${counted(looked.files, 'file')}\n`);
}
