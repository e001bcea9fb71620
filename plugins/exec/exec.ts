import { definePlugin } from '../../core/contract/plugin.js';
import type { Secret } from '../../core/contract/secret.js';
import { ExecAction } from './exec-action.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'action',
  name: 'exec',
  summary: 'Runs a program of yours for each notice, with the notice as JSON on its standard input.',
  stability: 'stable',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['command', 'allow'],
    properties: {
      command: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 100, description: 'The program, as an absolute path, and its arguments, each on its own. No shell reads them, and nothing of an event is put into them.' },
      allow: { type: 'boolean', description: 'Must be true: whoever writes this config may run programs with the rights of hushpipe.' },
      cwd: { type: 'string', format: 'path', description: 'Folder to run it in; without it, the root folder.' },
      env: { type: 'object', additionalProperties: { type: 'string', format: 'secret' }, description: 'Its environment. Beside these it gets PATH alone.' },
      time_limit: { type: 'string', format: 'duration', default: '10s', description: 'How long it may take. Then it and what it started are killed, and it is run again.' },
    },
  },
  examples: [{ title: 'Open a ticket', config: { command: ['/usr/local/bin/open-ticket', '--queue', 'ops'], allow: true } }],
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  *check(config) {
    const [program = '', ...rest] = config.command;
    if (!config.allow) yield { path: 'allow', message: 'must be true: without it nothing is run' };
    if (!program.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(program)) yield { path: 'command.0', message: 'must be an absolute path' };
    for (const [index, argument] of [program, ...rest].entries()) if (argument.includes('\0')) yield { path: `command.${index}`, message: 'holds a NUL character' };
    yield* variableProblems(config.env);
  },
  create: (config, ctx) => new ExecAction(config, ctx),
});

function* variableProblems(env: Readonly<Record<string, Secret>> | undefined): Iterable<{ readonly path: string; readonly message: string }> {
  for (const [name, value] of Object.entries(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) yield { path: `env.${name}`, message: 'is no name of a variable' };
    if (value.reveal().includes('\0')) yield { path: `env.${name}`, message: 'holds a NUL character' };
  }
}
