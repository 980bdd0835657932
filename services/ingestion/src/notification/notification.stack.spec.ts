import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { startAlone, type Alone } from '../../test/ingestion-alone.js';
import { aPayment, formOf, notificationOf, notify, post, type TestPayment } from '../../test/payments.js';

/** Kafka, the registry and Opayo's Pi are away in this whole file: none of them is needed to answer. */
describe('POST /opayo/notifications', () => {
  let alone: Alone;
  beforeAll(async () => {
    alone = await startAlone('notifications');
  }, 60_000);
  afterAll(() => alone.close(), 60_000);

  const registered = async (overrides: Partial<TestPayment> = {}): Promise<TestPayment> => {
    const payment = aPayment(overrides);
    expect((await post(alone.url, '/opayo/registrations', payment)).status).toBe(201);
    return payment;
  };
  const rowsOf = (payment: TestPayment) =>
    alone.space.query<{
      verified: boolean | null;
      repeats: number;
      key: string | null;
      answered: string;
      fields: Buffer;
      outcome: string | null;
    }>(
      `SELECT verified, repeats, key, answered, fields, outcome FROM ${alone.space.schema('ingestion')}.notification WHERE vendor_tx_code = $1 ORDER BY id`,
      [payment.vendorTxCode],
    );
  const outboxOf = (key: string, topic = 'opayo.payment-events.v1') =>
    alone.space.query<{ type: string }>(
      `SELECT type FROM ${alone.space.schema('ingestion')}.outbox WHERE key = $1 AND topic = $2 ORDER BY id`,
      [key, topic],
    );
  const replyFor = (payment: TestPayment, status: string, outcome: string, detail: string): string =>
    `Status=${status}\r\nStatusDetail=${detail}\r\nRedirectURL=https://shop.example/checkout/${outcome}?payment=${payment.vendorTxCode}\r\n`;

  it('accepted: a genuine one is committed and answered to the byte', async () => {
    const payment = await registered();
    expect(await notify(alone.url, notificationOf(payment))).toEqual({
      status: 200,
      type: 'text/plain',
      text: replyFor(payment, 'OK', 'paid', 'Notification received'),
    });
    expect(await rowsOf(payment)).toMatchObject([
      { verified: true, key: `gifts/${payment.orderReference}`, repeats: 0, answered: 'OK' },
    ]);
  });

  it.each([
    ['2.23', { VPSProtocol: '2.23' }],
    ['4.00', { VPSProtocol: '4.00', ACSTransID: 'a', DSTransID: 'd', SchemeTraceID: 's' }],
  ])('accepted: protocol %s is signed by the same rule', async (_, fields) => {
    const payment = await registered();
    expect((await notify(alone.url, notificationOf(payment, fields))).text).toContain('Status=OK\r\n');
  });

  it('accepted: a decline is answered OK, because it was received, and told without asking Opayo', async () => {
    const payment = await registered();
    const declined = notificationOf(payment, {
      Status: 'NOTAUTHED',
      StatusDetail: '2000 : Declined',
      DeclineCode: '05',
    });
    expect((await notify(alone.url, declined)).text).toBe(replyFor(payment, 'OK', 'declined', 'Notification received'));
    const key = `gifts/${payment.orderReference}`;
    expect(await waitFor('the decline', async () => (await outboxOf(key))[0])).toEqual({ type: 'PaymentDeclined' });
  });

  it('accepted: a stored card is received, tells the shopper so, and is nothing about money', async () => {
    const payment = await registered();
    const token = notificationOf(payment, { TxType: 'TOKEN', Token: '{9A5B3C7D-0000-4111-8222-333344445555}' });
    expect((await notify(alone.url, token)).text).toBe(replyFor(payment, 'OK', 'token', 'Notification received'));
    await waitFor('the row to be settled', async () => (await rowsOf(payment))[0]?.outcome === 'NO_EFFECT');
    const aborted = notificationOf(payment, { TxType: 'TOKEN', Status: 'ABORT' });
    expect((await notify(alone.url, aborted)).text).toContain('Status=OK\r\n');
    await waitFor('that one too', async () => (await rowsOf(payment))[1]?.outcome === 'NO_EFFECT');
    expect(await outboxOf(`gifts/${payment.orderReference}`)).toEqual([]);
    expect(await outboxOf(`gifts/${payment.orderReference}`, 'alerts.v1')).toEqual([]);
  });

  it('accepted: a word nobody knows is kept, told as unrecognised and alerted', async () => {
    const payment = await registered();
    const form = notificationOf(payment, { Status: 'FROBNICATED' });
    expect((await notify(alone.url, form)).text).toBe(replyFor(payment, 'OK', 'pending', 'Notification received'));
    const key = `gifts/${payment.orderReference}`;
    await waitFor('the alert', async () => (await outboxOf(key, 'alerts.v1'))[0]);
    expect(await outboxOf(key)).toEqual([{ type: 'PaymentUnrecognised' }]);
  });

  it('refused: another signature or another transaction is answered INVALID, kept, and never published', async () => {
    const payment = await registered();
    const forged = notificationOf({ ...payment, securityKey: 'GUESSED' });
    const misplaced = notificationOf({ ...payment, transactionId: aPayment().transactionId });
    for (const form of [forged, misplaced]) {
      expect((await notify(alone.url, form)).text).toBe(
        replyFor(payment, 'INVALID', 'invalid', 'This is not a genuine notification of a transaction of ours'),
      );
    }
    expect(await rowsOf(payment)).toMatchObject([
      { verified: false, key: null },
      { verified: false, key: null },
    ]);
    const declined = notificationOf(payment, { Status: 'ABORT' });
    await notify(alone.url, declined);
    await waitFor('the genuine one', async () => (await outboxOf(`gifts/${payment.orderReference}`))[0]);
    expect(await outboxOf(`gifts/${payment.orderReference}`)).toHaveLength(1);
  });

  it('refused: of any number of forged ones about a payment few are kept, all are answered alike, and a repeat gets its first answer', async () => {
    const payment = aPayment();
    const early = notificationOf({ ...payment, securityKey: 'GUESSED' }, { Status: 'ABORT' });
    const first = await notify(alone.url, early);
    expect(first.text).toContain('Status=OK');
    await post(alone.url, '/opayo/registrations', payment);
    const forged = Array.from({ length: 60 }, (_, index) =>
      notificationOf({ ...payment, securityKey: 'GUESSED' }, { TxAuthNo: String(1_000 + index) }),
    );
    const answers = [];
    for (const form of forged) answers.push((await notify(alone.url, form)).text);
    expect(new Set(answers)).toEqual(
      new Set([replyFor(payment, 'INVALID', 'invalid', 'This is not a genuine notification of a transaction of ours')]),
    );
    expect((await rowsOf(payment)).length).toBeLessThan(30);
    expect(await notify(alone.url, early)).toEqual(first);
    expect((await notify(alone.url, notificationOf(payment, { Status: 'NOTAUTHED' }))).text).toContain('Status=OK');
    await waitFor('the genuine one', async () => (await outboxOf(`gifts/${payment.orderReference}`))[0]);
  });

  it('refused: what cannot be a notification is answered INVALID and not kept', async () => {
    const payment = await registered();
    for (const form of [`${notificationOf(payment)}&Status=OK`, formOf({ Status: 'OK' }), 'rubbish', '']) {
      const answer = await notify(alone.url, form);
      expect(answer).toMatchObject({ status: 200, type: 'text/plain' });
      expect(answer.text).toMatch(
        /^Status=INVALID\r\nStatusDetail=[^\r\n]+\r\nRedirectURL=https:\/\/shop\.example\/checkout\/invalid\?payment=\r\n$/,
      );
    }
    expect(await rowsOf(payment)).toEqual([]);
    expect((await notify(alone.url, `a=${'x'.repeat(65 * 1024)}`)).status).toBe(413);
  });

  it('refused: a card number is stored nowhere, in a signed field not even sealed', async () => {
    const payment = await registered();
    const inText = notificationOf(payment, {
      Status: 'REJECTED',
      StatusDetail: '2001 : card 4462000000000003 refused',
    });
    expect((await notify(alone.url, inText)).text).toContain('Status=OK');
    const message = await waitFor('the decline', async () => (await outboxOf(`gifts/${payment.orderReference}`))[0]);
    expect(message.type).toBe('PaymentDeclined');
    const signed = notificationOf(payment, { Last4Digits: '4462000000000003' });
    expect((await notify(alone.url, signed)).text).toContain('Status=INVALID');
    expect(await rowsOf(payment)).toHaveLength(1);
  });

  it('replayed: fifty at once get fifty equal answers and make one row and one fact', async () => {
    const payment = await registered();
    const form = notificationOf(payment, { Status: 'NOTAUTHED' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => notify(alone.url, form)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.text).toContain('Status=OK');
    expect(await rowsOf(payment)).toMatchObject([{ repeats: 49 }]);
    const key = `gifts/${payment.orderReference}`;
    await waitFor('the fact', async () => (await outboxOf(key))[0]);
    expect(await notify(alone.url, form)).toEqual(answers[0]);
    expect(await outboxOf(key)).toHaveLength(1);
  });

  it('unknown: before its registration it is kept, answered OK, and told once the shop has registered it', async () => {
    const payment = aPayment();
    const form = notificationOf(payment, { Status: 'ABORT', StatusDetail: '2013 : Aborted' });
    const first = await notify(alone.url, form);
    expect(first.text).toBe(replyFor(payment, 'OK', 'declined', 'Notification received'));
    expect(await rowsOf(payment)).toMatchObject([{ verified: null, key: null }]);
    await post(alone.url, '/opayo/registrations', payment);
    const key = `gifts/${payment.orderReference}`;
    expect(await waitFor('the fact', async () => (await outboxOf(key))[0])).toEqual({ type: 'PaymentDeclined' });
    expect(await notify(alone.url, form)).toEqual(first);
  });

  it('unknown: a forged one before its registration does not stand in the way of the genuine one, and is alerted', async () => {
    const payment = aPayment();
    const forged = notificationOf({ ...payment, securityKey: 'GUESSED' }, { Status: 'ABORT' });
    expect((await notify(alone.url, forged)).text).toContain('Status=OK');
    await notify(alone.url, notificationOf(payment, { Status: 'ABORT' }));
    await post(alone.url, '/opayo/registrations', payment);
    const key = `gifts/${payment.orderReference}`;
    await waitFor('the fact', async () => (await outboxOf(key))[0]);
    await waitFor('the alert', async () => (await outboxOf(key, 'alerts.v1'))[0]);
    expect((await rowsOf(payment)).map(({ verified }) => verified).sort()).toEqual([false, true]);
    expect(await outboxOf(key)).toHaveLength(1);
  });

  it('unknown: while Opayo cannot be asked for the amount the fact waits, and declines of others do not', async () => {
    const paid = await registered();
    const declined = await registered();
    await notify(alone.url, notificationOf(paid));
    await notify(alone.url, notificationOf(declined, { Status: 'NOTAUTHED' }));
    await waitFor('the decline', async () => (await outboxOf(`gifts/${declined.orderReference}`))[0]);
    expect(await outboxOf(`gifts/${paid.orderReference}`)).toEqual([]);
    const parked = await (await fetch(`${alone.url}/parked`)).json();
    expect(parked).toEqual({ parked: [] });
  });

  it('broken: without a commit nothing is said that Opayo could take for an answer; repeated later it is stored', async () => {
    const payment = await registered();
    const form = notificationOf(payment, { Status: 'ABORT' });
    alone.cut();
    try {
      const answers = await Promise.all([notify(alone.url, form), notify(alone.url, form)]);
      for (const answer of answers) expect(answer).toMatchObject({ status: 503, text: '' });
      expect((await fetch(`${alone.url}/health/ready`)).status).toBe(503);
      expect((await fetch(`${alone.url}/health/live`)).status).toBe(200);
      expect((await fetch(`${alone.url}/metrics`)).status).toBe(200);
    } finally {
      alone.mend();
    }
    const answer = await waitFor('the repeat to be stored', async () => {
      const again = await notify(alone.url, form);
      return again.status === 200 ? again : undefined;
    });
    expect(answer.text).toContain('Status=OK');
    await waitFor('the fact', async () => (await outboxOf(`gifts/${payment.orderReference}`))[0]);
  });

  it('it is ready with everything but Postgres away, and seals what it keeps', async () => {
    const response = await fetch(`${alone.url}/health/ready`);
    expect(response.status).toBe(200);
    const payment = await registered();
    await notify(alone.url, notificationOf(payment));
    const [row] = await rowsOf(payment);
    expect(row?.fields.toString('latin1')).not.toContain(payment.vendorTxCode);
    const keys = await alone.space.query<{ security_key: Buffer }>(
      `SELECT security_key FROM ${alone.space.schema('ingestion')}.registration`,
    );
    expect(keys.some(({ security_key: sealed }) => sealed.includes(payment.securityKey))).toBe(false);
  });

  it('counts what it hears', async () => {
    const text = await (await fetch(`${alone.url}/metrics`)).text();
    for (const verdict of ['genuine', 'forged', 'unproven']) {
      expect(text).toMatch(
        new RegExp(`ingestion_notifications_total\\{result="new",verdict="${verdict}",[^}]*\\} [1-9]`),
      );
    }
    expect(text).toMatch(/ingestion_notifications_total\{result="repeat",[^}]*\} [1-9]/);
    expect(text).toMatch(/ingestion_notifications_refused_total\{code="REPEATED_FIELD",[^}]*\} 1/);
    expect(text).toMatch(/ingestion_oldest_unapplied_age_seconds\{[^}]*\} (?!0$)\d/m);
  });
});
