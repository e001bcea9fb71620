import * as assert from 'uvu/assert';
import { AlertSim } from '../../support/alert-sim.js';
import { bytesInUse } from '../../support/bytes-in-use.js';
import { suite } from '../../support/suite.js';

const test = suite('IncidentBook');

test('an alert that is told of anew again and again takes no more for it', async () => {
  const sim = new AlertSim({ triggers: [{ name: 'each' }] });
  const tell = (times: number): void => {
    for (let time = 0; time < times; time++) sim.fire('each');
  };
  tell(1000);
  const before = await bytesInUse();
  tell(50_000);
  const grown = (await bytesInUse()) - before;
  assert.ok(grown < 1e6, `${(grown / 1e6).toFixed(1)} MB`);
});

test.run();
