import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT_IN } from '../../plugins/index.js';
import { sleep, systemClock } from '../contract/clock.js';
import { createRegistry } from '../plugin-host/registry.js';
import type { Pipeline } from '../runtime/pipeline.js';
import { loadOrThrow, startPipeline } from '../runtime/start.js';
import { accountLine, accountOf } from './account.js';
import type { Command, Output } from './command.js';
import { DEMO_CONFIG } from './demo/config.js';
import { FakeSlack } from './demo/fake-slack.js';
import { Shop } from './demo/shop.js';
import { slackText } from './demo/slack-text.js';
import { seededRandom } from './demo/seeded-random.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import { styleFor, type Style } from './style.js';

/** How long the last lines may take to arrive, in milliseconds. */
const PATIENCE = 8_000;
const LOOK_EVERY = 50;

const NEXT = [
  ['hushpipe demo --print-config > hushpipe.yaml', 'keep the config of this demo, and change it'],
  ['hushpipe validate', 'say what is wrong with it, and where'],
  ['hushpipe run', 'run it, with SLACK_WEBHOOK_URL set to a webhook of yours'],
  ['hushpipe plugins list', 'see what else can be read, changed and written'],
] as const;

/** Runs a whole pipeline over made-up traffic on this machine, and shows what happens to it. */
export const demo: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('demo takes no argument');
  if (flags.is('print-config')) {
    output.out(DEMO_CONFIG);
    return EXIT.ok;
  }
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-demo-'));
  const slack = new FakeSlack();
  const onInterrupt = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', onInterrupt);
  try {
    await slack.start();
    return await show(folder, slack, flags.whole('seed', 0) ?? 1, output);
  } finally {
    process.off('SIGINT', onInterrupt);
    await slack.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

async function show(folder: string, slack: FakeSlack, seed: number, { out, color }: Output): Promise<number> {
  const style = styleFor(color);
  const file = join(folder, 'hushpipe.yaml');
  await writeFile(file, DEMO_CONFIG);
  const config = await loadOrThrow({
    file,
    env: { SLACK_WEBHOOK_URL: slack.webhookUrl },
    // Slack is played by this process, at an address that is none of the internet's.
    overrides: ['log.level=warn', 'actions.team.allow_private=true'],
    plugins: createRegistry(BUILT_IN),
  });
  out(`A made-up shop writes a log for four seconds; hushpipe follows it. Nothing leaves this machine.\n${heading(style, 1, 'Redacted before anything else sees it')}`);

  const shop = await Shop.open(folder, seededRandom(seed));
  const pipeline = await startPipeline(config);
  const started = systemClock.monotonic();
  let fired = '';
  pipeline.services.signals.on('fired', (trigger) => {
    fired ||= `${style.bad('fired')}  ${trigger}, ${((systemClock.monotonic() - started) / 1000).toFixed(1)} s after the start: 5 errors of one code within 10 s\n`;
  });
  let posted = 0;
  let shown = 0;
  try {
    await shop.work(({ written, stored }) => out(`${shown++ === 0 ? '' : '\n'}  written  ${marked(written, style.bad)}\n  stored   ${marked(stored, style.good)}\n`));
    await until(() => allArrived(pipeline, shop.written) && slack.messages.length > 0);
    posted = slack.messages.length;
  } finally {
    await pipeline.close({ timeout: 2_000 });
  }

  out(`${heading(style, 2, 'A trigger counts, and fires')}  ${fired === '' ? 'no trigger fired\n' : fired}`);
  out(heading(style, 3, 'What Slack got, from the action `team`'));
  out(slack.messages.slice(0, 1).flatMap(slackText).map((line) => `  ${style.faint('|')} ${line}\n`).join(''));

  const account = accountOf(pipeline.status());
  out(`${heading(style, 4, 'Every event is accounted for')}  ${accountLine(account)}\n`);
  const complete = account.in === shop.written && fired !== '' && posted > 0;
  if (!complete) out(`\nNot as it should be: ${shop.written} lines were written, ${posted} messages posted.\n`);
  const width = Math.max(...NEXT.map(([command]) => command.length));
  out(`\n${style.strong('Next')}\n${NEXT.map(([command, what]) => `  ${command.padEnd(width)}   ${what}\n`).join('')}`);
  return complete ? EXIT.ok : EXIT.failed;
}

function allArrived(pipeline: Pipeline, written: number): boolean {
  const { instances } = pipeline.status();
  const came = instances.find(({ id }) => id === 'sources.app')?.eventsIn ?? 0;
  return came >= written && instances.every(({ waiting = 0 }) => waiting === 0);
}

async function until(holds: () => boolean): Promise<void> {
  const started = systemClock.monotonic();
  while (!holds() && systemClock.monotonic() - started < PATIENCE) await sleep(systemClock, LOOK_EVERY);
}

function heading({ strong }: Style, number: number, text: string): string {
  return `\n${strong(`${number}. ${text}`)}\n`;
}

/** Marks what is secret in a made-up line, and what stands in its place. */
function marked(line: string, mark: (text: string) => string): string {
  return line.replace(/\[REDACTED[^\]]*\]|[\w.]+@example\.com|4242(?: 4242){3}|not-a-real-password|(?:not\.a\.real\.token\.)+|FAKE-COUPON-1/g, mark);
}
