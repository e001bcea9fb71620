import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { systemClock } from '../../core/contract/clock.js';
import { testContext, type TestContext } from '../../core/testing/test-context.js';
import { AlertmanagerAction } from '../../plugins/alertmanager/alertmanager-action.js';
import { HOSTILE_RUN, hostileNotice } from '../support/hostile-alerts.js';
import { LIFE, notice } from '../support/notices.js';
import { suite } from '../support/suite.js';
import { until } from '../support/until.js';

const url = process.env['HUSHPIPE_TEST_ALERTMANAGER'];
const test = suite('a real Alertmanager');

interface Known {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: { readonly state: string };
}

/** One label of this run, so that several may use one Alertmanager. */
const run = randomUUID();
const { signal } = new AbortController();

/** What it says is firing, of this run. */
async function firing(at: string): Promise<readonly Known[]> {
  const answer = await fetch(`${at}/api/v2/alerts?filter=${encodeURIComponent(`run="${run}"`)}`);
  assert.is(answer.status, 200);
  return await answer.json() as readonly Known[];
}

if (url === undefined) {
  test.skip('takes, keeps and resolves alerts', 'set HUSHPIPE_TEST_ALERTMANAGER to the address of an Alertmanager');
} else {
  let ctx: TestContext;
  let action: AlertmanagerAction;
  test.before.each(async () => {
    ctx = testContext();
    // Alertmanager has a clock of its own.
    Object.defineProperty(ctx, 'clock', { value: systemClock });
    action = new AlertmanagerAction({ url, labels: { run }, resend: 1000, allow_private: true }, ctx);
    await action.start();
  });
  test.after.each(async () => {
    await action.stop();
    await ctx.dispose();
  });

  const now = (): { readonly since: number; readonly at: number } => ({ since: Date.now() - 1000, at: Date.now() });

  test('an incident arrives with its labels and annotations, and resolves', async () => {
    await action.deliver([notice({ ...LIFE.fired, ...now() })], signal);
    const [alert] = await until('the alert', async () => {
      const alerts = await firing(url);
      return alerts.length > 0 && alerts;
    });
    assert.equal(alert?.labels, { alertname: 'failed-logins', run, user: 'eve', severity: 'warning' });
    assert.is(alert?.annotations['summary'], 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
    assert.is(alert?.annotations['runbook_url'], 'https://example.com/runbooks/failed-logins');
    await action.deliver([notice({ ...LIFE.resolved, ...now() }, { cause: 'resolved', form: 'edit' })], signal);
    await until('its end', async () => (await firing(url)).length === 0);
  });

  test('it fires on while it is sent again, and ends by itself once nobody sends it', async () => {
    await action.deliver([notice({ ...LIFE.fired, ...now(), id: 'lasting', key: { user: 'lasting' } })], signal);
    const start = Date.now();
    await until('five seconds', async () => {
      assert.is((await firing(url)).length, 1);
      return Date.now() - start > 5000;
    });
    await action.stop();
    await until('its end', async () => (await firing(url)).length === 0);
  }, { limit: 30_000 });

  test('it takes 1,000 hostile notices', async () => {
    let taken = 0;
    for (const said of fc.sample(hostileNotice, { ...HOSTILE_RUN, numRuns: 1000 })) {
      await action.deliver([{ ...said, form: 'post', cause: 'resolved' }], signal);
      taken += 1;
    }
    console.log(`\nit took ${taken} notices`);
    assert.is(taken, 1000);
  }, { limit: 60_000 });
}

test.run();
