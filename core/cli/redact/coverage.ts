import type { JsonValue } from '../../contract/json.js';
import { FieldCoverage } from '../../redact/coverage.js';
import type { RuleName } from '../../redact/redactor.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { counted, formatTable, grouped } from '../table.js';
import { fileBlocks } from './line-blocks.js';
import { SampleLines } from './sample-lines.js';
import { statedRules } from './stated-rules.js';

/** Says what the rules cover on samples: what each found, which found nothing, and which fields nothing looked into. */
export const coverage: Command = async ({ flags, args, output }) => {
  const rules = await statedRules(flags);
  const samples = new SampleLines(rules, 'counts');
  const fields = new FieldCoverage(rules);
  let lines = 0;
  for (const file of args.length > 0 ? args : ['-']) {
    for await (const bytes of fileBlocks(file)) {
      samples.each(bytes, () => void lines++, (event) => {
        if (event.isJson) fields.note(JSON.parse(event.line()) as JsonValue);
      });
    }
  }
  const found = samples.counts.entries();
  const idle = rules.rules.filter(({ name }) => samples.counts.of(name) === 0);
  const unseen = fields.fields().filter(([, inspection]) => inspection === 'never').map(([path]) => path);
  if (flags.is('json')) {
    output.out(`${JSON.stringify({ lines, rule_set: rules.hash, found: Object.fromEntries(found), never_hit: idle, fields: Object.fromEntries(fields.fields()), never_inspected: unseen }, undefined, 2)}\n`);
    return EXIT.ok;
  }
  output.out(found.length === 0 ? 'nothing found\n' : formatTable([{ title: 'rule' }, { title: 'findings', align: 'right' }], found.map(([rule, count]) => [rule, grouped(count)])));
  output.out(`\nnever hit: ${idleText(idle)}\n`);
  output.out(`never inspected: ${unseen.length === 0 ? 'no field' : unseen.map(printable).join(', ')}\n`);
  output.out(`\n${counted(lines, 'line')}, ${counted(fields.fields().length, 'field')}, ${counted(samples.counts.total, 'finding')}; rule set ${rules.hash}\n`);
  return EXIT.ok;
};

/** What the config names is listed; of the built-in detectors most never meet what they look for. */
function idleText(idle: readonly RuleName[]): string {
  const own = idle.filter(({ kind }) => kind !== 'detector').map(({ kind, name }) => `${kind} ${printable(name)}`);
  const detectors = idle.length - own.length;
  return [...own, ...(detectors > 0 ? [`${counted(detectors, 'detector')} (--json lists them)`] : [])].join(', ') || 'no rule';
}

/** What stands in an event must not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
