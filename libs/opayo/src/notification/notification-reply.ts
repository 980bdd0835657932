import { InvariantViolation } from '#libs/errors';

/**
 * What decides over the shopper's money: `OK` = received and genuine, whatever the status in it, also a decline; `INVALID` = not
 * genuine; `ERROR` = our own failure. After INVALID or ERROR Opayo cancels the transaction; after no answer it repeats the notification
 * for up to 30 days. Source: reference page 2.6, read 2026-11-23.
 */
export type ReplyStatus = 'OK' | 'INVALID' | 'ERROR';

export interface NotificationReply {
  readonly status: ReplyStatus;
  /** Absolute URL to which Opayo sends the shopper, at most 255 characters. */
  readonly redirectUrl: string;
  /** For people, at most 255 characters; longer is cut. */
  readonly statusDetail: string;
}

export const NOTIFICATION_REPLY_TYPE = 'text/plain';

const MAXIMUM_LENGTH = 255;

/**
 * The exact bytes of an answer: Status, StatusDetail and RedirectURL as `Name=Value` lines, each ended by CRLF, ISO-8859-1, nothing before and nothing after.
 * A line end or a character beyond ISO-8859-1 in the URL, or a URL that is too long, throws `InvariantViolation`: it would put another
 * answer in our mouth. In the text such characters become `?`.
 */
export function writeNotificationReply(reply: NotificationReply): Buffer {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(reply.redirectUrl) || reply.redirectUrl.length > MAXIMUM_LENGTH) {
    throw new InvariantViolation('The RedirectURL is not an absolute URL of at most 255 characters', {
      code: 'BAD_REDIRECT_URL',
      facts: { length: reply.redirectUrl.length },
    });
  }
  const statusDetail = reply.statusDetail.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').slice(0, MAXIMUM_LENGTH);
  const lines = [`Status=${reply.status}`, `StatusDetail=${statusDetail}`, `RedirectURL=${reply.redirectUrl}`];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
}
