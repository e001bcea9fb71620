import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { generateJson } from '../bench/agent/generate.js';
import { agents, writeConfig } from '../support/agent.js';
import { linesOf } from '../support/lines.js';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { VECTORS, vector } from '../support/vectors.js';

const test = suite('run --once accounts for every line');
const folder = tempFolder(test);
const start = agents(test);

const LINES = FULL ? 1_000_000 : 30_000;
const SEED = 7;

/** Runs to its end what reads `in` and writes `out`, the rest of the config as given. Returns its account. */
async function runOnce(source: object, sink: object, rest: object = {}): Promise<string> {
  const config = writeConfig(folder.in('hushpipe.json'), {
    sources: { in: { type: 'file', paths: ['in'], ...source } },
    sinks: { out: { type: 'file', path: 'out', fsync: 'never', ...sink } },
    ...rest,
  });
  const agent = start(config, { args: ['--once'] });
  assert.equal(await agent.ended, { code: 0, signal: null }, agent.stderr);
  return agent.stderr;
}

/** Everything in a line that could be a secret or a part of one. */
const TOKENS = /[\w.@-]{6,}/g;

test(`${LINES} JSON lines: none is lost, no secret comes through, every other byte is as it was`, async () => {
  const { secrets, clean, lines } = generateJson(folder.in('in'), LINES, SEED);
  const account = await runOnce({ parse: 'json' }, {});
  assert.match(account, `${LINES.toLocaleString('en')} in = ${LINES.toLocaleString('en')} out + 0 dropped`);

  const secret = new Set(secrets);
  const output = linesOf(folder.in('out'));
  let seen = 0;
  let untouched = 0;
  for (const line of linesOf(folder.in('in'))) {
    const written = output.next().value as string | undefined;
    seen++;
    for (const token of written?.match(TOKENS) ?? []) assert.not(secret.has(token), `line ${seen} of the output holds a secret`);
    if (written === line) untouched++;
    else assert.is(written?.replace(/\[REDACTED:[a-z_]+\]/, secretIn(line, secret)), line, `line ${seen} differs in more than its secret`);
  }
  assert.ok(output.next().done, 'no line came out that did not go in');
  assert.equal({ seen, untouched }, { seen: lines, untouched: clean });
  assert.ok(clean > 0.9 * lines && secrets.length > 0.05 * lines);
}, { limit: 110_000 });

function secretIn(line: string, secrets: ReadonlySet<string>): () => string {
  return () => line.match(TOKENS)?.find((token) => secrets.has(token)) ?? '';
}

const loghub = vector('redaction', 'dev.jsonl.gz');
const realLogs = 'real logs of servers, services and sshd: every line is there, and all but a handful are as they were';
if (loghub === undefined) {
  test.skip(realLogs, `no redaction/dev.jsonl.gz in ${VECTORS}; set HUSHPIPE_VECTORS`);
} else {
  test(realLogs, async () => {
    const samples = gunzipSync(readFileSync(loghub)).toString().trim().split('\n').map((line) => JSON.parse(line) as { readonly source: string; readonly text: string });
    const input = samples.filter(({ source, text }) => source === 'loghub' && text !== '').map(({ text }) => text);
    writeFileSync(folder.in('in'), `${input.join('\n')}\n`);
    await runOnce({ parse: 'text' }, { encoding: 'line' }, { redact: { detectors: ['secrets', 'card'] } });

    const output = readFileSync(folder.in('out'), 'utf8').split('\n');
    assert.is(output.pop(), '');
    assert.is(output.length, input.length);
    const changed = input.filter((line, at) => output[at] !== line);
    assert.ok(input.length > 15_000 && changed.length <= input.length * 0.0005, `${changed.length} of ${input.length} changed`);
    for (const [at, line] of output.entries()) if (line !== input[at]) assert.match(line, '[REDACTED:');
  });
}

test.run();
