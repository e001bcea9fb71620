import * as assert from 'uvu/assert';
import { HealthReport } from '../../../plugins/shared/health-report.js';
import { testContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('HealthReport');

test('reports a change once', () => {
  const ctx = testContext();
  const health = new HealthReport(ctx);
  health.ok();
  assert.equal(ctx.health, []);
  health.failed('The place is gone.');
  health.failed('The place is gone.');
  health.degraded('Half of it is back.');
  health.ok();
  health.ok();
  assert.equal(ctx.health.map(({ status }) => status), ['failed', 'degraded', 'ok']);
  assert.equal(health.last, { status: 'ok' });
});

test.run();
