import { describe, expect, it } from '@jest/globals';
import { TargetAddresses } from './target-address.js';

const onlyPublic = new TargetAddresses('');
const withLoopback = new TargetAddresses('127.0.0.0/8, ::1/128');

/** What a connection to a name would be given. */
const lookUp = (addresses: TargetAddresses, name: string) =>
  new Promise((resolve) => {
    addresses.lookup(name, { all: true }, (error, found) => resolve(error ?? found));
  });

describe('addresses webhooks may go to', () => {
  it.each(['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(onlyPublic.takes(address)).toBe(true);
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback further on', '127.8.9.10'],
    ['loopback in IPv6', '::1'],
    ['loopback wrapped in IPv6', '::ffff:127.0.0.1'],
    ['nobody', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.9'],
    ['a private network', '192.168.1.1'],
    ['a private network wrapped in IPv6', '::ffff:10.1.2.3'],
    ['a cloud’s metadata', '169.254.169.254'],
    ['a carrier’s network', '100.64.0.1'],
    ['link-local in IPv6', 'fe80::1'],
    ['unique local in IPv6', 'fd00::1'],
    ['NAT64, which leads to IPv4', '64:ff9b::7f00:1'],
    ['6to4, which leads to IPv4', '2002:7f00:1::'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
  ])('%s is not: %s', (_, address) => {
    expect(onlyPublic.takes(address)).toBe(false);
  });

  it('a network of the settings is, and its neighbour is not', () => {
    expect(['127.0.0.1', '::1', '10.0.0.1', '128.0.0.1'].map((address) => withLoopback.takes(address))).toEqual([
      ...[true, true],
      ...[false, true],
    ]);
    expect(new TargetAddresses('10.1.0.0/16').takes('10.2.0.1')).toBe(false);
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0.1'])('%s is no network', (network) => {
    expect(() => new TargetAddresses(network)).toThrow(RangeError);
  });
});

describe('the address a shop gives', () => {
  it.each(['https://shop.example/webhooks', 'https://shop.example:8443/?key=1', 'https://8.8.8.8/'])(
    '%s is taken',
    (url) => {
      expect(onlyPublic.problemOf(url)).toBeUndefined();
    },
  );

  it.each([
    ['shop.example', 'must be an address such as'],
    ['ftp://shop.example/', 'must start with https://'],
    ['http://shop.example/', 'must start with https://'],
    ['http://127.0.0.1:9000/', 'must start with https://'],
    ['https://user:secret@shop.example/', 'user or password'],
    ['https://shop.example/#part', 'after #'],
    ['https://127.0.0.1/', 'must be a public address'],
    ['https://[::1]/', 'must be a public address'],
    // The other ways to write 127.0.0.1: URL parsing makes one of them all.
    ['https://2130706433/', 'must be a public address, which 127.0.0.1 is not'],
    ['https://0x7f.1/', 'must be a public address, which 127.0.0.1 is not'],
    ['https://0177.0.0.1/', 'must be a public address, which 127.0.0.1 is not'],
    ['https://[::ffff:10.0.0.1]/', 'must be a public address'],
  ])('%s is refused: %s', (url, problem) => {
    expect(onlyPublic.problemOf(url)).toContain(problem);
  });

  it.each(['http://127.0.0.1:9000/', 'http://localhost:9000/', 'http://[::1]:9000/'])(
    '%s is taken where loopback is',
    (url) => {
      expect(withLoopback.problemOf(url)).toBeUndefined();
    },
  );
});

describe('a name', () => {
  it('that leads to this machine is refused when it is looked up', async () => {
    expect(await lookUp(onlyPublic, 'localhost')).toMatchObject({ message: "'localhost' is not a public address" });
  });

  it('that leads to a network of the settings is taken', async () => {
    expect(await lookUp(withLoopback, 'localhost')).toContainEqual(expect.objectContaining({ address: '127.0.0.1' }));
  });
});
