import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { loadOrThrow, startPipeline } from '../../../core/runtime/start.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const loading = suite('loadOrThrow');

loading('throws all that is wrong at once, each with its place', async () => {
  const error = await rejection(loadOrThrow({ file: 'hushpipe.yaml', text: 'version: 1\nsinks: { a: { type: none } }\nsauces: {}\n', plugins: createRegistry() }), HushpipeError);
  assert.is(error.code, 'CONFIG_INVALID');
  assert.match(error.message, /hushpipe\.yaml:2:21 .*CONFIG_UNKNOWN_TYPE[\s\S]*hushpipe\.yaml:3:1 .*CONFIG_UNKNOWN_KEY/);
});

loading.run();

const starting = suite('startPipeline');
const folder = tempFolder(starting);

/** The first line that the log of a pipeline with this `log` section writes. */
async function firstLine(log: object): Promise<string> {
  const lines: string[] = [];
  const config = await loadOrThrow({ file: folder.in('hushpipe.yaml'), text: JSON.stringify({ version: 1, data_dir: folder.in('data'), log }), plugins: createRegistry() });
  const pipeline = await startPipeline(config, { writeLog: (line) => void lines.push(line) });
  pipeline.services.log.warn('said');
  await pipeline.close();
  return lines[0] ?? '';
}

starting('logs as the config says, and as JSON where nobody looks at a terminal', async () => {
  assert.match(await firstLine({}), /^\{"time":.*"message":"said"\}\n$/);
  assert.match(await firstLine({ format: 'pretty' }), /^\d\d:\d\d:\d\d\.\d{3} warn {2}said\n$/);
  assert.is(await firstLine({ level: 'error' }), '');
});

starting('looks for packages in the folder of the config', async () => {
  const config = await loadOrThrow({ file: folder.in('hushpipe.yaml'), text: 'version: 1', plugins: createRegistry() });
  const pipeline = await startPipeline(config, { writeLog: () => {} });
  assert.equal([pipeline.services.folder, pipeline.services.once], [folder.path, false]);
  await pipeline.close();
});

starting.run();
