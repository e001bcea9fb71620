import { definePlugin } from '../../core/contract/plugin.js';
import { schema } from './config.js';
import { compileGlobs } from './glob.js';
import { tail } from './tail.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'source',
  name: 'file',
  summary: 'Follows log files through rotation, and goes on where it was after a restart.',
  stability: 'stable',
  schema,
  examples: [
    { title: 'One folder', config: { paths: ['logs/*.log'] } },
    { title: 'Containers of Kubernetes', config: { paths: ['/var/log/containers/*.log'], exclude: ['hushpipe-*'] } },
    { title: 'Only what comes from now on', config: { paths: ['/var/log/**/*.log'], start_at: 'end' } },
  ],

  *check(config) {
    for (const key of ['paths', 'exclude'] as const) {
      for (const [i, pattern] of config[key].entries()) {
        const problem = patternProblem(pattern);
        if (problem !== undefined) yield { path: `${key}.${i}`, message: problem };
      }
    }
  },

  create(config, ctx) {
    let giveUp = new AbortController();
    let running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;
    return {
      async start() {
        await ctx.dataDir();
        giveUp = new AbortController();
      },
      run(emit, signal) {
        const end = new AbortController();
        const done = tail(config, ctx, emit, AbortSignal.any([signal, end.signal]), giveUp.signal);
        running = { end, done };
        return done;
      },
      async stop(signal) {
        if (running === undefined) return;
        const { end, done } = running;
        running = undefined;
        const leave = (): void => giveUp.abort();
        signal.addEventListener('abort', leave);
        if (signal.aborted) leave();
        end.abort();
        // A failed run was reported by whoever called it.
        await done.catch(() => undefined);
        signal.removeEventListener('abort', leave);
      },
    };
  },
});

function patternProblem(pattern: string): string | undefined {
  try {
    compileGlobs(pattern);
    return undefined;
  } catch (error) {
    return `"${pattern}" is no pattern: ${(error as Error).message}`;
  }
}
