import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { createPipeline, type RunningPipeline } from '../../../core/main.js';
import { pipelineOf } from '../../../core/runtime/running-pipelines.js';
import { auditCommands } from '../../../core/server/audit-commands.js';
import { ORIGIN, recordsIn } from '../../support/audit-log.js';
import { createCollector } from '../../support/collector.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('auditCommands');
const folder = tempFolder(test);
let running: RunningPipeline | undefined;
test.after.each(async () => running?.close({ timeout: 0 }));

async function commands(audit?: object): Promise<ReturnType<typeof auditCommands>> {
  running = await createPipeline({ version: 1, data_dir: folder.path, sinks: { all: { type: 'collect' } }, ...(audit === undefined ? {} : { audit }) }, { writeLog: () => {}, plugins: [createCollector().plugin] });
  const { services } = pipelineOf(running);
  return auditCommands(() => services.audit);
}

test('who reads again what is sealed is on record when the answer comes', async () => {
  const { audit_access: access } = await commands({ origin: ORIGIN });
  assert.equal(await access({ by: 'ann', with: 'redact open', reason: 'ticket 7', keys: ['k1', 'k2'] }), {});
  const record = recordsIn(folder.path).at(-1);
  assert.equal([record?.event, record?.actor, record?.source, record?.data], ['hushpipe.raw_access', 'ann', 'hushpipe', { with: 'redact open', reason: 'ticket 7', keys: ['k1', 'k2'], count: 2 }]);
  for (const args of [{ with: 'x' }, { by: 'ann' }, { by: 'ann', with: 'x', reason: 1 }]) assert.is((await rejection(Promise.resolve(access(args)), HushpipeError)).code, 'CLI_USAGE');
});

test('a person is erased, or nobody is there to be', async () => {
  const { audit_erase: erase } = await commands({ origin: ORIGIN });
  assert.equal(await erase({ subject: 'ann', elsewhere: ['sinks.all'] }), {});
  assert.is((await rejection(Promise.resolve(erase({})), HushpipeError)).code, 'CLI_USAGE');
  assert.equal(recordsIn(folder.path).at(-1)?.data, { elsewhere: ['sinks.all'] });
});

test('without an audit log neither is done', async () => {
  const { audit_access: access, audit_erase: erase } = await commands();
  assert.is((await rejection(Promise.resolve(access({ by: 'ann', with: 'x', keys: [] })), HushpipeError)).code, 'AUDIT_NOT_FOUND');
  assert.is((await rejection(Promise.resolve(erase({ subject: 'ann' })), HushpipeError)).code, 'AUDIT_NOT_FOUND');
});

test.run();
