import { definePlugin } from '../../core/contract/plugin.js';
import { stoppableRun } from '../shared/stoppable-run.js';
import { schema } from './config.js';
import { compileExclude } from './glob.js';
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
    return {
      start: async () => void (await ctx.dataDir()),
      ...stoppableRun((emit, signal, giveUp) => tail(config, ctx, emit, signal, giveUp)),
    };
  },
});

function patternProblem(pattern: string): string | undefined {
  try {
    compileExclude([pattern]);
    return undefined;
  } catch (error) {
    return `"${pattern}" is no pattern: ${(error as Error).message}`;
  }
}
