import * as assert from 'uvu/assert';
import { inRange, parseAddress, parseRange } from '../../../core/condition/cidr.js';
import { suite } from '../../support/suite.js';

const within = (address: string, range: string): boolean => {
  const parsed = parseRange(range);
  const bytes = parseAddress(address);
  return parsed !== undefined && bytes !== undefined && inRange(bytes, parsed);
};

const address = suite('parseAddress');

address('reads IPv4 and every form of IPv6', () => {
  assert.equal(parseAddress('10.0.0.255'), [10, 0, 0, 255]);
  assert.equal(parseAddress('::1'), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  assert.equal(parseAddress('2001:DB8::1%eth0'), [32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  assert.equal(parseAddress('1:2:3:4:5:6:7:8')?.length, 16);
  assert.equal(parseAddress('::ffff:192.0.2.1'), [192, 0, 2, 1]);
  assert.equal(parseAddress('64:ff9b::192.0.2.1')?.slice(-4), [192, 0, 2, 1]);
});

address('refuses what is no address', () => {
  for (const text of ['', '10.0.0', '10.0.0.256', '10.0.0.0.1', '10..0.1', '1234.1.1.1', '10.0.0.1:80', 'host', ':', ':::', '1::2::3',
    '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', '12345::', 'g::', '1.2.3.4::']) {
    assert.is(parseAddress(text), undefined, text);
  }
});

address.run();

const range = suite('parseRange');

range('ignores the bits beyond the prefix, and takes a single address', () => {
  assert.ok(within('10.255.1.2', '10.1.2.3/8'));
  assert.ok(within('192.0.2.1', '192.0.2.1'));
  assert.not.ok(within('192.0.2.2', '192.0.2.1'));
  assert.ok(within('192.0.2.77', '::ffff:192.0.2.0/120'));
});

range('refuses what is no range', () => {
  for (const text of ['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', '::ffff:10.0.0.0/95', 'x/8']) assert.is(parseRange(text), undefined, text);
});

range.run();

const inside = suite('inRange');

inside('compares bit by bit', () => {
  assert.ok(within('172.31.255.255', '172.16.0.0/12'));
  assert.not.ok(within('172.32.0.0', '172.16.0.0/12'));
  assert.ok(within('203.0.113.7', '0.0.0.0/0'));
  assert.ok(within('fd12::1', 'fc00::/7'));
  assert.not.ok(within('fe80::1', 'fc00::/7'));
});

inside('keeps the two families apart, but for IPv4 written as IPv6', () => {
  assert.not.ok(within('::1', '0.0.0.0/0'));
  assert.not.ok(within('1.2.3.4', '::/0'));
  assert.ok(within('::ffff:10.0.0.1', '10.0.0.0/8'));
});

inside.run();
