import { describe, expect, it } from '@jest/globals';
import { redirectUrl, templateProblem } from './redirect-url.js';

const facts = { outcome: 'paid', vendorTxCode: '{a}.b', transactionId: 'F955' } as const;

describe('where the shopper is sent', () => {
  it('is filled in, whatever is in the ids', () => {
    const template = 'https://shop.example/{outcome}?p={vendorTxCode}&t={transactionId}';
    expect(redirectUrl(template, facts)).toBe('https://shop.example/paid?p=%7Ba%7D.b&t=F955');
    expect(redirectUrl(template, { ...facts, vendorTxCode: '{outcome}' })).toContain('p=%7Boutcome%7D');
  });

  it.each([
    ['/thanks/{outcome}', 'an absolute http(s) URL'],
    ['https://shop.example/{order}', 'only {outcome}, {vendorTxCode} and {transactionId} in braces'],
    [`https://shop.example/${'x'.repeat(150)}?p={vendorTxCode}`, 'at most 255 characters with everything filled in'],
    ['https://shop.example/\r\nStatus=OK', 'an absolute http(s) URL'],
  ])('refuses the template %j: %s', (template, problem) => {
    expect(templateProblem(template)).toBe(problem);
  });

  it('takes a template with or without braces', () => {
    expect(templateProblem('https://shop.example/thanks')).toBeUndefined();
    expect(templateProblem('http://127.0.0.1:4090/shop/{outcome}/{vendorTxCode}')).toBeUndefined();
  });
});
