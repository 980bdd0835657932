import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { isConnectError, RejectedError, RetryableError } from '#libs/errors';
import { Secret } from '#libs/service';
import { goldenExchanges } from '../../test/golden.js';
import { loopback } from '../../test/loopback.js';
import { meaningOf, PI_STATUS, PI_TARGET, PiClient, readPiTransaction, tellsTheSame } from '../index.js';

const ID = 'F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2';

/** As recorded by other people's clients against the sandbox, shortened; note the number where the specification says string. */
const PAYMENT = {
  transactionId: ID,
  transactionType: 'Payment',
  status: 'Ok',
  statusCode: '0000',
  statusDetail: 'The Authorisation was Successful.',
  retrievalReference: 13551640,
  bankResponseCode: '00',
  bankAuthorisationCode: '999777',
  avsCvcCheck: {
    status: 'SecurityCodeMatchOnly',
    address: 'NotMatched',
    postalCode: 'NotMatched',
    securityCode: 'Matched',
  },
  paymentMethod: { card: { cardType: 'Visa', lastFourDigits: '0006', expiryDate: '1226' } },
  amount: { totalAmount: 13912, saleAmount: 13912, surchargeAmount: 0 },
  currency: 'GBP',
  '3DSecure': { status: 'NotChecked' },
};

const pi = async (answer: Parameters<typeof loopback>[0], timeoutMs = 2_000): Promise<PiClient> =>
  clientAt(`${await loopback(answer)}/api/v1/`, timeoutMs);

const clientAt = (baseUrl: string, timeoutMs: number): PiClient =>
  new PiClient({
    baseUrl,
    integrationKey: new Secret('the-key'),
    integrationPassword: new Secret('the-password'),
    timeoutMs,
  });

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  pi((_, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

const failureOf = (client: PiClient): Promise<unknown> =>
  client.transaction(ID).then(
    (transaction) => transaction,
    (error: unknown) => error,
  );

describe('reading a transaction from Opayo', () => {
  it('asks with Basic authorisation and takes the amount in minor units', async () => {
    const seen: unknown[] = [];
    const client = await pi((request, response) => {
      seen.push([request.method, request.path, request.headers.authorization]);
      response.end(JSON.stringify(PAYMENT));
    });
    expect(await client.transaction(ID)).toEqual({
      transactionId: ID,
      transactionType: 'Payment',
      status: 'Ok',
      statusCode: '0000',
      statusDetail: 'The Authorisation was Successful.',
      amountMinor: 13912,
      currency: 'GBP',
      cardType: 'Visa',
      lastFourDigits: '0006',
      bankAuthorisationCode: '999777',
    });
    const basic = `Basic ${Buffer.from('the-key:the-password').toString('base64')}`;
    expect(seen).toEqual([['GET', `/api/v1/transactions/${ID}`, basic]]);
  });

  it('tolerates new properties, new words and codes as numbers', async () => {
    const client = await answering(200, {
      ...PAYMENT,
      status: 'Frobnicated',
      statusCode: 0,
      fraudScreening: {},
      currency: 'GBP',
    });
    expect(await client.transaction(ID)).toMatchObject({ status: 'Frobnicated', statusCode: '0' });
  });

  it.each([
    ['absent', undefined],
    ['a fraction', { totalAmount: 139.12 }],
    ['text', { totalAmount: '13912' }],
    ['beyond 2^53', { totalAmount: 2 ** 53 }],
    ['negative', { totalAmount: -1 }],
  ])('an amount that is %s is no amount', async (_, amount) => {
    const client = await answering(200, { ...PAYMENT, amount });
    expect(await client.transaction(ID)).toMatchObject({ amountMinor: null });
  });

  it.each([
    [500, { code: 9999, description: 'x' }, 'OPAYO_UNAVAILABLE'],
    [502, '<html>Bad gateway</html>', 'OPAYO_UNAVAILABLE'],
    [408, { code: '9998' }, 'OPAYO_UNAVAILABLE'],
    [200, '<html>Welcome</html>', 'OPAYO_UNREADABLE'],
    [200, { ...PAYMENT, transactionId: '00000000-0000-0000-0000-000000000000' }, 'OPAYO_UNREADABLE'],
  ])('HTTP %d with %j may pass', async (status, body, code) => {
    const error = await failureOf(await answering(status, body));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code, target: 'opayo-pi', facts: { transactionId: ID } });
  });

  it('a busy Opayo is asked again when it says so', async () => {
    expect(await failureOf(await answering(429, {}, { 'retry-after': '7' }))).toMatchObject({
      kind: 'retryable',
      code: 'OPAYO_BUSY',
      retryAfterMs: 7_000,
    });
  });

  it.each(['31536000', '1e300', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'a wish to come back at %s is heard as an hour',
    async (wish) => {
      expect(await failureOf(await answering(429, {}, { 'retry-after': wish }))).toMatchObject({
        retryAfterMs: 3_600_000,
      });
    },
  );

  it.each([
    [404, { code: 1012 }, 'OPAYO_TRANSACTION_NOT_FOUND', '1012'],
    [404, { code: '1012' }, 'OPAYO_TRANSACTION_NOT_FOUND', '1012'],
    [403, { code: 1013 }, 'OPAYO_REFUSED', '1013'],
    [422, { errors: [{ code: 1009, property: 'x' }] }, 'OPAYO_REFUSED', '1009'],
    [418, 'teapot', 'OPAYO_REFUSED', null],
    [302, '', 'OPAYO_REFUSED', null],
  ])('HTTP %d with %j will not pass', async (status, body, code, piCode) => {
    const error = await failureOf(await answering(status, body, { location: 'http://127.0.0.1:1/' }));
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ code, facts: { transactionId: ID, httpStatus: status, piCode } });
  });

  it.each([
    [{ code: 1001 }, '1001'],
    [{ code: '1002' }, '1002'],
    ['', null],
  ])('refused credentials (%j) are nothing about this transaction: everybody waits', async (body, piCode) => {
    const error = await failureOf(await answering(401, body));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({
      code: 'OPAYO_CREDENTIALS_REFUSED',
      target: PI_TARGET,
      facts: { transactionId: ID, httpStatus: 401, piCode },
    });
  });

  it('an answer without end is no answer', async () => {
    const endless = await pi((_, response) => {
      response.writeHead(200);
      const more = (): void =>
        void (response.write(Buffer.alloc(1 << 20, 32)) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    expect(await failureOf(endless)).toMatchObject({ kind: 'retryable', code: 'OPAYO_UNREADABLE' });
  });

  it('a connection that died of old age costs no attempt', async () => {
    const connections: Socket[] = [];
    const client = await pi((request, response) => {
      // As a server does that has just given up on an idle connection.
      if (connections.includes(request.socket)) return request.socket.destroy();
      connections.push(request.socket);
      response.end(JSON.stringify(PAYMENT));
    });
    await client.transaction(ID);
    expect(await client.transaction(ID)).toMatchObject({ transactionId: ID });
    expect(connections).toHaveLength(2);
  });

  it('instructions are read, and none is an answer', async () => {
    const date = '2015-08-11T11:45:16.285+01:00';
    const some = await answering(200, {
      instructions: [{ instructionType: 'release', date }, { instructionType: 'new' }],
    });
    expect(await some.instructions(ID)).toEqual([
      { type: 'release', at: new Date('2015-08-11T10:45:16.285Z') },
      { type: 'new', at: null },
    ]);
    expect(await (await answering(404, { code: '1019' })).instructions(ID)).toEqual([]);
    await expect((await answering(404, { code: 1012 })).instructions(ID)).rejects.toMatchObject({
      code: 'OPAYO_TRANSACTION_NOT_FOUND',
    });
    for (const body of [{}, { instructions: [{}] }, '[]', '<html>']) {
      await expect((await answering(200, body)).instructions(ID)).rejects.toMatchObject({ code: 'OPAYO_UNREADABLE' });
    }
  });

  it('silence, a cut connection and a refused one all may pass, because a read changes nothing', async () => {
    const silent = await pi(() => undefined, 50);
    const cut = await pi((request) => request.socket.destroy());
    const cutInTheMiddle = await pi((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{');
      setImmediate(() => response.destroy());
    });
    expect(await failureOf(silent)).toMatchObject({ kind: 'retryable', code: 'OPAYO_TIMEOUT' });
    expect(await failureOf(cut)).toMatchObject({ kind: 'retryable', code: 'OPAYO_UNREACHABLE' });
    expect(await failureOf(cutInTheMiddle)).toMatchObject({ kind: 'retryable', code: 'OPAYO_UNREACHABLE' });
    expect(await failureOf(clientAt('http://127.0.0.1:1', 1_000))).toMatchObject({
      kind: 'retryable',
      code: 'OPAYO_UNREACHABLE',
    });
  });

  it('no failure tells the credentials', async () => {
    const error = await failureOf(await answering(401, { code: 1002 }));
    expect(isConnectError(error)).toBe(true);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/the-key|the-password/);
  });

  it('compares its words with those of a notification', async () => {
    const transaction = await (await answering(200, PAYMENT)).transaction(ID);
    expect(tellsTheSame(transaction, { txType: 'PAYMENT', status: 'OK' })).toBe(true);
    expect(tellsTheSame({ ...transaction, transactionType: null }, { txType: 'PAYMENT', status: 'OK' })).toBe(true);
    expect(tellsTheSame({ ...transaction, status: 'NotAuthed' }, { txType: 'PAYMENT', status: 'OK' })).toBe(false);
    expect(tellsTheSame({ ...transaction, transactionType: 'Deferred' }, { txType: 'PAYMENT', status: 'OK' })).toBe(
      false,
    );
  });
});

describe('what Pi is known to answer', () => {
  it.each(goldenExchanges('pi', /^(payment|challenge|authenticate|deferred|refund-ok|transaction$)/))(
    '$name is read as it says',
    ({ reply, meaning }) => {
      const { factKind, ...rest } = meaning;
      const read = readPiTransaction(reply.body);
      expect(read).toMatchObject(rest);
      expect(meaningOf(PI_STATUS, { txType: read?.transactionType ?? '', status: read?.status ?? '' })).toBe(factKind);
    },
  );

  it.each(goldenExchanges('pi', /^(credentials|transaction-not-found)/))(
    '$name is an error',
    async ({ reply, meaning }) => {
      const { error: kind, code, piCode } = meaning;
      expect(await failureOf(await answering(reply.status, reply.body))).toMatchObject({
        kind,
        code,
        facts: { piCode },
      });
    },
  );

  it.each(goldenExchanges('pi', /^instructions/))('$name is a list', async ({ request, reply, meaning }) => {
    const paths: string[] = [];
    const client = await pi((asked, response) => {
      paths.push(asked.path);
      response.writeHead(reply.status).end(JSON.stringify(reply.body));
    });
    const id = request.path.split('/')[4] ?? '';
    expect(JSON.parse(JSON.stringify(await client.instructions(id)))).toEqual(meaning['instructions']);
    expect(paths).toEqual([request.path]);
  });
});
