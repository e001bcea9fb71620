import { createLogger, createPipeline, type RootLogger } from '../../core/main.js';

/**
 * A program that logs numbered lines and ends in one of many ways: `node logging-program.js <way> <folder> [<turns> [<lines>]]`.
 * Each line holds a password.
 */
const [way = '', folder = '', turns = '1', count = '10000'] = process.argv.slice(2);
const LINES = Number(count);

const file = { version: 1, data_dir: `${folder}/data`, sinks: { file: { type: 'file', path: `${folder}/app.jsonl` } } };
const stdout = { version: 1, data_dir: `${folder}/data`, sinks: { out: { type: 'console', format: 'json' } } };

async function start(): Promise<RootLogger> {
  if (way === 'given') return createLogger({ pipeline: await createPipeline(file) });
  if (way === 'stdout') return createLogger({ config: stdout });
  return createLogger({ folder, handleSignals: way === 'signal' });
}

const log = await start();
let n = 0;
const some = (count: number): void => {
  for (let left = count; left > 0 && n < LINES; left--) log.info('line', { n: n++, password: 'hunter2hunter2' });
};

/** Logs in turns of the event loop, so that the end comes while writes are under way. */
for (let turn = 1; turn < Number(turns); turn++) {
  some(LINES / Number(turns));
  await new Promise((resolve) => void setImmediate(resolve));
}
some(LINES);

switch (way) {
  case 'exit':
  case 'stdout':
  case 'given':
    process.exit(3);
    break;
  case 'throw':
    throw new Error('the end');
  case 'close':
    await log.close();
    break;
  case 'signal':
    setInterval(() => {}, 60_000);
    process.stdout.write('logged\n');
    break;
  default:
}
