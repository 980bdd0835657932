import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RetryableError } from '#libs/errors';
import { alertSaying, DeliverySpace, numbered, textsOf, waitFor } from './delivery-space.js';

const storeAll = async () => {};

describe('consume is store', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('consume is store');
  });
  afterEach(() => delivery.close());

  it('what was published before the group existed is read, in order, and committed', async () => {
    await delivery.publish(numbered('a', 1200));
    const reader = await delivery.reader(storeAll);
    await waitFor('all to be stored', () => reader.stored.length >= 1200);
    expect(textsOf(reader.stored)).toEqual(numbered('a', 1200));
    await waitFor('the offset to be committed', async () => (await delivery.committed())[0] === 1200);
    expect(reader.strategy.health()).toMatchObject({ live: true, ready: true });
  });

  it('a handler gets the record with its identity, its CloudEvents attributes and its trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const body = alertSaying('hello');
    const message = {
      topic: 'alerts.v1',
      key: 'gifts/1',
      eventId: body.eventId,
      type: 'AlertRaised',
      subject: 'gifts/1',
      body,
    };
    const occurredAt = new Date('2026-01-02T03:04:05.678Z');
    await delivery.publisher().publish([{ ...message, occurredAt, traceparent }]);
    const reader = await delivery.reader(storeAll);
    const [record] = await waitFor('the record', () => (reader.stored.length > 0 ? reader.stored : undefined));
    expect(record).toMatchObject({
      topic: 'alerts.v1',
      partition: 0,
      offset: '0',
      key: 'gifts/1',
      eventId: body.eventId,
    });
    expect(record).toMatchObject({ traceparent, value: body });
    expect(record?.headers).toEqual({
      ...{ id: body.eventId, source: '/clarity-connect/posting', type: 'AlertRaised', subject: 'gifts/1' },
      time: '2026-01-02T03:04:05.678Z',
    });
  });

  it('nothing is committed before the handler has returned, and a new member reads it again', async () => {
    await delivery.publish(['one']);
    let calls = 0;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = await delivery.reader(async () => {
      calls += 1;
      await held;
      throw new RetryableError('not stored', { code: 'NOT_STORED' });
    });
    await waitFor('the handler to be called', () => calls === 1);
    expect(await delivery.committed()).toEqual([-1]);
    release();
    await first.close();
    expect(await delivery.committed()).toEqual([-1]);
    const second = await delivery.reader(storeAll);
    await waitFor('the next member to read it', () => textsOf(second.stored).includes('one'));
  });

  it('the first unfinished record is what is committed', async () => {
    await delivery.publish(numbered('a', 10));
    const reader = await delivery.reader(
      async (records) => {
        if (textsOf(records).includes('a7')) throw new RetryableError('not yet', { code: 'NOT_YET' });
      },
      { policy: { maxRecordsPerCall: 3 } },
    );
    await waitFor('the first six to be committed', async () => (await delivery.committed())[0] === 6);
    expect(textsOf(reader.stored)).toEqual(numbered('a', 6));
  });

  it('stopping lets the running handler return and commits what it stored', async () => {
    await delivery.publish(numbered('a', 5));
    let release = (): void => {};
    let called = false;
    const held = new Promise<void>((resolve) => (release = resolve));
    const reader = await delivery.reader(async () => {
      called = true;
      await held;
    });
    await waitFor('the handler to be called', () => called);
    const closed = reader.close();
    release();
    await closed;
    expect(await delivery.committed()).toEqual([5]);
  });
});
