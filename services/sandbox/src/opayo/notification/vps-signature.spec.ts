import { describe, expect, it } from '@jest/globals';
import { vpsSignature } from './vps-signature.js';

// Vectors of opayo.md 2.5, where their public sources stand.
describe('VPSSignature', () => {
  it('is that of protocol 3.00 in vector 1', () => {
    const fields = {
      VPSTxId: '{F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}',
      VendorTxCode: '438791',
      Status: 'OK',
      TxAuthNo: '4255',
      AVSCV2: 'c',
      AddressResult: 'd',
      PostCodeResult: 'e',
      CV2Result: 'f',
      GiftAid: 'g',
      '3DSecureStatus': 'h',
      CAVV: 'i',
      AddressStatus: 'j',
      PayerStatus: 'k',
      CardType: 'l',
      Last4Digits: '1234',
      DeclineCode: '00',
      ExpiryDate: '0722',
      BankAuthCode: '999777',
    };
    expect(vpsSignature(fields, { vendor: '', securityKey: 'JEUPDN1N7E' })).toBe('285765407193FAA9B8E432E6B55F5849');
  });

  it('is that of protocol 2.23 in vector 2, with the vendor in whatever case', () => {
    const fields = {
      VPSTxId: '{728A5721-B45F-4570-937E-90A16B0A5000}',
      VendorTxCode: 'unique-tx-code',
      Status: 'OK',
      TxAuthNo: '1234567890',
      AVSCV2: 'ALL MATCH',
      AddressResult: 'MATCHED',
      PostCodeResult: 'MATCHED',
      CV2Result: 'MATCHED',
      GiftAid: '0',
      '3DSecureStatus': 'OK',
      CAVV: 'Something?',
      AddressStatus: 'CONFIRMED',
      PayerStatus: 'VERIFIED',
      CardType: 'VISA',
      Last4Digits: '1234',
    };
    expect(vpsSignature(fields, { vendor: 'Rubaidh', securityKey: '17F13DCBD8' })).toBe(
      '6AB7A7FFB5369AF953CD57A84D5C2979',
    );
  });

  it.each([
    ['OK', '8E77F29220981737C51C615C3464301F'],
    ['ABORT', 'EA6C59BD4DBEDB8B8B59345E64F9A02C'],
  ])('is that of protocol 3.00 in vector 3, Status %s', (Status, expected) => {
    const fields = {
      VPSTxId: '{F81FD5E1-12C9-C1D7-5D05-F6E8C12A526F}',
      VendorTxCode: '10000000001-2015-12-12-123456',
      Status,
      TxAuthNo: '17962849',
      AVSCV2: 'OK',
      AddressResult: 'OK',
      PostCodeResult: 'OK',
      CV2Result: 'OK',
      GiftAid: '0',
      '3DSecureStatus': 'NOTCHECKED',
      AddressStatus: 'OK',
      PayerStatus: 'OK',
      CardType: 'VISA',
      Last4Digits: '0006',
      ExpiryDate: '0222',
      BankAuthCode: '999777',
    };
    expect(vpsSignature(fields, { vendor: '', securityKey: '' })).toBe(expected);
  });
});
