import type { SubjectKey } from '../../audit/seal.js';
import { SEALED, openText, parseToken } from '../../redact/sealed-token.js';
import { findAudit } from '../audit-place.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { usage } from '../flags.js';
import { keysOfPersons, putOnRecord } from '../raw-access.js';
import { counted } from '../table.js';
import { userName } from '../user-name.js';
import { lineBlocks } from './line-blocks.js';

/** Tokens, and as whole strings of JSON. */
const TOKENS = new RegExp(`"${SEALED}"|${SEALED}`, 'g');
/** What is opened may hold tokens, where a rule seals within what another one seals. */
const MOST_LAYERS = 4;

/** Leads what redaction has encrypted back to what it was, where its key is there. Each reading goes on record before it is shown. */
export const open: Command = async ({ flags, args, output }) => {
  const reason = flags.text('reason');
  if (reason === undefined || reason.trim() === '') throw usage('redact open takes --reason TEXT', 'It goes into the audit log, with who asks.');
  const place = await findAudit(flags);
  const keys = await keysOfPersons(place);
  const access = { by: flags.text('by') ?? userName(), with: 'redact open', reason };
  let [opened, left] = [0, 0];

  async function read(text: string): Promise<string> {
    let result = text;
    for (let layer = 0; layer < MOST_LAYERS; layer++) {
      const values = valuesIn(result, keys);
      if (values.size === 0) break;
      await putOnRecord(place, { ...access, keys: [...new Set([...values.keys()].map((token) => parseToken(token)?.key ?? ''))] });
      opened += values.size;
      result = result.split('\n').map((line) => lineWith(line, values)).join('\n');
    }
    left += tokensIn(result).size;
    return result;
  }

  for (const token of args) {
    if (parseToken(token) === undefined) throw usage(`${JSON.stringify(token)} is not what encrypt leaves`, 'Such a token begins with [SEALED: and ends with ].');
    output.out(`${await read(token)}\n`);
  }
  if (args.length === 0) for await (const bytes of lineBlocks(process.stdin)) output.out(await read(bytes.toString()));
  output.err(`${counted(opened, 'value')} opened, ${left} left: ${left === 0 ? 'none' : 'their keys are not here, or were destroyed'}\n`);
  return left === 0 ? EXIT.ok : EXIT.failed;
};

function tokensIn(text: string): ReadonlySet<string> {
  return new Set((text.match(TOKENS) ?? []).map((found) => found.replace(/^"|"$/g, '')));
}

/** By token, as JSON, what it was. */
function valuesIn(text: string, keys: ReadonlyMap<string, SubjectKey>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const token of tokensIn(text)) {
    const parsed = parseToken(token);
    const key = keys.get(parsed?.key ?? '');
    const value = parsed === undefined || key === undefined ? undefined : openText(parsed, key);
    if (value !== undefined) values.set(token, value);
  }
  return values;
}

function lineWith(line: string, values: ReadonlyMap<string, string>): string {
  const isJson = holdsJson(line);
  return line.replace(TOKENS, (found) => {
    const isWhole = found.startsWith('"');
    const value = values.get(isWhole ? found.slice(1, -1) : found);
    if (value === undefined) return found;
    if (isWhole && isJson) return value;
    const parsed = JSON.parse(value) as unknown;
    const text = typeof parsed === 'string' ? parsed : value;
    const shown = isJson ? JSON.stringify(text).slice(1, -1) : text;
    return isWhole ? `"${shown}"` : shown;
  });
}

function holdsJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
