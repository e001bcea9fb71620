import * as assert from 'uvu/assert';
import { plainText, type Alert } from '../../../core/contract/alert.js';
import type { JsonObject } from '../../../core/contract/json.js';
import type { Plugin, PluginContext } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { alertIn } from '../../support/alert-in.js';
import { suite } from '../../support/suite.js';
import { check, SECRET, sinkSchema, type SinkConfig } from '../../support/wrong-sinks/right-sink.js';

type ActionPlugin = Plugin<typeof sinkSchema, 'action'>;
type Say = (alert: Alert) => string;

/** Posts one message an alert; `say` makes its text. */
function actionPlugin(say: Say = (alert) => plainText(alert.title)): ActionPlugin {
  return {
    apiVersion: 1,
    kind: 'action',
    name: 'example',
    summary: 'Posts each alert as text.',
    schema: sinkSchema,
    examples: [{ title: 'A local server', config: { url: 'http://127.0.0.1:8080', token: 'from the environment' } }],
    delivery: { maxEvents: 1, concurrency: 1 },
    create: (config, ctx) => ({
      async deliver(batch, signal) {
        for (const delivery of batch) await post(config, ctx, say(alertIn(delivery)), signal);
      },
    }),
  };
}

async function post(config: SinkConfig, ctx: PluginContext, text: string, signal: AbortSignal): Promise<void> {
  const response = await ctx.fetch(config.url, { method: 'POST', body: text, headers: { authorization: config.token.reveal() }, signal });
  await response.text();
  check(response, ctx);
}

function checksOf(plugin: ActionPlugin): ReadonlyMap<string, () => Promise<void>> {
  const checks = new Map<string, () => Promise<void>>();
  testAction({
    test: (name, run) => checks.set(name, run), plugin, secret: SECRET,
    peer: () => new HttpPeer({ items: ({ body }) => [body] }), config: (peer) => ({ url: peer.url, token: new Secret(SECRET) }),
  });
  return checks;
}

const right = suite('testAction on a right action');
for (const [name, run] of checksOf(actionPlugin())) right(name, run);

right('states in its name what cannot be tried', () => {
  const names = [...checksOf(actionPlugin()).keys()];
  assert.ok(names.includes('reports exactly the alerts that were not taken (not applicable: it takes 1 at once)'));
  assert.ok(names.includes('claims the same for the same config (not applicable: it claims nothing)'));
});
right.run();

const wrong = suite('testAction catches an action that');

wrong('leaves the title out', async () => {
  const run = checksOf(actionPlugin((alert) => alert.why)).get('delivers each alert once, in order');
  const failure = await run?.().then(() => undefined, (error: unknown) => error as Error);
  assert.match(String(failure), 'the peer has 0 of 1 alerts: missing kit00001x');
});

wrong('cannot say an alert that has no samples', async () => {
  const run = checksOf(actionPlugin((alert) => (alert.samples[0] as { message: string }).message)).get('takes an odd alert, or refuses it for good');
  const failure = await run?.().then(() => undefined, (error: unknown) => error as Error);
  assert.match(String(failure), 'nothing but a name: 1 failed');
});
wrong('gives receipts that core cannot keep', async () => {
  const failureWith = async (index: number, receipt: JsonObject): Promise<string> => {
    const plugin = actionPlugin();
    const giving: ActionPlugin = {
      ...plugin,
      create: (config, ctx) => ({
        async deliver(batch, signal) {
          for (const delivery of batch) await post(config, ctx, plainText(alertIn(delivery).title), signal);
          return { failed: [], receipts: [{ index, receipt }] };
        },
      }),
    };
    const run = checksOf(giving).get('delivers each alert once, in order');
    return String(await run?.().then(() => 'taken', (error: unknown) => error as Error));
  };
  assert.is(await failureWith(0, { ts: '1' }), 'taken');
  assert.match(await failureWith(1, { ts: '1' }), 'a receipt for the index 1, which was not delivered');
  assert.match(await failureWith(0, { ts: 'x'.repeat(1024) }), 'a receipt takes 1033 bytes as JSON; at most 1024');
  assert.match(await failureWith(0, { at: Number.NaN }), 'is not the same after it was kept as JSON');
});
wrong.run();
