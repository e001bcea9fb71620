import * as assert from 'uvu/assert';
import { createLogger } from '../../../core/main.js';
import { suite } from '../../support/suite.js';

const test = suite('checkOptions');

const said = (options: Readonly<Record<string, unknown>>): string => {
  try {
    createLogger(options);
  } catch (error) {
    return (error as TypeError).message;
  }
  return 'nothing';
};

test('an option that there is not is refused, with the one that was meant', () => {
  assert.is(said({ levle: 'debug' }), 'createLogger has no option "levle". Did you mean "level"?');
  assert.match(said({ prettyPrint: true }), /^createLogger has no option "prettyPrint"\. There are config, pipeline, /);
  assert.match(said({ constructor: 1 }), /^createLogger has no option "constructor"/);
});

test('options of other loggers lead to where they stand here', () => {
  assert.is(said({ redact: ['user.ssn'] }), 'createLogger has no option "redact". What is redacted stands under redact: of its config.');
  assert.match(said({ serializers: {} }), 'an HTTP message as its method, address, status and headers');
  assert.is(said({ transport: { target: 'pino-pretty' } }), 'createLogger has no option "transport". Where lines go stands under sinks: of its config.');
});

test.run();
