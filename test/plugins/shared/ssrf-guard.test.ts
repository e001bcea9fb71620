import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { assertPublic, isPublicAddress } from '../../../plugins/shared/ssrf-guard.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const addresses = suite('isPublicAddress');

addresses('refuses private, loopback, link-local, metadata and reserved ranges', () => {
  for (const address of [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.168.1.1', '198.18.0.1', '203.0.113.5', '224.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1', 'fd00:ec2::254', 'fc00::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1',
    '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '', 'localhost', '1.2.3',
  ]) assert.not(isPublicAddress(address), address);
});

addresses('lets public ones pass', () => {
  for (const address of ['1.1.1.1', '9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001:830::2003', '64:ff9b::1.1.1.1']) assert.ok(isPublicAddress(address), address);
});

addresses.run();

const guard = suite('assertPublic');

const never = (): Promise<readonly string[]> => Promise.reject(new Error('looked up'));

guard('refuses literals in every spelling that a URL takes, without looking them up', async () => {
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254']) {
    const error = await rejection(assertPublic(new URL(`http://${host}/x`), never), PermanentError);
    assert.match(error.hint, 'allow_private: true');
    assert.not.match(error.message, host);
  }
});

guard('refuses a name of which any address is private', async () => {
  await rejection(assertPublic(new URL('https://mixed.example'), () => Promise.resolve(['1.1.1.1', '10.0.0.1'])), PermanentError);
  await rejection(assertPublic(new URL('https://none.example'), () => Promise.resolve([])), PermanentError);
  await rejection(assertPublic(new URL('http://localhost')), PermanentError);
});

guard('lets a name with public addresses pass', async () => {
  await assertPublic(new URL('https://open.example'), () => Promise.resolve(['1.1.1.1', '2606:4700::1111']));
});

guard('asks to try again when the name cannot be resolved', async () => {
  const lost = (): Promise<never> => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND secret.example'), { code: 'ENOTFOUND' }));
  const error = await rejection(assertPublic(new URL('https://secret.example'), lost), RetryableError);
  assert.is(error.message, 'The destination gave no answer (ENOTFOUND).');
});

guard.run();
