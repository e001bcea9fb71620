import * as assert from 'uvu/assert';
import { byAge, parseRotatedName, rotatedName, type RotatedFile } from '../../../plugins/file-sink/rotated-name.js';
import { suite } from '../../support/suite.js';

const time = Date.UTC(2025, 0, 31, 23, 59, 59, 999);

const naming = suite('rotatedName');

naming('puts the time and a number between the name and its ending', () => {
  assert.is(rotatedName('/var/log/app.jsonl', time, 1), 'app-20250131T235959Z-1.jsonl');
  assert.is(rotatedName('/var/log/app.log.jsonl', time, 12), 'app.log-20250131T235959Z-12.jsonl');
  assert.is(rotatedName('/var/log/app', time, 1), 'app-20250131T235959Z-1');
});

naming.run();

const parsing = suite('parseRotatedName');

parsing('reads back what was named, compressed or not', () => {
  for (const path of ['/var/log/app.jsonl', '/var/log/app', '/var/log/.hidden', '/var/log/app.gz', '/var/log/a+b (1).log']) {
    const name = rotatedName(path, time, 3);
    assert.equal(parseRotatedName(path, name), { name, time: time - 999, number: 3, compressed: false });
    assert.equal(parseRotatedName(path, `${name}.gz`), { name: `${name}.gz`, time: time - 999, number: 3, compressed: true });
  }
});

parsing('knows no other file', () => {
  const others = [
    'app.jsonl', 'app.jsonl.gz', 'app-.jsonl', 'app-1.jsonl', 'app-20250131T235959Z.jsonl', 'app-20250131T235959Z-0.jsonl', 'app-20250131T235959Z-1.json',
    'app-20250131T235959Z-1.jsonl.bak', 'app-20250131T235959Z-1.jsonl.gz.tmp', 'app-20250131T235959Z-1.jsonl.gz.gz', 'myapp-20250131T235959Z-1.jsonl',
    'app-backup-20250131T235959Z-1.jsonl', 'app-20250131-1.jsonl', 'app-x-20250131T235959Z-1.jsonl',
  ];
  for (const name of others) assert.is(parseRotatedName('/var/log/app.jsonl', name), undefined, name);
});

parsing.run();

const sorting = suite('byAge');

sorting('puts the newest first, and the higher number first within one second', () => {
  const names = ['app-20250101T000000Z-9.log', 'app-20250101T000000Z-10.log.gz', 'app-20241231T000000Z-1.log'];
  const files = names.map((name) => parseRotatedName('app.log', name)) as RotatedFile[];
  assert.equal(files.sort(byAge).map((file) => file.name), [names[1], names[0], names[2]]);
});

sorting.run();
