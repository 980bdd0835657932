import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import { goldenExchanges } from '../../test/golden.js';
import { allOf, loopback, NOBODY, rejection, type Arrived } from '../../test/loopback.js';
import {
  registrationProblems,
  ServerClient,
  toLatin1,
  type ServerAddress,
  type ServerRegistrationRequest,
} from '../index.js';
import { readRegistrationReply } from './registration-reply.js';

const ADDRESS: ServerAddress = {
  ...{ surname: 'Müller', firstNames: 'Zoë', address1: '88 High Street', city: 'London', postCode: '412' },
  country: 'GB',
};
const REQUEST: ServerRegistrationRequest = {
  ...{ vendor: 'clarityshop', txType: 'PAYMENT', vendorTxCode: 'gifts-536365-1', amountMinor: 13912, currency: 'GBP' },
  ...{ description: 'Order 536365', notificationUrl: 'https://pay.example/opayo/notifications/clarityshop' },
  billing: ADDRESS,
};
const REGISTERED =
  'VPSProtocol=4.00\r\nStatus=OK\r\nStatusDetail=2014 : Done\r\nVPSTxId={F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2}\r\n' +
  'SecurityKey=JEUPDN1N7E\r\nNextURL=https://opayo.example/page?a=b=c\r\n';

const client = (baseUrl: string, timeoutMs = 2_000): ServerClient => new ServerClient({ baseUrl, timeoutMs });
const answering = async (body: string, status = 200, headers: Record<string, string> = {}) =>
  client(await loopback((_, response) => response.writeHead(status, headers).end(Buffer.from(body, 'latin1'))));

describe('registering a payment at Opayo', () => {
  it.each(goldenExchanges('server', /^registration-(ok|repeated|yen)$/))(
    'sends and reads what $name says',
    async ({ request, reply, meaning }) => {
      const arrived: Arrived[] = [];
      const url = await loopback((asked, response) => {
        arrived.push(asked);
        response.writeHead(reply.status, reply.headers).end(Buffer.from(reply.body as string, 'latin1'));
      });
      const { VendorTxCode: vendorTxCode = '', Currency: currency = '' } = request.fields ?? {};
      const amountMinor = currency === 'JPY' ? 500 : 13912;
      const answer = await client(`${url}/`).register({ ...REQUEST, vendorTxCode, currency, amountMinor });

      expect(arrived.map(({ method, path, body }) => [method, path, body.toString('latin1')])).toEqual([
        [request.method, request.path, request.body],
      ]);
      const { securityKey, ...rest } = meaning;
      expect(answer).toMatchObject(rest);
      expect(answer.ok && answer.securityKey.reveal()).toBe(securityKey);
      expect(JSON.stringify(answer) + inspect(answer)).not.toContain(securityKey);
    },
  );

  it.each(goldenExchanges('server', /^registration-(malformed|invalid|code-used|vendor-unknown)$/))(
    'a refusal is an answer: $name',
    async ({ reply, meaning }) => {
      expect(await (await answering(reply.body as string)).register(REQUEST)).toEqual(meaning);
    },
  );

  it('each goes out on a connection of its own, so that what was not connected was not sent', async () => {
    const sockets = new Set<unknown>();
    const opayo = client(
      await loopback(({ socket }, response) => {
        sockets.add(socket);
        response.end(REGISTERED);
      }),
    );
    await opayo.register(REQUEST);
    await opayo.register(REQUEST);
    expect(sockets.size).toBe(2);
  });

  it('a status nobody knows is no success, whatever comes with it, and a card in its text is masked', async () => {
    const body = REGISTERED.replace('Status=OK', 'Status=OKAY').replace('Done', 'card 4929000000006');
    expect(await (await answering(body)).register(REQUEST)).toEqual({
      ...{ ok: false, status: 'OKAY', code: '2014', text: 'card *********0006' },
    });
  });

  it('optional fields are sent where they are given, delivery to its own address, a state for the United States only', async () => {
    let body = '';
    const url = await loopback((asked, response) => {
      body = asked.body.toString('latin1');
      response.end(REGISTERED);
    });
    await client(url).register({
      ...REQUEST,
      ...{ customerEmail: 'zoe@example.com', profile: 'LOW', accountType: 'E', applyAvsCv2: 0, apply3DSecure: 1 },
      ...{ allowGiftAid: false, vendorData: 'x y', website: '', language: 'de', referrerId: 'r' },
      billing: { ...ADDRESS, state: 'NY', phone: '+44 20 1', address2: 'Flat 2' },
      delivery: { ...ADDRESS, country: 'US', state: 'NY' },
    });
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      ...{ BillingPhone: '+44 20 1', BillingAddress2: 'Flat 2', DeliveryCountry: 'US', DeliveryState: 'NY' },
      ...{ CustomerEMail: 'zoe@example.com', Profile: 'LOW', AccountType: 'E', ApplyAVSCV2: '0', Apply3DSecure: '1' },
      ...{ AllowGiftAid: '0', VendorData: 'x y', ReferrerID: 'r', Language: 'de' },
    });
    expect(body).not.toMatch(/BillingState|Website/);
  });
});

describe('a registration that cannot be sent', () => {
  const problems = (change: Partial<ServerRegistrationRequest>): string[] =>
    registrationProblems({ ...REQUEST, ...change }).map(({ field, code }) => `${field} ${code}`);
  const billed = (change: Partial<ServerAddress>): string[] =>
    problems({ billing: { ...ADDRESS, ...change }, delivery: ADDRESS });

  it('names all that keeps it', () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({ description: '', vendorTxCode: 'a b', billing: { ...ADDRESS, city: '' }, delivery: ADDRESS }),
    ).toEqual(['vendorTxCode BAD_VALUE', 'description MISSING', 'billing.city MISSING']);
    expect(billed({ surname: 'x'.repeat(21), firstNames: '王', address1: 'a\u0000b', country: 'gb' })).toEqual([
      ...['billing.surname TOO_LONG', 'billing.firstNames NOT_ISO_8859_1', 'billing.address1 NOT_ISO_8859_1'],
      'billing.country BAD_VALUE',
    ]);
    expect(billed({ country: 'US' })).toEqual(['billing.state MISSING']);
    expect(problems({ notificationUrl: '/x', description: 'x'.repeat(101), customerEmail: 'x'.repeat(256) })).toEqual([
      ...['description TOO_LONG', 'notificationUrl BAD_VALUE', 'customerEmail TOO_LONG'],
    ]);
    expect(problems({ vendor: 'x'.repeat(16), description: '🎁' })).toEqual([
      'vendor BAD_VALUE',
      'description NOT_ISO_8859_1',
    ]);
  });

  it.each([
    [1, 'GBP', true],
    [10_000_000, 'GBP', true],
    [10_000_001, 'GBP', false],
    [100_000, 'JPY', true],
    [100_001, 'JPY', false],
    [0, 'GBP', false],
    [-1, 'GBP', false],
    [1.5, 'GBP', false],
    [Number.NaN, 'GBP', false],
  ])('%d minor units of %s: %s', (amountMinor, currency, sendable) => {
    expect(problems({ amountMinor, currency })).toEqual(sendable ? [] : ['amountMinor BAD_VALUE']);
  });

  it('is not sent, and the error names the field and not what was in it', async () => {
    const error = await rejection(client(NOBODY).register({ ...REQUEST, description: '王小明' }));
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({
      code: 'OPAYO_REGISTRATION_UNSENDABLE',
      facts: { field: 'description', vendorTxCode: REQUEST.vendorTxCode },
    });
    expect(allOf(error)).not.toContain('王');
    expect(problems({ currency: 'XYZ' })).toEqual(['currency BAD_VALUE']);
  });
});

describe('a text for Opayo', () => {
  it.each([
    ['Zoë Müller £5', 'Zoë Müller £5'],
    ['Zoe\u0308', 'Zoë'],
    ['Łukasz Őry, Žilina', 'Lukasz Ory, Zilina'],
    ['O’Neil – “Sons”…', 'O\'Neil - "Sons"...'],
    ['a\t b\r\nc\u00a0d ', 'a b c d'],
    ['5 € œuvre', '5 EUR oeuvre'],
    ['a\u200bb\ufeff', 'ab'],
    ['ﬁn', 'fin'],
  ])('%j becomes %j', (text, expected) => {
    expect(toLatin1(text)).toBe(expected);
  });

  it.each(['王', 'Ελένη', '🎁', 'a\u0000', 'a\u0085b\u0080', '\ud800'])('%j cannot be said', (text) => {
    expect(toLatin1(text)).toBeUndefined();
  });

  it('whatever the text, what comes out has one byte a character and stays as it is when said again', () => {
    const texts = fc.array(fc.integer({ min: 1, max: 0x10ffff })).map((points) => String.fromCodePoint(...points));
    const latin = fc.array(fc.integer({ min: 32, max: 0x24f })).map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(fc.oneof(texts, latin), (text) => {
        const said = toLatin1(text);
        if (said === undefined) return;
        expect(Buffer.from(said, 'latin1').toString('latin1')).toBe(said);
        expect(toLatin1(said)).toBe(said);
      }),
    );
  });
});

describe('a registration without an answer', () => {
  const failureOf = (opayo: ServerClient): Promise<unknown> => rejection(opayo.register(REQUEST));

  it('was surely not sent when nobody was there', async () => {
    const error = await failureOf(client(NOBODY));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({
      ...{ code: 'OPAYO_UNREACHABLE', target: 'opayo-server' },
      facts: { vendor: 'clarityshop', vendorTxCode: REQUEST.vendorTxCode },
    });
  });

  it.each([
    [404, 'OPAYO_NOT_THERE'],
    [302, 'OPAYO_NOT_THERE'],
    [429, 'OPAYO_BUSY'],
  ])('was not looked at by whoever answered %d', async (status, code) => {
    const opayo = await answering('x', status, { location: NOBODY });
    expect(await failureOf(opayo)).toMatchObject({ kind: 'retryable', code, target: 'opayo-server' });
  });

  it('may have been done when it was sent and not heard of again', async () => {
    let requests = 0;
    const cut = client(
      await loopback(({ socket }) => {
        requests += 1;
        socket.destroy();
      }),
    );
    const error = await failureOf(cut);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ code: 'OPAYO_CONNECTION_LOST' });
    expect(requests).toBe(1);

    const silent = client(await loopback(() => undefined), 50);
    expect(await failureOf(silent)).toMatchObject({ kind: 'outcome-unknown', code: 'OPAYO_TIMEOUT' });
    const late = client(await loopback((_, response) => void response.writeHead(200).write('Status=OK')), 50);
    expect(await failureOf(late)).toMatchObject({ kind: 'outcome-unknown', code: 'OPAYO_TIMEOUT' });
    expect(await failureOf(await answering('x', 502))).toMatchObject({
      kind: 'outcome-unknown',
      code: 'OPAYO_UNAVAILABLE',
    });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>'],
    ['no id', REGISTERED.replace(/VPSTxId=.*\r\n/, '')],
    ['no key', REGISTERED.replace(/SecurityKey=.*\r\n/, '')],
    ['no page', REGISTERED.replace(/NextURL=.*\r\n/, '')],
    ['a page that is none', REGISTERED.replace('https://', 'javascript:')],
    ['two statuses', `${REGISTERED}Status=INVALID\r\n`],
    ['too much', REGISTERED + ' '.repeat(5 * 1024 * 1024)],
  ])('an answer that cannot be read (%s) may be a yes', async (_, body) => {
    expect(await failureOf(await answering(body))).toMatchObject({ kind: 'outcome-unknown', code: 'OPAYO_UNREADABLE' });
  });

  it('whatever the bytes, they are an answer or none, and never a yes without its three parts', () => {
    const lines = fc.array(fc.constantFrom(...REGISTERED.split('\r\n'), '=', 'Status=INVALID', '\0'));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      lines.map((some) => Buffer.from(some.join('\n'), 'latin1')),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        const reply = readRegistrationReply(body);
        if (reply?.ok) expect([reply.transactionId, reply.securityKey.reveal(), reply.nextUrl]).not.toContain('');
      }),
    );
  });
});
