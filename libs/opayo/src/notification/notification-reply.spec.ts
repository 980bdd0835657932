import { describe, expect, it } from '@jest/globals';
import { InvariantViolation } from '#libs/errors';
import { writeNotificationReply } from '../index.js';

const redirectUrl = 'https://shop.example/thanks?order=536365';

describe('the answer to a notification', () => {
  it('is three lines with CRLF between them, and nothing before or after', () => {
    const reply = writeNotificationReply({ status: 'OK', redirectUrl, statusDetail: 'Received' });
    expect(reply.toString('latin1')).toBe(`Status=OK\r\nRedirectURL=${redirectUrl}\r\nStatusDetail=Received`);
  });

  it('cannot be made to say something else through its text', () => {
    const reply = writeNotificationReply({
      status: 'INVALID',
      redirectUrl,
      statusDetail: `no\r\nStatus=OK €${'x'.repeat(300)}`,
    });
    const lines = reply.toString('latin1').split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^StatusDetail=no\?\?Status=OK \?x+$/);
    expect(lines[2]?.length).toBe('StatusDetail='.length + 255);
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
