import { describe, expect, it } from '@jest/globals';
import { InvariantViolation } from '#libs/errors';
import { writeNotificationReply } from '../index.js';

const redirectUrl = 'https://shop.example/thanks?order=536365';

describe('the answer to a notification', () => {
  it('is three lines, each ended by CRLF, and nothing before or after', () => {
    const reply = writeNotificationReply({ status: 'OK', redirectUrl, statusDetail: 'Received' });
    expect(reply.toString('latin1')).toBe(`Status=OK\r\nStatusDetail=Received\r\nRedirectURL=${redirectUrl}\r\n`);
  });

  it('cannot be made to say something else through its text', () => {
    const reply = writeNotificationReply({
      status: 'INVALID',
      redirectUrl,
      statusDetail: `no\r\nStatus=OK €${'x'.repeat(300)}`,
    });
    const lines = reply.toString('latin1').split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^StatusDetail=no\?\?Status=OK \?x+$/);
    expect(lines[3]).toBe('');
    expect(lines[1]?.length).toBe('StatusDetail='.length + 255);
  });

  it.each([
    'https://shop.example/a\r\nStatus=OK',
    '/thanks',
    'https://shop.example/ä',
    `https://x/${'y'.repeat(255)}`,
    '',
  ])('refuses %j as a place to send the shopper', (bad) => {
    expect(() => writeNotificationReply({ status: 'OK', redirectUrl: bad, statusDetail: '' })).toThrow(
      InvariantViolation,
    );
  });
});
