import { describe, expect, it } from '@jest/globals';
import { aVendor, REDIRECT_URL, type VendorSetting } from '../../test/ingestion-environment.js';
import { orderNamedIn, readVendorSettings } from './vendor-settings.js';

const read = (...vendors: VendorSetting[]) => readVendorSettings(JSON.stringify(vendors));
const onlyOf = (vendor: VendorSetting) => {
  const reading = read(vendor);
  if (!reading.ok) throw new Error(reading.problems.join('; '));
  return reading.vendors[0];
};

describe('the vendors of a configuration', () => {
  it('are read with their secrets closed', () => {
    const vendor = onlyOf(aVendor({ reporting: { user: 'reports', password: 'hush' } }));
    expect(vendor).toMatchObject({ vendor: 'clarityshop', reporting: { user: 'reports' } });
    expect(vendor?.reporting?.password.reveal()).toBe('hush');
    expect(JSON.stringify(vendor)).not.toMatch(/hush|pi-password/);
  });

  it('may send their shoppers to one page or to one per outcome', () => {
    expect(onlyOf(aVendor())?.redirectUrls).toMatchObject({
      paid: REDIRECT_URL,
      token: REDIRECT_URL,
      invalid: REDIRECT_URL,
    });
    const page = (name: string) => `https://shop.example/${name}`;
    const [paid, authorised, pending, declined, invalid] = ['paid', 'ok', 'wait', 'no', 'help'].map(page);
    expect(onlyOf(aVendor({ redirectUrl: { paid, authorised, pending, declined, invalid } }))?.redirectUrls).toEqual({
      ...{ paid, authorised, pending, declined, invalid, token: authorised },
    });
  });

  it.each([
    ['no JSON', 'not json', 'a JSON array of vendors'],
    ['no array', '{}', 'a JSON array of vendors'],
    ['nobody', '[]', 'at least one vendor'],
    ['the same name twice', JSON.stringify([aVendor(), aVendor({ vendor: 'ClarityShop' })]), 'each vendor once'],
    ['a misspelt key', JSON.stringify([aVendor({ reportin: {} })]), '0: Unrecognized key: "reportin"'],
    ['no redirect', JSON.stringify([aVendor({ redirectUrl: undefined })]), /^0\.redirectUrl: a URL template/],
    ['half the outcomes', JSON.stringify([aVendor({ redirectUrl: { paid: REDIRECT_URL } })]), /^0\.redirectUrl: /],
    ['no password', JSON.stringify([aVendor({ pi: { integrationKey: 'k' } })]), '0.pi.integrationPassword: a text'],
    [
      'two groups',
      withPattern('(a)(b)'),
      '0.orderReference.pattern: a regular expression with exactly one group, the order reference',
    ],
    ['no pattern', withPattern('('), '0.orderReference.pattern: a regular expression'],
  ])('refuses %s and says where', (_, text, problem) => {
    const reading = readVendorSettings(text);
    expect(reading.ok ? [] : reading.problems).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('find the order in a code by their pattern, over the whole of it and in linear time', () => {
    const reference = onlyOf(
      aVendor({ orderReference: { shop: 'gifts', pattern: 'gifts-(\\d+)-\\d+' } }),
    )?.orderReference;
    expect(orderNamedIn('gifts-536365-1', reference)).toBe('gifts/536365');
    expect(orderNamedIn('x-gifts-536365-1', reference)).toBeNull();
    expect(orderNamedIn('gifts-536365-1', undefined)).toBeNull();
    const greedy = onlyOf(aVendor({ orderReference: { shop: 'gifts', pattern: '((?:a+)+)b' } }))?.orderReference;
    expect(orderNamedIn('a'.repeat(40), greedy)).toBeNull();
  });
});

function withPattern(pattern: string): string {
  return JSON.stringify([aVendor({ orderReference: { shop: 'gifts', pattern } })]);
}
