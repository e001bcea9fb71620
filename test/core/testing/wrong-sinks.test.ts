import * as assert from 'uvu/assert';
import { testSink } from '../../../core/testing/sink.js';
import { suite } from '../../support/suite.js';
import { wrongAnswers } from '../../support/wrong-sinks/answers.js';
import { wrongDelivery } from '../../support/wrong-sinks/delivery.js';
import { wrongDescriptions } from '../../support/wrong-sinks/description.js';
import { wrongLifecycles } from '../../support/wrong-sinks/lifecycle.js';
import { SECRET, sinkConfig, sinkPeer, sinkPlugin, type SinkPlugin } from '../../support/wrong-sinks/right-sink.js';
import { wrongSecrecy } from '../../support/wrong-sinks/secrecy.js';
import { leaks } from '../../support/wrong-sinks/wrong-sink.js';

const WRONG = [...wrongDelivery, ...wrongAnswers, ...wrongLifecycles, ...wrongSecrecy, ...wrongDescriptions];

/** The checks that the kit states for a plugin, by name. */
function checksOf(plugin: SinkPlugin): ReadonlyMap<string, () => Promise<void>> {
  const checks = new Map<string, () => Promise<void>>();
  testSink({ test: (name, run) => checks.set(name, run), plugin, peer: sinkPeer, config: sinkConfig, secret: SECRET });
  return checks;
}

const right = suite('a right sink');
for (const [name, run] of checksOf(sinkPlugin())) right(name, run);
right.run();

const wrong = suite('the kit catches a sink that');

wrong.after(() => {
  for (const close of leaks) close();
});

for (const { what, caughtBy, says, plugin } of WRONG) {
  wrong(what, async () => {
    const run = checksOf(plugin).get(caughtBy);
    assert.ok(run, `there is no check "${caughtBy}"`);
    const failure = await run().then(() => undefined, (error: unknown) => error as Error);
    assert.ok(failure, `"${caughtBy}" passed`);
    assert.ok(failure.message.includes(says), `"${caughtBy}" said: ${failure.message}`);
  });
}

wrong.run();

const cover = suite('the seeded sinks');

cover('break every check of the kit that a sink can fail', () => {
  const caught = new Set(WRONG.map(({ caughtBy }) => caughtBy));
  const never = [...checksOf(sinkPlugin(undefined, { claims: () => [] })).keys()].filter((name) => !caught.has(name));
  assert.equal(never, ['asks to be tried again on 500']);
});

cover.run();
