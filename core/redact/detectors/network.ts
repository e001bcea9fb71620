import { isIPv6 } from 'node:net';
import { beginsToken, isAlphanumeric, isDigit } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { sampleHex } from './sample.js';

function isHex(code: number): boolean {
  return isDigit(code) || ((code | 0x20) >= 97 && (code | 0x20) <= 102);
}

const IPV6 = /[0-9A-Fa-f:]{1,39}:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]{2,39}/y;

/** Whether an address may begin here: nothing stands before it that it would be the rest of. */
function isFree(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return before !== 0x5f && before !== 0x2e && before !== 0x3a && beginsToken(text, start);
}

/** Where the address ends that begins here, or -1: four groups of digits, up to 255. */
function ipv4End(text: string, start: number): number {
  let at = start;
  for (let group = 0; group < 4; group++) {
    if (group > 0 && text.charCodeAt(at++) !== 0x2e) return -1;
    const from = at;
    let value = 0;
    for (; at - from < 3 && isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 0x30;
    if (at === from || value > 255 || (at - from === 3 && value < 100)) return -1;
  }
  const after = text.charCodeAt(at);
  return isAlphanumeric(after) || after === 0x5f || (after === 0x2e && isDigit(text.charCodeAt(at + 1))) ? -1 : at;
}

function findIpv4(text: string, at: number): Finding | undefined {
  if (!isDigit(text.charCodeAt(at + 1)) || !isDigit(text.charCodeAt(at - 1))) return undefined;
  let start = at - 1;
  while (start > 0 && at - start < 3 && isDigit(text.charCodeAt(start - 1))) start--;
  if (!isFree(text, start)) return undefined;
  const end = ipv4End(text, start);
  return end < 0 ? undefined : { start, end };
}

/** Whether so much of an address may begin here: six colons, or a pair of them. Most of what has colons is a time. */
function hasColons(text: string, start: number): boolean {
  let colons = 0;
  for (let at = start; at - start < 39; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) {
      colons++;
      if (colons === 6 || text.charCodeAt(at + 1) === 0x3a) return true;
    } else if (!isHex(code)) break;
  }
  return false;
}

/** Behind up to four hexadecimal digits. */
function groupEnd(text: string, start: number): number {
  let end = start;
  while (end - start < 4 && isHex(text.charCodeAt(end))) end++;
  return end;
}

function findIpv6(text: string, at: number): Finding | undefined {
  // The first colon of an address is followed by another one, or by two groups with one behind each. A time has no third.
  const second = groupEnd(text, at + 1);
  if (text.charCodeAt(second) !== 0x3a || (second > at + 1 && text.charCodeAt(groupEnd(text, second + 1)) !== 0x3a)) return undefined;
  let start = at;
  while (start > 0 && at - start < 4 && isHex(text.charCodeAt(start - 1))) start--;
  if (!isFree(text, start) || !hasColons(text, start)) return undefined;
  IPV6.lastIndex = start;
  const found = IPV6.exec(text)?.[0];
  if (found === undefined) return undefined;
  // A colon that ends the sentence's clause is none of the address.
  const address = found.endsWith(':') && !found.endsWith('::') ? found.slice(0, -1) : found;
  const after = text.charCodeAt(start + address.length);
  if (address.length < 3 || isAlphanumeric(after) || after === 0x5f || !isIPv6(address)) return undefined;
  return { start, end: start + address.length };
}

const MAC_PAIRS = /[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?![\w]|[:-][0-9A-Fa-f])/y;
const MAC_DOTS = /[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w]|\.[0-9A-Fa-f])/y;

function findMac(text: string, at: number): Finding | undefined {
  const sign = text.charCodeAt(at);
  const form = sign === 0x2e ? MAC_DOTS : MAC_PAIRS;
  const group = form === MAC_DOTS ? 4 : 2;
  const start = at - group;
  // A time or a date has no third of them.
  if (text.charCodeAt(at + group + 1) !== sign || (group === 2 && text.charCodeAt(at + 6) !== sign)) return undefined;
  if (!isHex(text.charCodeAt(at + 1)) || !isHex(text.charCodeAt(start))) return undefined;
  if (start < 0 || !isFree(text, start) || text.charCodeAt(start - 1) === 0x2d) return undefined;
  form.lastIndex = start;
  const found = form.exec(text)?.[0];
  // All zeros and all ones are nobody's.
  return found === undefined || /^[0:.-]+$|^[Ff:.-]+$/.test(found) ? undefined : { start, end: start + found.length };
}

/** Addresses that a network gives to a machine, and so to a person: recital 30 of the GDPR. */
export const NETWORK_DETECTORS: readonly Detector[] = [
  {
    name: 'ip',
    group: 'network',
    standalone: true,
    anchors: ['.', ':'],
    reference: 'https://www.rfc-editor.org/rfc/rfc4291#section-2.2',
    examples: {
      match: ['from 192.0.2.17:443', '::1', 'src=2001:db8::8a2e:370:7334', '[::ffff:192.0.2.1]'],
      noMatch: ['300.168.1.1', '1.2.3.4.5', 'at 12:34:56', 'std::vector', 'version 1.2.3', 'aa:bb:cc:dd:ee:ff', '12345:db8::1'],
    },
    find: (text, at) => (text.charCodeAt(at) === 0x2e ? findIpv4(text, at) : findIpv6(text, at)),
  },
  {
    name: 'mac',
    group: 'network',
    standalone: true,
    anchors: [':', '-', '.'],
    reference: 'https://standards.ieee.org/faqs/regauth/',
    examples: {
      match: ['00:1A:2B' + ':3C:4D:5E', '01-23-45' + '-67-89-AB', '0012.3456' + '.789a'],
      noMatch: ['FF:FF:FF:FF:FF:FF', '00:1A:2B:3C:4D', 'at 12:34:56', sampleHex(8) + '-' + sampleHex(4)],
    },
    find: findMac,
  },
];
