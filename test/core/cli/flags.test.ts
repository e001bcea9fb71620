import * as assert from 'uvu/assert';
import type { FlagSpecs } from '../../../core/cli/command.js';
import { parseFlags, type ParsedArguments } from '../../../core/cli/flags.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { suite } from '../../support/suite.js';

const test = suite('parseFlags');

const SPECS: FlagSpecs = {
  config: { short: 'c', value: 'FILE', summary: '' },
  once: { summary: '' },
  watch: { on: true, summary: '' },
  set: { value: 'PATH=VALUE', multiple: true, summary: '' },
  format: { value: 'FORMAT', choices: ['text', 'json'], summary: '' },
  limit: { value: 'N', summary: '' },
};

function parse(argv: readonly string[], env: Readonly<Record<string, string>> = {}): ParsedArguments {
  return parseFlags('run', argv, SPECS, env);
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.instance(error, HushpipeError);
    assert.is((error as HushpipeError).code, 'CLI_USAGE');
    return `${(error as HushpipeError).message}. ${(error as HushpipeError).hint}`;
  }
  throw new Error('It was accepted.');
}

test('reads options in every form, and what is none', () => {
  const { flags, args } = parse(['a', '-c', 'x.yaml', '--set=a=1', '--set', 'b=2', '--once', 'b', '--', '--no-option']);
  assert.is(flags.text('config'), 'x.yaml');
  assert.equal(flags.texts('set'), ['a=1', 'b=2']);
  assert.is(flags.is('once'), true);
  assert.is(flags.is('watch'), false);
  assert.is(flags.switched('watch'), undefined);
  assert.equal(args, ['a', 'b', '--no-option']);
});

test('lets the last of several values count', () => {
  assert.is(parse(['-cone', '--config', 'two']).flags.text('config'), 'two');
  assert.is(parse(['--no-watch', '--watch']).flags.switched('watch'), true);
});

test('turns off what is on with --no-', () => {
  assert.is(parse(['--no-watch']).flags.switched('watch'), false);
  assert.match(refusal(() => parse(['--no-once'])), '"run" has no option --no-once');
});

test('takes a dash for a value: it is standard input', () => {
  assert.is(parse(['-c', '-']).flags.text('config'), '-');
  assert.equal(parse(['-']).args, ['-']);
});

for (const argv of [['--config'], ['-c'], ['--config='], ['--config', '--once'], ['-c', '-x']]) {
  test(`wants a value for ${argv.join(' ')}`, () => {
    assert.match(refusal(() => parse(argv)), 'needs a value');
  });
}

test('takes no value where none belongs', () => {
  assert.match(refusal(() => parse(['--once=yes'])), '--once takes no value');
});

test('proposes the nearest option', () => {
  assert.is(refusal(() => parse(['--confg', 'x'])), '"run" has no option --confg. Did you mean "--config"?');
  assert.is(refusal(() => parse(['--no-wach'])), '"run" has no option --no-wach. Did you mean "--no-watch"?');
  assert.is(refusal(() => parse(['-x'])), '"run" has no option -x. See hushpipe run --help.');
  assert.match(refusal(() => parse(['--constructor'])), 'has no option --constructor');
});

test('takes only the stated choices', () => {
  assert.is(parse(['--format', 'json']).flags.text('format'), 'json');
  assert.is(refusal(() => parse(['--format', 'jsn'])), '--format is one of text, json, not "jsn". Did you mean "json"?');
});

test('takes the environment where the command line says nothing', () => {
  const env = { HUSHPIPE_CONFIG: 'env.yaml', HUSHPIPE_ONCE: 'yes', HUSHPIPE_WATCH: '0', HUSHPIPE_SET: 'a=1\nb=2\n' };
  const { flags } = parse([], env);
  assert.is(flags.text('config'), 'env.yaml');
  assert.is(flags.is('once'), true);
  assert.is(flags.switched('watch'), false);
  assert.equal(flags.texts('set'), ['a=1', 'b=2']);
  assert.is(parse(['-c', 'flag.yaml', '--watch'], env).flags.text('config'), 'flag.yaml');
  assert.is(parse(['--watch'], env).flags.switched('watch'), true);
  assert.equal(parse(['--set', 'c=3'], env).flags.texts('set'), ['c=3']);
});

test('takes an empty variable for none, and says which one is wrong', () => {
  assert.is(parse([], { HUSHPIPE_CONFIG: '', HUSHPIPE_ONCE: '' }).flags.text('config'), undefined);
  assert.match(refusal(() => parse([], { HUSHPIPE_ONCE: 'maybe' })), 'HUSHPIPE_ONCE is true or false, not "maybe"');
  assert.match(refusal(() => parse([], { HUSHPIPE_FORMAT: 'xml' })), 'HUSHPIPE_FORMAT is one of text, json');
});

test('reads whole numbers', () => {
  assert.is(parse(['--limit', '12']).flags.whole('limit', 1), 12);
  assert.is(parse([]).flags.whole('limit', 1), undefined);
  for (const bad of ['0', '1.5', 'x', '1e3', '9'.repeat(20)]) assert.match(refusal(() => parse(['--limit', bad]).flags.whole('limit', 1)), '--limit takes a whole number of at least 1');
});

test.run();
