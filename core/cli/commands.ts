import type { CommandSpec, FlagSpec, FlagSpecs } from './command.js';

const config: FlagSpec = { short: 'c', value: 'FILE', summary: 'the config; without it hushpipe.yaml or config.yaml in this folder' };
const dataDir: FlagSpec = { value: 'DIR', summary: 'the data directory, in place of the one that the config states' };
const json: FlagSpec = { summary: 'print JSON' };

/** Flags that every command takes. */
export const COMMON_FLAGS: FlagSpecs = {
  color: { value: 'WHEN', choices: ['auto', 'always', 'never'], summary: 'colours: auto, always or never' },
  help: { short: 'h', summary: 'say what the command does' },
};

/** The commands, in the order of the help. Nothing here loads one of them. */
export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  demo: {
    group: 'Try',
    summary: 'watch made-up traffic be redacted, counted and alerted on: a few seconds, no network',
    usage: ['[--seed N]', '--print-config'],
    flags: {
      seed: { value: 'N', summary: 'number that the traffic is made from' },
      'print-config': { summary: 'print the config of the demo, and end' },
    },
    load: async () => (await import('./demo.js')).demo,
  },
  run: {
    group: 'Run',
    summary: 'run the pipeline that a config describes',
    usage: ['[-c FILE] [--once] [--no-watch] [--set PATH=VALUE]... [--data-dir DIR]'],
    notes: [
      'Files of the config are watched, and a change that is valid is put in place without losing an event; --no-watch leaves',
      'that to SIGHUP and `hushpipe reload`. SIGTERM and SIGINT deliver what is under way, within 5 seconds; a second one ends at once.',
    ],
    flags: {
      config,
      once: { summary: 'read what is there, deliver it, and end' },
      watch: { on: true, summary: 'put changes of the config in place; off with --once' },
      set: { value: 'PATH=VALUE', multiple: true, summary: 'put a value over that of the file: sinks.archive.queue.max_events=10' },
      'data-dir': dataDir,
      'last-good': { summary: 'start with the last config that worked where this one is broken' },
    },
    load: async () => (await import('./run.js')).run,
  },
  reload: {
    group: 'Run',
    summary: 'have the running hushpipe read its config again, and say what changes',
    usage: ['[--dry-run] [-c FILE | --data-dir DIR]'],
    flags: { 'dry-run': { summary: 'only say what would change' }, json, config, 'data-dir': dataDir },
    load: async () => (await import('./reload.js')).reload,
  },
  top: {
    group: 'Run',
    summary: 'show what each instance of the running hushpipe does',
    usage: ['[--once] [--json] [-c FILE | --data-dir DIR]'],
    flags: {
      once: { summary: 'print once and end; the default where the output is no terminal' },
      json, config, 'data-dir': dataDir,
    },
    load: async () => (await import('./top.js')).top,
  },
  dlq: {
    group: 'Run',
    summary: 'list the dead letters, show those of a sink, and send them to it again',
    usage: ['list [--json]', 'show SINK [--limit N] [--json]', 'replay SINK [--json]'],
    words: ['list', 'show', 'replay'],
    notes: ['A replay goes to that sink alone, past transforms and triggers, while hushpipe does not run with the same data directory.'],
    flags: {
      limit: { value: 'N', summary: 'the latest N; without it 20' },
      json, config, 'data-dir': dataDir,
    },
    load: async () => (await import('./dlq.js')).dlq,
  },
  audit: {
    group: 'Check',
    summary: 'verify, show and prove the audit log, and erase a person from it',
    usage: [
      'verify [--since FILE]... [--key KEY]... [--json]', 'show [SEQ] [--from SEQ] [--limit N] [--event NAME] [--json]', 'export [--from SEQ] [--to SEQ] | --checkpoint',
      'prove SEQ [--json]', 'erase --subject ID', 'anchor', 'rotate',
    ],
    words: ['verify', 'show', 'export', 'prove', 'erase', 'anchor', 'rotate'],
    notes: [
      'All work on the data directory, whether hushpipe runs or not; only rotate wants it stopped. verify ends with 0 where all is as it was',
      'signed, 1 where something was tampered with, 2 where that cannot be told, and 3 for a wrong call.',
    ],
    usageExit: 3,
    flags: {
      since: { value: 'FILE', multiple: true, summary: 'a checkpoint that was kept elsewhere, or a file of anchors: the log has to begin with it' },
      key: { value: 'KEY', multiple: true, summary: 'a verifier key that is known from elsewhere, in place of that of the key file' },
      from: { value: 'SEQ', summary: 'from this record on' },
      to: { value: 'SEQ', summary: 'up to this record' },
      limit: { value: 'N', summary: 'the latest N; without it 20' },
      event: { value: 'NAME', summary: 'only records of this event' },
      checkpoint: { summary: 'print the newest checkpoint, to be kept elsewhere' },
      subject: { value: 'ID', summary: 'the person to erase' },
      origin: { value: 'NAME', summary: 'which audit log, where there are several' },
      json, config, 'data-dir': dataDir,
    },
    load: async () => (await import('./audit.js')).audit,
  },
  validate: {
    group: 'Check',
    summary: 'check configs, files of triggers, and the YAML in Markdown pages',
    usage: ['[FILE or FOLDER]... [--no-env] [--strict] [--sample FILES] [--json | --format github]'],
    flags: {
      'no-env': { summary: 'do not ask for environment variables and secret files' },
      strict: { summary: 'exit with 3 where there are warnings' },
      sample: { value: 'FILES', multiple: true, summary: 'events: also say which fields of triggers none of them has' },
      json,
      format: { value: 'FORMAT', choices: ['text', 'json', 'github'], summary: 'text, json, or github: annotations of GitHub Actions' },
      set: { value: 'PATH=VALUE', multiple: true, summary: 'put a value over that of the config' },
      config,
    },
    load: async () => (await import('./validate.js')).validate,
  },
  test: {
    group: 'Check',
    summary: 'run the tests of triggers, on a clock of their own: nothing is sent',
    usage: ['[FILE or FOLDER]... [--run RE] [--coverage] [--format FORMAT] [--allow-empty]'],
    notes: ['Tests stand under `tests:`, in a file of triggers or in one beside it: x.test.yaml for x.yaml. Without a path, those of the config.'],
    flags: {
      run: { value: 'RE', summary: 'only tests whose names a regular expression finds' },
      coverage: { summary: 'also say which triggers and conditions the tests leave untried' },
      json,
      format: { value: 'FORMAT', choices: ['text', 'json', 'junit', 'github'], summary: 'text, json, junit: XML, or github: annotations of GitHub Actions' },
      'allow-empty': { summary: 'exit with 0 where there are no tests' },
      config,
    },
    load: async () => (await import('./test.js')).test,
  },
  backtest: {
    group: 'Check',
    summary: 'run triggers over stored events, and say how often they would have fired',
    usage: ['[TRIGGER or FILE]... --data FILES [--from TIME] [--to TIME] [--compare git:REF] [--sweep KEY=A..B] [--max-alerts N]', '[TRIGGER or FILE]... --data FILES --each'],
    notes: [
      'The events are what a sink has written: redacted, and changed by transforms. Their own time drives the clock. Without a name or a file,',
      'all triggers of the config are run. With --each, one line of JSON an event: {"line":3,"match":["payment-errors"]}.',
    ],
    flags: {
      data: { value: 'FILES', multiple: true, summary: 'files of lines: a path or a pattern, .gz too; - for standard input' },
      from: { value: 'TIME', summary: 'only events from then on: a time, or a duration before now' },
      to: { value: 'TIME', summary: 'only events up to then' },
      source: { value: 'NAME', summary: 'read the lines as this source of the config does; without it as JSON or text' },
      compare: { value: 'git:REF', summary: 'also run the triggers as a revision has them' },
      sweep: { value: 'KEY=A..B', summary: 'also try other values: count.gte=5..50, count.within=1m..10m' },
      'max-alerts': { value: 'N', summary: 'stop after N firings, and exit with 5' },
      each: { summary: 'print which triggers each event is for, and count nothing' },
      json,
      config,
    },
    load: async () => (await import('./backtest.js')).backtest,
  },
  redact: {
    group: 'Check',
    summary: 'redact standard input; find what the rules find in files; say what they cover',
    usage: ['[--report json] [--detectors LIST] [--without LIST] [-c FILE] < in > out', 'check FILE... [--json]', 'report [FILE]... [--json]'],
    words: ['check', 'report'],
    notes: [
      'A line that is a JSON object is redacted by its members, another as text. Without -c all credentials and personal data are',
      'looked for (secrets, personal); with it the rules of that config. --report json prints {text, findings: [{rule, start, end}]}',
      'for each line: places in UTF-16 units of the line as it came in, never the value.',
    ],
    flags: {
      report: { value: 'FORMAT', choices: ['json'], summary: 'print an object for each line: the redacted text, and what was found where' },
      detectors: { value: 'LIST', multiple: true, summary: 'detectors and groups to use, with commas between them' },
      without: { value: 'LIST', multiple: true, summary: 'detectors and groups to leave out' },
      json,
      config: { ...config, summary: 'take the rules of this config' },
    },
    load: async () => (await import('./redact.js')).redact,
  },
  explain: {
    group: 'Look up',
    summary: 'say why a trigger fired or did not, what an event is for, and what a code means',
    usage: ['CODE | --list', 'trigger NAME [--data FILES] [--group FIELD=VALUE]...', 'event FILE:LINE | - | ID --data FILES', 'alert ID [--data FILES]'],
    words: ['trigger', 'event', 'alert'],
    notes: ['With --data, stored events are run through the triggers again, which says exactly why; without it, the running hushpipe is asked what it has counted.'],
    flags: {
      list: { summary: 'list all codes and reasons' },
      data: { value: 'FILES', multiple: true, summary: 'files of lines: a path or a pattern, .gz too; - for standard input' },
      group: { value: 'FIELD=VALUE', multiple: true, summary: 'only the group with this value' },
      from: { value: 'TIME', summary: 'only events from then on: a time, or a duration before now' },
      to: { value: 'TIME', summary: 'only events up to then' },
      since: { value: 'TIME', summary: 'the same as --from' },
      source: { value: 'NAME', summary: 'read the lines as this source of the config does' },
      json, config, 'data-dir': dataDir,
    },
    load: async () => (await import('./explain.js')).explain,
  },
  plugins: {
    group: 'Look up',
    summary: 'list the plugins, or show the options of one',
    usage: ['list [--json]', 'info NAME [--kind KIND] [--json]'],
    words: ['list', 'info'],
    flags: {
      kind: { value: 'KIND', choices: ['source', 'transform', 'sink', 'action'], summary: 'only this kind' },
      json, config,
    },
    load: async () => (await import('./plugins.js')).plugins,
  },
  completion: {
    group: 'Look up',
    summary: 'print a script that completes commands and options',
    usage: ['bash | zsh | fish'],
    words: ['bash', 'zsh', 'fish'],
    notes: ['For example: hushpipe completion bash > ~/.local/share/bash-completion/completions/hushpipe'],
    flags: {},
    load: async () => (await import('./completion.js')).completion,
  },
  version: {
    group: 'Look up',
    summary: 'print the version',
    usage: ['[--json]'],
    flags: { json },
    load: async () => (await import('./version.js')).version,
  },
};
