import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { PermanentError } from '../../core/contract/errors.js';
import { networkFailure } from './http-outcome.js';

/** Addresses that a host name stands for. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** The addresses that the operating system would connect to. */
export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Not on the public internet, by the IANA special-purpose registries: RFC 6890 and its updates. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
];
/** All of IPv6 but 2000::/3, the only space given out, and within that what is special or holds an IPv4 address. */
const NOT_PUBLIC_V6 = ['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** RFC 6052: how IPv6-only networks reach the IPv4 address in the last 32 bits. */
const NAT64 = '64:ff9b::';

// Apart, because a block list holds an IPv4 address against its IPv6 ranges too, as ::ffff:a.b.c.d.
const notPublicV4 = new BlockList();
const notPublicV6 = new BlockList();
const nat64 = new BlockList();
const nat64NotPublic = new BlockList();
nat64.addSubnet(NAT64, 96, 'ipv6');
for (const range of NOT_PUBLIC_V6) notPublicV6.addSubnet(...subnet(range), 'ipv6');
for (const range of NOT_PUBLIC_V4) {
  const [net, prefix] = subnet(range);
  notPublicV4.addSubnet(net, prefix, 'ipv4');
  nat64NotPublic.addSubnet(`${NAT64}${net}`, 96 + prefix, 'ipv6');
}

function subnet(range: string): readonly [net: string, prefix: number] {
  const [net = '', prefix] = range.split('/');
  return [net, Number(prefix)];
}

/** Whether an IP address leads into the public internet. What is no IP address does not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 4) return !notPublicV4.check(address, 'ipv4');
  const plain = address.replace(/%.*$/, '');
  return !(nat64.check(plain, 'ipv6') ? nat64NotPublic : notPublicV6).check(plain, 'ipv6');
}

/**
 * Rejects with a `PermanentError` where `url` leads to a private, loopback, link-local, metadata or otherwise reserved
 * address: by its literal, or by any address its name resolves to now. A name that cannot be resolved is retryable.
 * The check comes before the connection, which resolves again: it does not hold against a name server that lies twice.
 */
export async function assertPublic(url: URL, resolve: Resolve = systemResolve): Promise<void> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) === 0 ? await resolved(host, resolve) : [host];
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return;
  throw new PermanentError('The address is not on the public internet, so nothing was sent to it.', {
    hint: 'If that is what you want, set allow_private: true for this instance.',
  });
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (error) {
    throw networkFailure(error);
  }
}
