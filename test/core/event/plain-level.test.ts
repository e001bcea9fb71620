import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { lineEvent } from './make-line.js';

const test = suite('plainLevel');

test('agrees with what is read of the value, in each form a level may have', () => {
  for (const [stated, level] of [['"info"', 'info'], ['"critical"', 'critical'], ['"WARN"', 'warn'], ['"warning"', 'warn'], ['50', 'error'], ['"inf\\u006f"', 'info'], ['"nonsense"', 'info'], ['null', 'info'], ['"trace"', 'trace'], ['"debug"', 'debug'], ['"error"', 'error']] as const) {
    assert.is(lineEvent(`{"a":1,"level":${stated}}`).level, level, stated);
  }
});

test('takes the last of two, and another name where there is none', () => {
  assert.is(lineEvent('{"level":"info","level":"error"}').level, 'error');
  assert.is(lineEvent('{"severity":"ERROR"}').level, 'error');
});

test.run();
