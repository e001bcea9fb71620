import * as assert from 'uvu/assert';
import { createTurns } from '../../../core/pipeline/turns.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('createTurns');

test('carries out one after the other, whatever becomes of them', async () => {
  const turns = createTurns();
  const events: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    events.push(`${name} begins`);
    await new Promise(setImmediate);
    events.push(`${name} ends`);
    if (name === 'b') throw new Error(name);
    return name;
  };
  const [a, b, c] = [turns(work('a')), turns(work('b')), turns(work('c'))];
  assert.is((await rejection(b, Error)).message, 'b');
  assert.equal([await a, await c], ['a', 'c']);
  assert.equal(events, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test.run();
