/** A range of addresses: the network's bytes (4 or 16) and how many leading bits count. */
export interface AddressRange {
  readonly network: readonly number[];
  readonly bits: number;
}

/** Reads `10.0.0.0/8`, `fd00::/8` or a single address. Bits beyond the prefix are ignored. Undefined where it is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const network = parseAddress(address);
  if (network === undefined || rest.length > 0) return undefined;
  if (prefix === undefined) return { network, bits: network.length * 8 };
  if (!/^\d{1,3}$/.test(prefix)) return undefined;
  const mapped = network.length === 4 && address.includes(':');
  const bits = Number(prefix) - (mapped ? 96 : 0);
  return bits >= 0 && bits <= network.length * 8 ? { network, bits } : undefined;
}

/** Whether the address lies in the range; an IPv4 address written as `::ffff:1.2.3.4` is the IPv4 address. */
export function inRange(address: readonly number[], { network, bits }: AddressRange): boolean {
  if (address.length !== network.length) return false;
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== network[i]) return false;
  const rest = bits & 7;
  return rest === 0 || (((address[whole] ?? 0) ^ (network[whole] ?? 0)) >> (8 - rest)) === 0;
}

/** The bytes of an IPv4 (4) or IPv6 (16) address, or undefined. A zone (`%eth0`) is ignored. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > 64) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): readonly number[] | undefined {
  const bytes: number[] = [];
  let value = -1;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0x2e;
    if (code === 0x2e) {
      if (digits === 0 || value > 255) return undefined;
      bytes.push(value);
      value = -1;
      digits = 0;
    } else if (code >= 0x30 && code <= 0x39 && digits < 3) {
      value = (value < 0 ? 0 : value * 10) + code - 0x30;
      digits++;
    } else {
      return undefined;
    }
  }
  return bytes.length === 4 ? bytes : undefined;
}

function parseIpv6(text: string): readonly number[] | undefined {
  const [bare = ''] = text.split('%', 1);
  const halves = bare.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = groups(halves[1] ?? '', true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  const bytes = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255 ? bytes.slice(12) : bytes;
}

/** The bytes of `a:b:c`, where an IPv4 address may stand for the last two groups. */
function groups(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const words = text.split(':');
  for (const [index, word] of words.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(word)) {
      const value = Number.parseInt(word, 16);
      bytes.push(value >> 8, value & 255);
    } else {
      const embedded = last && index === words.length - 1 ? parseIpv4(word) : undefined;
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    }
  }
  return bytes.length <= 16 ? bytes : undefined;
}
