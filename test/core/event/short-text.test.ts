import * as assert from 'uvu/assert';
import { shortText } from '../../../core/event/short-text.js';
import { suite } from '../../support/suite.js';

const test = suite('shortText');

function read(text: string): string | undefined {
  const bytes = Buffer.from(`x${text}y`);
  return shortText(bytes, 1, bytes.length - 1);
}

test('gives the text of short ASCII bytes, the first time and again', () => {
  for (const text of ['info', 'error', '', 'a', 'GET', 'twelve chars', 'info']) assert.is(read(text), text);
});

test('tells apart texts that share a place in the table', () => {
  for (let round = 0; round < 2; round++) for (let at = 0; at < 5000; at++) assert.is(read(`t${at}`), `t${at}`);
});

test('leaves to others what is long, not ASCII or escaped', () => {
  for (const text of ['thirteen char', 'é', 'a\\n']) assert.is(read(text), undefined);
});

test('keeps nothing of the bytes that it was given', () => {
  const bytes = Buffer.from('warn');
  assert.is(shortText(bytes, 0, 4), 'warn');
  bytes.fill(0x2a);
  assert.is(read('warn'), 'warn');
  assert.is(read('****'), '****');
});

test.run();
