import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import type { JsonObject } from '../../../core/contract/json.js';
import type { IncidentRunner } from '../../../core/runtime/incident-runner.js';
import { alertCommands } from '../../../core/server/alert-commands.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('alertCommands');

/** Stands for a pipeline's alerts; what is asked of it is written into `order`. */
function runnerOf(order: string[]): IncidentRunner {
  const acknowledge = (id: string, { by }: { readonly by: string }): JsonObject => {
    order.push(`${by} acknowledges ${id}`);
    return { id };
  };
  const flushed = async (): Promise<void> => {
    await new Promise(setImmediate);
    order.push('kept');
  };
  return { desk: { acknowledge }, flushed } as unknown as IncidentRunner;
}

test('answers when what people did is on disk, not before', async () => {
  const order: string[] = [];
  const { alerts } = alertCommands(() => runnerOf(order));
  assert.equal(await alerts({ do: 'ack', id: 'a1', by: 'ann' }), { id: 'a1' });
  assert.equal(order, ['ann acknowledges a1', 'kept']);
});

test('says what it can do', async () => {
  const error = await rejection(alertCommands(() => runnerOf([])).alerts({ do: 'dance' }), HushpipeError);
  assert.is(error.code, 'CLI_USAGE');
  assert.match(error.message, 'alerts can list, show, ack');
});

test.run();
