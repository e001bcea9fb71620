import { formatDiagnostics } from '../config/format-diagnostics.js';
import type { LoadResult } from '../config/load-config.js';
import { systemClock } from '../contract/clock.js';
import type { JsonObject } from '../contract/json.js';
import { HushpipeError } from '../contract/errors.js';
import type { Pipeline } from '../runtime/pipeline.js';
import { startPipeline } from '../runtime/start.js';
import { alertCommands } from '../server/alert-commands.js';
import { auditCommands } from '../server/audit-commands.js';
import type { AlertLinks } from '../server/alert-links.js';
import { ControlSocket } from '../server/control-socket.js';
import { accountLine, accountOf } from './account.js';
import type { Command, Output } from './command.js';
import { dataDirOverride, needConfigFile } from './config-file.js';
import { ConfigKeeper } from './config-keeper.js';
import { endOfSources } from './end-of-sources.js';
import { EXIT } from './exit-code.js';
import { usage } from './flags.js';
import { LiveConfig, logProblems } from './live-config.js';
import { listenToProcess } from './process-events.js';
import { statusOf } from './status.js';
import { packageVersion } from './version.js';
import { limitYoungGeneration } from './young-generation.js';

/** How long an orderly end may take once it was asked for, in milliseconds: deliveries, and then everything. */
const DRAIN = 4_500;
const LATEST = 4_900;
/** Longest that anything which was not closed may hold up the end of the process, in milliseconds. */
const LINGER = 1_000;

/** Runs the pipeline of a config until its sources end, or somebody ends it. */
export const run: Command = async ({ flags, args, output }) => {
  if (args.length > 0) throw usage('run takes no argument', `To run a config: hushpipe run -c ${args[0]}`);
  limitYoungGeneration();
  const once = flags.is('once');
  const keeper = new ConfigKeeper({ file: await needConfigFile(flags), overrides: [...flags.texts('set'), ...dataDirOverride(flags)] });
  const loaded = await keeper.load();
  const usable = loaded.config === undefined && flags.is('last-good') ? await keeper.loadLastGood(loaded.dataDir) : loaded;
  if (usable?.config === undefined) return refuse(loaded, usable, output);

  const running: Running = {};
  const started = systemClock.monotonic();
  const control = await openControl(usable.config.dataDir, running, { config: keeper.file, started }, output);
  let links: AlertLinks | undefined;
  try {
    const pipeline = await startPipeline(usable.config, { once });
    links = await openLinks(pipeline);
    const live = new LiveConfig(pipeline, keeper, loaded, systemClock);
    Object.assign(running, { pipeline, live: once ? undefined : live });
    return await attend({ pipeline, live, loaded, usable, keeper, once, watch: !once && (flags.switched('watch') ?? true), output });
  } finally {
    await links?.close();
    await control?.close();
    // What a plugin left open must not keep the process: everything that matters is done.
    systemClock.after(LINGER, () => process.exit(), { background: true });
  }
};

/** Serves the links of alerts where the config has them. That it cannot listen keeps nobody from being alerted. */
async function openLinks({ alerts, services: { log } }: Pipeline): Promise<AlertLinks | undefined> {
  const listen = alerts.linkSettings?.listen;
  if (listen === undefined) return undefined;
  const { AlertLinks } = await import('../server/alert-links.js');
  try {
    return await AlertLinks.open(listen, { desk: () => alerts.links, settings: () => alerts.linkSettings, flushed: () => alerts.flushed(), clock: systemClock });
  } catch (error) {
    log.error('the links of alerts will not work: their address cannot be listened at', { listen, error });
    return undefined;
  }
}

function refuse(loaded: LoadResult, lastGood: LoadResult | undefined, output: Output): number {
  const asked = lastGood === undefined ? 'No earlier config that worked was kept for this file.\n' : '';
  output.err(`${formatDiagnostics(loaded.diagnostics)}hushpipe: the config is not valid, nothing was started\n${asked}`);
  return EXIT.config;
}

/** What the control socket answers from, once it is there. */
interface Running {
  pipeline?: Pipeline;
  live?: LiveConfig | undefined;
}

/** Also keeps others out of the data directory. Where the file system takes no sockets, hushpipe runs without. */
async function openControl(dataDir: string, running: Running, about: { readonly config: string; readonly started: number }, output: Output): Promise<ControlSocket | undefined> {
  const pipeline = (): Pipeline => {
    if (running.pipeline === undefined) throw new HushpipeError('CLI_NOT_RUNNING', 'hushpipe is still starting', { hint: 'Try again in a moment.' });
    return running.pipeline;
  };
  const live = (): LiveConfig => {
    pipeline();
    if (running.live === undefined) throw new HushpipeError('RELOAD_FAILED', 'a run with --once keeps the config it began with', { hint: 'Wait for its end.' });
    return running.live;
  };
  const handlers = {
    ...alertCommands(() => pipeline().alerts),
    ...auditCommands(() => pipeline().services.audit),
    reload: async ({ dry_run: isDry, by }: JsonObject) => (isDry === true ? live().plan() : live().reload(`asked for${typeof by === 'string' ? ` by ${by.slice(0, 64)}` : ''}`)),
    status: async () => {
      const lastError = running.live?.lastError ?? pipeline().status().lastError;
      return statusOf(pipeline(), { version: packageVersion(), config: about.config, uptime_ms: systemClock.monotonic() - about.started, lastError });
    },
    explain: async (args: JsonObject) => {
      const { explainLive } = await import('./explain-live.js');
      return explainLive(pipeline(), args);
    },
  };
  try {
    return await ControlSocket.open({ dataDir, handlers, guard: (text) => running.pipeline?.guard(text) ?? text, clock: systemClock });
  } catch (error) {
    if (error instanceof HushpipeError) throw error;
    output.err(`hushpipe: no control socket in ${dataDir} (${(error as Error).message}): top and reload will not work\n`);
    return undefined;
  }
}

interface Attended {
  readonly pipeline: Pipeline;
  readonly live: LiveConfig;
  /** What the files state, and what runs: the same unless the last good config had to do. */
  readonly loaded: LoadResult;
  readonly usable: LoadResult;
  readonly keeper: ConfigKeeper;
  readonly once: boolean;
  readonly watch: boolean;
  readonly output: Output;
}

/** From the start to the end of a pipeline. */
async function attend({ pipeline, live, loaded, usable, keeper, once, watch, output }: Attended): Promise<number> {
  const { log } = pipeline.services;
  const events = listenToProcess(() => {
    if (once) log.info('SIGHUP: a run with --once keeps the config it began with');
    else void live.reload('SIGHUP').catch(() => {});
  });
  // Timers of watchers and pollers are in the background: this one keeps the process until its end is decided.
  const alive = systemClock.after(0x7fffffff, () => {});
  try {
    if (usable === loaded) {
      await keeper.keep(loaded).catch((error: unknown) => log.warn('the config could not be kept for a restart', { error }));
    } else {
      log.error('the config is not valid: running with the last one that worked', { file: keeper.file });
      logProblems(loaded.diagnostics, (message, fields) => log.error(message, fields));
    }
    for (const { place, message } of usable.diagnostics) log.warn(`${place.file}:${place.line}:${place.column} ${message}`);
    if (watch) await live.watch();
    log.info(`running ${keeper.file}`, { reload: watch ? 'when a file changes, SIGHUP' : once ? 'never' : 'SIGHUP' });

    const sources = endOfSources(pipeline);
    const ending = await Promise.race([events.ending, sources.ended]);
    sources.release();
    if (ending?.by === 'error') log.error('an error that nobody caught ends hushpipe', { error: ending.error });
    else log.info(ending === undefined ? 'all sources have ended' : `${ending.by}: stopping`);
    await stop(pipeline, live, ending === undefined ? events.ending : undefined);
    const account = accountLine(accountOf(pipeline.status()));
    if (once) output.err(`${account}\n`);
    else log.info(account);
    return ending?.by === 'error' ? EXIT.failed : EXIT.ok;
  } finally {
    alive.cancel();
    events.release();
  }
}

/** Delivers what is under way: within the time of an orderly end, or, where `asked` is still to come, within that time from then on. */
async function stop(pipeline: Pipeline, live: LiveConfig, asked: Promise<unknown> | undefined): Promise<void> {
  const closed = Promise.all([pipeline.close(asked === undefined ? { timeout: DRAIN } : {}), live.stop()]);
  // A reload that is under way, or a plugin that does not stop, must not hold up who waits for the end.
  const giveUp = (): void => {
    systemClock.after(LATEST, () => {
      pipeline.services.log.warn('not everything could be stopped in time');
      process.exit();
    }, { background: true });
  };
  if (asked === undefined) {
    giveUp();
  } else {
    void asked.then(() => {
      void pipeline.close({ timeout: DRAIN });
      giveUp();
    });
  }
  await closed;
}
