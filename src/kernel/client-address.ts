import { BlockList, isIP } from 'node:net';

/**
 * The one rule for addresses of callers: how they are read, which of them are the same caller to a limit, and which
 * belong to a list of networks.
 */

/**
 * An IP address as proxies and sockets write it, in its one canonical form: without the port (`203.0.113.9:50000`,
 * `[2001:db8::1]:443`), brackets, quotes and zone; IPv6 in lower case with its longest run of zeros left out
 * (RFC 5952), and IPv4 that came as IPv6 (`::ffff:192.0.2.1`) as IPv4.
 * @returns undefined for what is no address (`unknown`, `_hidden`)
 */
export function parseAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1];
  const address = (bracketed ?? bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1')).replace(/%.*$/, '');
  const version = isIP(address);
  if (version === 0 || (version === 4 && bracketed !== undefined)) return undefined;
  if (version === 4) return address;
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const [high = 0, low = 0] = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * What limits per address count together: an IPv4 address, or the /64 of an IPv6 address, which is what one household or
 * machine is given as a whole and can move about in freely. Text that is no address counts as it stands.
 */
export function networkOf(text: string): string {
  const address = parseAddress(text);
  if (address === undefined || !address.includes(':')) return address ?? text;
  const [front = '', back] = address.split('::');
  const groups = front === '' ? [] : front.split(':');
  const rest = back === undefined || back === '' ? [] : back.split(':');
  const zeros = back === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest];
  return `${all.slice(0, 4).join(':')}::/64`;
}

/**
 * Tells whether an address, in whatever form it comes, is one of a list of addresses, networks (`10.0.0.0/8`) and
 * `loopback`.
 */
export function createNetworkMatcher(networks: readonly string[]): (text: string) => boolean {
  const list = new BlockList();
  const add = (network: string): void => {
    const [text = '', prefix] = network.split('/');
    const address = parseAddress(text) ?? text;
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    // A network of IPv4 addresses in IPv6 form has 96 bits in front.
    else
      list.addSubnet(address, Math.max(0, Number(prefix) - (isIP(text) === 6 && family === 'ipv4' ? 96 : 0)), family);
  };
  for (const network of networks) {
    if (network === 'loopback') for (const each of ['127.0.0.0/8', '::1']) add(each);
    else add(network);
  }
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  };
}
