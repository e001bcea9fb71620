import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../core/contract/clock.js';
import { suite } from '../../support/suite.js';
import { tempLogs } from './temp-logs.js';

const test = suite('discover');
const { folder, log, follow } = tempLogs(test);

test('sees a change at once where the system reports it, long before the poll', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({ watch: 'events', poll_interval: 3_600_000 }, { clock: systemClock });
  while (run.lines.length < 1) await run.settle();
  await run.settle();
  appendFileSync(log, 'a2\n');
  while (run.lines.length < 2) await run.settle();
  renameSync(log, join(folder, 'app.log.1'));
  writeFileSync(log, 'b1\n');
  while (run.lines.length < 3) await run.settle();
  assert.equal(run.lines, ['a1', 'a2', 'b1']);
});

test.run();
