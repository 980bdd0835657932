import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** What connecting to an address we do not connect to ends with. */
export class AddressRefused extends Error {
  constructor(readonly host: string) {
    super(`'${host}' is not a public address`);
    this.name = 'AddressRefused';
  }
}

/**
 * Where webhooks may go: public addresses over https, and the networks named in the settings, these over http as well. Without this a shop
 * could make us call what only we can reach: a database, a cloud's metadata, our own HTTP. Names are judged by the addresses they resolve
 * to at the moment of the connection, so that a name that later points elsewhere gains nothing.
 */
export class TargetAddresses {
  readonly #allowed: readonly Network[];

  /** @param networks CIDR blocks separated by commas; throws `RangeError` for what is none */
  constructor(networks: string) {
    this.#allowed = TargetAddresses.parse(networks);
  }

  static parse(networks: string): Network[] {
    const blocks = networks.split(',').map((block) => block.trim());
    return blocks.filter(Boolean).map((block) => {
      if (!ipaddr.isValidCIDR(block)) throw new RangeError(`'${block}' is no network such as 10.0.0.0/8`);
      return ipaddr.parseCIDR(block);
    });
  }

  /** Why nothing can be sent there, for the shop; undefined when it can. A name is judged only once it is looked up. */
  problemOf(url: string): string | undefined {
    if (!URL.canParse(url)) return 'must be an address such as https://shop.example/webhooks';
    const { protocol, hostname, username, password, hash } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') return 'must start with https://';
    if (username || password) return 'must not hold a user or password: the signature proves who sends';
    if (hash) return 'must not have a part after #';
    const host = hostOf(hostname);
    if (protocol === 'http:' && !this.#mayBePlain(host)) return 'must start with https://';
    if (isIP(host) && !this.takes(host)) return `must be a public address, which ${host} is not`;
    return undefined;
  }

  /** Whether we connect to this IP address. */
  takes(address: string): boolean {
    // An IPv4 address wrapped in IPv6 is judged as what it is.
    const ip = ipaddr.process(address);
    return ip.range() === 'unicast' || this.#isNamed(ip);
  }

  /** Looks a name up for a connection; fails with `AddressRefused` when any of its addresses is not to be connected to. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const [first] = addresses;
      // All of them, not the first: who controls the name controls the order.
      if (!first || !addresses.every(({ address }) => this.takes(address))) {
        return callback(new AddressRefused(hostname), '');
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };

  /** `localhost` stands for loopback; any other name may be anything, and goes by https. */
  #mayBePlain(host: string): boolean {
    const address = host === 'localhost' ? '127.0.0.1' : host;
    return isIP(address) !== 0 && this.#isNamed(ipaddr.process(address));
  }

  #isNamed(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
    return this.#allowed.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits));
  }
}

/** An IPv6 address without its brackets. */
export function hostOf(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
