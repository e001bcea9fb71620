import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { PICTURES } from '../support/alert-pictures.js';
import { suite } from '../support/suite.js';

const PAGE = 'docs/guide/what-receivers-see.md';

const test = suite('the pictures of what receivers see');

test('are what is sent', async () => {
  const page = await readFile(PAGE, 'utf8');
  const found = new Map([...page.matchAll(/<!-- picture: ([\w ]+) -->\n```text\n([^]*?)```\n/g)].map(([, name = '', picture = '']) => [name, picture]));
  assert.equal(new Set(found.keys()), new Set(Object.keys(PICTURES)));
  for (const [name, draw] of Object.entries(PICTURES)) {
    const picture = `${draw()}\n`;
    assert.is(found.get(name), picture, `${PAGE}: the picture "${name}" must be:\n${picture}`);
  }
  console.log(`\nlooked at ${found.size} pictures`);
});

test.run();
