import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('NETWORK_DETECTORS');
const redactor = compileRedaction({ detectors: ['ip', 'mac'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;

test('finds IPv4 and IPv6 addresses, with a port, in brackets or in a URL', () => {
  for (const [text, expected] of [
    ['from 192.0.2.17:443 to 198.51.100.9.', 'from [REDACTED:ip]:443 to [REDACTED:ip].'],
    ['http://203.0.113.5/x', 'http://[REDACTED:ip]/x'],
    ['peer [2001:db8::1]:8080', 'peer [[REDACTED:ip]]:8080'],
    ['src=::1 dst=fe80::5054:ff:fe1b:b031', 'src=[REDACTED:ip] dst=[REDACTED:ip]'],
    ['684D:1111:222:3333:4444:5555:6:77', '[REDACTED:ip]'],
    ['::ffff:192.0.2.1', '[REDACTED:ip]'],
  ] as const) assert.is(redact(text), expected);
});

test('finds MAC addresses in the three ways they are written', () => {
  for (const mac of ['00:1A:2B:3C:4D:5E', '01-b3-4a-67-d9-cf', '0012.3456.789a']) assert.is(redact(`lease ${mac} ok`), 'lease [REDACTED:mac] ok');
});

test('leaves times, versions, names and ids', () => {
  for (const text of ['12:34:56', 'Jan 12 06:49:41 combo', 'v1.2.3', '1.2.3.4.5', '300.1.1.1', 'a::b::c', 'std::vector', 'FF:FF:FF:FF:FF:FF', '00:00:00:00:00:00', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736', '00:1A:2B:3C:4D', 'x.com.y.z']) assert.is(redact(text), text);
});

test.run();
