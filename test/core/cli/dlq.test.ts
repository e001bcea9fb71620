import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openDeadLetters } from '../../../core/pipeline/dead-letters.js';
import { runCli, type CliResult } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';

const test = suite('dlq');
let folder = '';

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-dlq-'));
  await writeFile(join(folder, 'hushpipe.yaml'), 'version: 1\ndata_dir: state\ninclude: [none.yaml]\n');
  for (const [instance, amount] of [['sinks.http', 30], ['actions.http', 1]] as const) {
    const letters = await openDeadLetters(join(folder, 'state', 'dead-letters', `${instance}.jsonl`));
    await letters.append(Array.from({ length: amount }, (_, index) => ({
      id: `e${index}`, time: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(), instance, code: 'DELIVERY_REFUSED',
      reason: `refused: answered 400 to ${index}`, attempts: 1, line: `{"n":${index},"text":"a\u001b[31mb"}`,
    })));
    await letters.close();
  }
});
test.after(() => rm(folder, { recursive: true }));

function dlq(...args: readonly string[]): Promise<CliResult> {
  return runInProcess(['dlq', ...args], folder);
}

test('lists who has dead letters', async () => {
  const { code, stdout } = await dlq('list');
  assert.is(code, 0);
  assert.is(stdout, `\
instance      letters  oldest                    latest                    latest reason
actions.http        1  2026-01-01T00:00:00.000Z  2026-01-01T00:00:00.000Z  refused: answered 400 to 0
sinks.http         30  2026-01-01T00:00:00.000Z  2026-01-01T00:29:00.000Z  refused: answered 400 to 29
`);
});

test('shows the latest of a sink, with nothing in them that steers a terminal', async () => {
  const { code, stdout, stderr } = await dlq('show', 'http', '--limit', '2');
  assert.is(code, 0);
  assert.is(stdout, `\
2026-01-01T00:28:00.000Z  DELIVERY_REFUSED  1 attempt
  refused: answered 400 to 28
  {"n":28,"text":"a\\u001b[31mb"}

2026-01-01T00:29:00.000Z  DELIVERY_REFUSED  1 attempt
  refused: answered 400 to 29
  {"n":29,"text":"a\\u001b[31mb"}
`);
  assert.match(stderr, '2 of 30 letters of sinks.http');
  assert.match((await dlq('show', 'actions.http')).stdout, 'answered 400 to 0');
});

test('gives JSON lines', async () => {
  const { stdout } = await dlq('show', 'sinks.http', '--json');
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly id: string });
  assert.is(lines.length, 20);
  assert.is(lines.at(-1)?.id, 'e29');
});

test('finds the data directory where the command line states it', async () => {
  const { stdout } = await runCli(['dlq', 'list', '--json'], { cwd: tmpdir(), env: { HUSHPIPE_DATA_DIR: join(folder, 'state') } });
  assert.is((JSON.parse(stdout) as unknown[]).length, 2);
});

test('says that there are none', async () => {
  const { code, stdout, stderr } = await dlq('list', '--data-dir', 'elsewhere');
  assert.is(code, 0);
  assert.is(stdout, '');
  assert.match(stderr, 'no dead letters in');
});

test('proposes the sink that was probably meant', async () => {
  const { code, stderr } = await dlq('show', 'sinks.htp');
  assert.is(code, 2);
  assert.match(stderr, 'Did you mean "sinks.http"?');
  assert.is((await dlq('shw')).code, 2);
  assert.is((await dlq('show', 'http', '--limit', 'x')).code, 2);
});

test.run();
