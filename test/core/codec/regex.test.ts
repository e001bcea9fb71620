import * as assert from 'uvu/assert';
import { createRegex } from '../../../core/codec/regex.js';
import { suite } from '../../support/suite.js';

const now = (): number => Date.UTC(2024, 4, 1);

const test = suite('createRegex');

test('makes fields of named groups, across lines, without those that took no part', () => {
  const codec = createRegex('^(?<level>[A-Z]+)(?: \\[(?<logger>[^\\]]+)\\])? (?<status>\\d+)(?<none>x)? (?<message>.*)$', undefined, now);
  assert.is(codec.decode('WARN [db.pool] 7 slow\n  at x'), '{"level":"WARN","message":"slow\\n  at x","logger":"db.pool","status":7}');
  assert.is(codec.decode('WARN 7 12'), '{"level":"WARN","message":"12","status":7}');
  assert.is(codec.decode('nothing'), undefined);
});

test('turns the time into ISO 8601, or refuses the record', () => {
  const time = (format: Parameters<typeof createRegex>[1], text: string): string | undefined => createRegex('(?<time>.*)', format, now).decode(text);
  assert.is(time('epoch_s', '1700000000.5'), '{"time":"2023-11-14T22:13:20.500Z"}');
  assert.is(time('epoch_ms', '1700000000500'), '{"time":"2023-11-14T22:13:20.500Z"}');
  assert.is(time('clf', '10/Oct/2000:13:55:36 -0700'), '{"time":"2000-10-10T13:55:36-07:00"}');
  assert.is(time('iso', '2024-05-01 10:00:00'), '{"time":"2024-05-01 10:00:00"}');
  for (const format of ['epoch_s', 'epoch_ms', 'clf', 'iso', 'rfc3164'] as const) assert.is(time(format, 'soon'), undefined);
  assert.is(time('epoch_ms', '9999999999999999'), undefined);
});

test('refuses a long record where the pattern could take the square of its length', () => {
  const long = `${'a '.repeat(50_000)}b`;
  assert.is(createRegex('^(?<head>\\S+) (?<message>.*)$', undefined, now).decode(long)?.length, long.length + 23);
  assert.is(createRegex('(?<head>\\w+)x(?<message>.*)', undefined, now).decode(long), undefined);
});

test.run();
