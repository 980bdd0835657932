import { describe, expect, it } from '@jest/globals';
import type { Alert } from '#libs/contracts';
import { checkEncodable } from '#libs/kafka';
import { pageAlert } from './page-alert.js';

const AT = new Date('2026-11-23T12:00:00Z');
const paused = (partition: number) => ({
  code: 'KAFKA_PARTITION_PAUSED',
  text: 'A partition makes no progress: the registry does not answer',
  facts: { topic: 'erp.commands.v1', partition, cause: 'REGISTRY_UNAVAILABLE' },
});
const alertOf = (message: { body: unknown }) => message.body as Alert;

describe('a page', () => {
  it('is an alert that fits its topic and says who does what', () => {
    const message = pageAlert('posting', paused(3), AT);
    expect(() => checkEncodable(message.topic, message.body)).not.toThrow();
    expect(alertOf(message)).toMatchObject({
      subject: 'posting:erp.commands.v1:3',
      owner: 'operations',
      severity: 'CRITICAL',
      whatToDo: expect.stringContaining('registry'),
      raisedAt: AT.getTime(),
    });
  });

  it('repeated is the same alert told by another event; of another partition it is another alert', () => {
    const [first, again, other] = [paused(3), paused(3), paused(4)].map((page) =>
      alertOf(pageAlert('posting', page, AT)),
    );
    expect(again?.alertId).toBe(first?.alertId);
    expect(again?.eventId).not.toBe(first?.eventId);
    expect(other?.alertId).not.toBe(first?.alertId);
  });

  it('of a code nobody foresaw still tells where to look', () => {
    const message = pageAlert('posting', { code: 'KAFKA_SOMETHING_NEW', text: 'Something new', facts: {} }, AT);
    expect(() => checkEncodable(message.topic, message.body)).not.toThrow();
    expect(alertOf(message).whatToDo).not.toBe('');
  });
});
