import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvariantViolation, RejectedError, RetryableError } from '#libs/errors';
import { Secret } from '#libs/service';
import { goldenExchanges, goldenVectors } from '../../test/golden.js';
import { allOf, loopback, NOBODY, rejection, type Arrived } from '../../test/loopback.js';
import { meaningOf, REPORTING_STATE, ReportingClient, reportedWords } from '../index.js';
import { vspaccessRequest } from './vspaccess-request.js';

const ID = '8B424E67-A809-036E-0C50-EF24982A5D61';
const WHO = { vendor: 'examplevendor', user: 'apiuser', password: new Secret('Passw0rd!') };

const client = (url: string, options: { timeoutMs?: number } = {}): ReportingClient =>
  new ReportingClient({ url: `${url}/access/access.htm`, ...WHO, timeoutMs: 2_000, ...options });

const answering = async (body: string | Buffer, status = 200, headers: Record<string, string> = {}) => {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  return client(await loopback((_, response) => response.writeHead(status, headers).end(bytes)));
};

const reply = (inner: string, code = '0000', error = ''): string =>
  `<vspaccess><errorcode>${code}</errorcode><error>${error}</error><timestamp>x</timestamp>${inner}</vspaccess>`;
const detail = (fields: Record<string, string> = {}): string => {
  const all = { vpstxid: ID, vendortxcode: 'a', amount: '1.00', currency: 'GBP', ...fields };
  return reply(
    Object.entries(all)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join(''),
  );
};

describe('a question to the Reporting API', () => {
  interface Vector {
    readonly command: string;
    readonly parameters: string;
    readonly vendor: string;
    readonly user: string;
    readonly password: string;
    readonly signature: string;
  }
  it.each(goldenVectors<Vector>('reporting'))('is signed as published: $command $parameters', (vector) => {
    const [, name, value] = /^<(\w+)>(.*)<\/\1>$/.exec(vector.parameters) ?? [];
    const parameters = name === undefined ? [] : [[name, value ?? ''] as const];
    const who = { vendor: vector.vendor, user: vector.user, password: new Secret(vector.password) };
    expect(vspaccessRequest(vector.command, parameters, who)).toBe(
      `<vspaccess><command>${vector.command}</command><vendor>${vector.vendor}</vendor><user>${vector.user}</user>` +
        `${vector.parameters}<signature>${vector.signature}</signature></vspaccess>`,
    );
  });

  it('cannot be made to ask something else through a value, and never holds the password', () => {
    const xml = vspaccessRequest('c', [['p', '</p><command>deleteUser</command>&']], WHO);
    expect(xml).toContain('<p>&lt;/p&gt;&lt;command&gt;deleteUser&lt;/command&gt;&amp;</p>');
    expect(xml).not.toContain('Passw0rd');
  });

  it('that Opayo would refuse is not sent', async () => {
    const reporting = client(NOBODY);
    const from = new Date('2026-10-01T00:00:00Z');
    for (const ask of [
      () => reporting.transaction({ transactionId: 'nonsense' }),
      () => reporting.transaction({ vendorTxCode: 'a<b' }),
      () => reporting.transaction({ vendorTxCode: '' }),
      () => reporting.related('nonsense', from),
      () => reporting.transactions({ from, to: new Date('2026-09-30T23:59:58Z') }),
      () => reporting.transactions({ from, to: new Date('2026-11-01T01:00:01Z') }),
      () => reporting.transactions({ from, to: from, startRow: 0 }),
      () => reporting.transactions({ from, to: from, startRow: 1, endRow: 51 }),
      () => reporting.transactions({ from, to: from, startRow: 2, endRow: 1 }),
      () => reporting.transactions({ from, to: from, startRow: 1.5 }),
    ]) {
      expect(await rejection(ask())).toBeInstanceOf(RangeError);
    }
  });
});

describe('a transaction in the reports', () => {
  it.each(goldenExchanges('reporting', /^detail-/))('is read as $name says', async ({ request, reply, meaning }) => {
    const arrived: Arrived[] = [];
    const url = await loopback((asked, response) => {
      arrived.push(asked);
      response.writeHead(reply.status, reply.headers).end(Buffer.from(reply.body as string, 'latin1'));
    });
    const byCode = /<vendortxcode>/.test(request.xml ?? '');
    const { vendorTxCode, transactionId } = meaning as { vendorTxCode: string; transactionId: string };
    const read = await client(url).transaction(byCode ? { vendorTxCode } : { transactionId });

    expect(arrived.map(({ method, path, body }) => [method, path, body.toString('latin1')])).toEqual([
      [request.method, request.path, request.body],
    ]);
    const { factKind, securityKey, ...rest } = meaning;
    expect(JSON.parse(JSON.stringify(read))).toMatchObject(rest);
    expect(JSON.stringify(read)).not.toContain(securityKey);
    expect(inspect(read, { depth: 5 })).toContain('securityKey: [secret]');
    expect(read?.securityKey?.reveal()).toBe(securityKey);
    expect(meaningOf(REPORTING_STATE, reportedWords(read!))).toBe(factKind);
  });

  it('is read under names in any letter case, from ISO-8859-1 and from UTF-8 that says so', async () => {
    const shouted = reply(
      `<VPSTxId>{${ID.toLowerCase()}}</VPSTxId><VendorTxCode>a</VendorTxCode><STATUS>Zoë £1</STATUS>`,
    );
    const expected = { transactionId: ID, vendorTxCode: 'a', status: 'Zoë £1' };
    expect(await (await answering(shouted)).transaction({ vendorTxCode: 'a' })).toMatchObject(expected);
    const utf8 = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${shouted}`, 'utf8');
    expect(await (await answering(utf8)).transaction({ vendorTxCode: 'a' })).toMatchObject(expected);
  });

  it.each([
    ['139.12', 'GBP', 13912],
    ['139.1', 'gbp', 13910],
    ['500', 'JPY', 500],
    ['500.50', 'JPY', null],
    ['1.234', 'KWD', 1234],
    ['1.2345', 'KWD', null],
    ['1.005', 'GBP', null],
    ['-1.00', 'GBP', null],
    ['1,000.00', 'GBP', null],
    ['1e3', 'GBP', null],
    ['', 'GBP', null],
    ['1.00', 'XYZ', null],
  ])('%s %s is %s in minor units', async (amount, currency, amountMinor) => {
    const read = await (await answering(detail({ amount, currency }))).transaction({ transactionId: ID });
    expect(read?.amountMinor).toBe(amountMinor);
  });

  it.each([
    ['in winter', '23/11/2026 08:26:00', '2026-11-23T08:26:00.000Z'],
    ['in summer', '01/07/2026 00:30:00.5', '2026-06-30T23:30:00.500Z'],
    ['in the hour that comes twice, the first', '25/10/2026 01:30:00', '2026-10-25T00:30:00.000Z'],
    ['in the hour that is skipped, an hour later', '29/03/2026 01:30:00', '2026-03-29T01:30:00.000Z'],
    ['on no day', '30/02/2026 01:30:00', undefined],
    ['the other way round', '11/23/2026 01:30:00', undefined],
    ['without a time', '23/11/2026', undefined],
    ['as nothing', '', undefined],
  ])("London's clock %s", async (_, started, expected) => {
    const read = await (await answering(detail({ started }))).transaction({ transactionId: ID });
    expect(read?.startedAt?.toISOString()).toBe(expected);
  });

  it('what is missing or has another shape than it ought to have is null', async () => {
    const odd = { refunded: 'MAYBE', last4digits: '12345', txstateid: 'x', batchid: '', relatedtransactionid: 'x' };
    expect(await (await answering(detail(odd))).transaction({ transactionId: ID })).toMatchObject({
      ...{ refunded: null, repeated: null, lastFourDigits: null, stateId: null, batchId: null, securityKey: null },
      ...{ relatedTransactionId: null, startedAt: null, completedAt: null, cardType: null, transactionType: '' },
    });
  });

  it.each(['43', '0043'])('that Opayo does not have (%s) is an answer', async (code) => {
    expect(await (await answering(reply('', code))).transaction({ transactionId: ID })).toBeUndefined();
    expect(await (await answering(reply('', code))).related(ID, new Date(0))).toEqual([]);
  });

  it('that is another than the one asked for is not believed', async () => {
    const other = await answering(detail({ vpstxid: ID.replace('8', '9') }));
    expect(await rejection(other.transaction({ transactionId: ID }))).toMatchObject({ code: 'REPORTING_UNREADABLE' });
    const code = await answering(detail({ vendortxcode: 'A' }));
    expect(await rejection(code.transaction({ vendorTxCode: 'a' }))).toMatchObject({ code: 'REPORTING_UNREADABLE' });
  });
});

describe('a list of transactions', () => {
  const from = new Date('2026-11-23T00:00:00Z');
  const to = new Date('2026-11-23T12:00:00Z');
  const list = (inner: string): string => reply(`<transactions>${inner}</transactions>`);
  const row = `<transaction><vpstxid>${ID}</vpstxid><amount>1.00</amount><currency>GBP</currency></transaction>`;

  it.each(goldenExchanges('reporting', /^list$|^list-empty$|^related$/))(
    'is read as $name says',
    async ({ name, request, reply, meaning }) => {
      let body = '';
      const url = await loopback((asked, response) => {
        body = asked.body.toString('latin1');
        response.end(Buffer.from(reply.body as string, 'latin1'));
      });
      const [day = ''] = /(\d\d)(?=\/11\/2026 00:00)/.exec(request.xml ?? '') ?? [];
      const read =
        name === 'related'
          ? { rows: await client(url).related(ID, new Date('2026-11-23T08:26:00.123Z')) }
          : await client(url).transactions({
              from: new Date(`2026-11-${day}T00:00:00Z`),
              to: new Date(`2026-11-${day}T12:00:00Z`),
            });
      expect(body).toBe(request.body);
      expect(JSON.parse(JSON.stringify(read))).toMatchObject(meaning);
    },
  );

  it('is asked for wide enough in the night the clocks are put back', async () => {
    let asked = '';
    const url = await loopback((request, response) => {
      asked = decodeURIComponent(request.body.toString('latin1').replaceAll('+', ' '));
      response.end(list('<totalrows>0</totalrows>'));
    });
    await client(url).transactions({ from: new Date('2026-10-25T00:50:00Z'), to: new Date('2026-10-25T01:10:00Z') });
    expect(asked).toContain('<startdate>25/10/2026 01:00:00</startdate><enddate>25/10/2026 01:59:59</enddate>');
  });

  it.each([
    ['a page that is not full is the last', list(row + row), { totalRows: 2, startRow: 1, endRow: 2 }],
    ['no rows at all', list(''), { totalRows: 0, startRow: 1, endRow: 0 }],
    ['a page with more to come', list(`<totalrows>9</totalrows>${row}`), { totalRows: 9, startRow: 1, endRow: 1 }],
    ['a row without an id is counted', list(`<transaction/>${row}`), { totalRows: 2, endRow: 2, unreadableRows: 1 }],
  ])('%s', async (_, body, expected) => {
    expect(await (await answering(body)).transactions({ from, to })).toMatchObject(expected);
  });

  it.each([
    ['no list', reply('')],
    ['rows that are not there', list('<totalrows>3</totalrows>')],
    ['a full page that does not say whether it is the last', list(row.repeat(50))],
    ['a number that is none', list(`<totalrows>many</totalrows>${row}`)],
  ])('%s is unreadable, so that nothing is missed', async (_, body) => {
    expect(await rejection((await answering(body)).transactions({ from, to }))).toMatchObject({
      kind: 'retryable',
      code: 'REPORTING_UNREADABLE',
    });
  });

  it('related transactions that do not all come are unreadable: there is no way to ask for the rest', async () => {
    const short = await answering(list(`<totalrows>2</totalrows>${row}`));
    expect(await rejection(short.related(ID, from))).toMatchObject({ code: 'REPORTING_UNREADABLE' });
  });

  it('past its end is empty and comes to an end', async () => {
    const page = (await answering(list('<totalrows>9</totalrows>'))).transactions({ from, to, startRow: 10 });
    expect(await page).toMatchObject({ rows: [], totalRows: 9, startRow: 10, endRow: 9 });
  });
});

describe('a failure of the Reporting API', () => {
  const failureOf = async (reporting: ReportingClient): Promise<unknown> =>
    rejection(reporting.transaction({ transactionId: ID }));

  it.each(['8', '0010', '11', '44', '4020'])('error %s is everybody’s until a person mends it', async (code) => {
    const error = await failureOf(await answering(reply('', code, 'no')));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: 'REPORTING_CREDENTIALS_REFUSED', target: 'opayo-reporting' });
  });

  it.each(['1', '2', '13', '19', '38', '39', '42', '99', '2222', '2231', '3009b'])(
    'error %s is our bug',
    async (code) => {
      const error = await failureOf(await answering(reply('', code)));
      expect(error).toBeInstanceOf(InvariantViolation);
      expect(error).toMatchObject({ code: 'REPORTING_QUESTION_WRONG', facts: { errorCode: code, transactionId: ID } });
    },
  );

  it.each(['235', '2015', '9999'])('error %s is refused for good, with its number and its text', async (code) => {
    const error = await failureOf(await answering(reply('', code, 'card 4929000000006 says no')));
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ code: 'REPORTING_REFUSED', facts: { errorCode: code } });
    expect((error as Error).message).toContain('*********0006 says no');
  });

  it.each(goldenExchanges('reporting', /-wrong$/))('$name is the error it says', async ({ reply: said, meaning }) => {
    const { error: kind, code, errorCode } = meaning;
    const error = await failureOf(await answering(said.body as string));
    expect(error).toMatchObject({ kind, code, facts: { errorCode } });
  });

  it.each([
    [500, 'REPORTING_UNAVAILABLE'],
    [503, 'REPORTING_UNAVAILABLE'],
    [408, 'REPORTING_UNAVAILABLE'],
    [429, 'REPORTING_BUSY'],
    [403, 'REPORTING_CREDENTIALS_REFUSED'],
    [404, 'REPORTING_NOT_THERE'],
    [302, 'REPORTING_NOT_THERE'],
  ])('HTTP %d may pass: %s', async (status, code) => {
    const error = await failureOf(await answering('<html>', status, { location: NOBODY, 'retry-after': '7' }));
    expect(error).toMatchObject({ kind: 'retryable', code, target: 'opayo-reporting', facts: { httpStatus: status } });
    if (status !== 403) expect(error).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('silence, a refused and a cut connection may pass', async () => {
    const silent = client(await loopback(() => undefined), { timeoutMs: 50 });
    const cut = client(await loopback(({ socket }) => socket.destroy()));
    expect(await failureOf(silent)).toMatchObject({ kind: 'retryable', code: 'REPORTING_TIMEOUT' });
    expect(await failureOf(cut)).toMatchObject({ kind: 'retryable', code: 'REPORTING_UNREACHABLE' });
    expect(await failureOf(client(NOBODY))).toMatchObject({ kind: 'retryable', code: 'REPORTING_UNREACHABLE' });
  });

  const bomb = `<!DOCTYPE v [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>`;
  it.each([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html><html></html>'],
    ['an entity bomb', `${bomb}${reply('&b;')}`],
    ['an entity of its own', `<!DOCTYPE v [<!ENTITY a "GBP">]>${detail({ currency: '&a;' })}`],
    ['cut off', detail().slice(0, -20)],
    ['two documents', detail() + detail()],
    ['another root', '<a><errorcode>0000</errorcode></a>'],
    ['no error code', `<vspaccess><vpstxid>${ID}</vpstxid></vspaccess>`],
    ['a tower', reply('<a>'.repeat(5_000) + '</a>'.repeat(5_000))],
    ['no id', reply('<status>x</status>')],
    ['too much', reply(' '.repeat(5 * 1024 * 1024))],
  ])('%s cannot be read and may pass', async (_, body) => {
    expect(await failureOf(await answering(body))).toMatchObject({ kind: 'retryable', code: 'REPORTING_UNREADABLE' });
  });

  it('a compressed answer nobody asked for is not unpacked', async () => {
    const packed = await answering(Buffer.from([0x1f, 0x8b, 8, 0]), 200, { 'content-encoding': 'gzip' });
    expect(await failureOf(packed)).toMatchObject({ code: 'REPORTING_UNREADABLE' });
  });

  it('whatever the bytes, it is a transaction, none, or one of the four errors', async () => {
    let body = Buffer.alloc(0);
    const reporting = client(await loopback((_, response) => response.end(body)));
    const pieces = fc.constantFrom(
      ...['<', '>', '&', '&#0;', '<![CDATA[', ']]>', '<vpstxid>', '</vspaccess>', '\0', ID],
    );
    const mangled = fc.tuple(fc.nat(detail().length), fc.array(pieces)).map(([at, parts]) => {
      return Buffer.from(detail().slice(0, at) + parts.join('') + detail().slice(at), 'latin1');
    });
    const bytes = fc.oneof(
      mangled,
      fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        body = sent;
        const [outcome] = await Promise.allSettled([reporting.transaction({ transactionId: ID })]);
        if (outcome.status === 'fulfilled') expect(outcome.value?.transactionId ?? ID).toBe(ID);
        else expect(outcome.reason).toHaveProperty('kind');
      }),
    );
  });

  it('no failure tells the password or the signature', async () => {
    const urls = [NOBODY, await loopback((_, response) => response.end(reply('', '10', 'signature')))];
    for (const url of urls) expect(allOf(await failureOf(client(url)))).not.toMatch(/Passw0rd|<signature>|63a86dff/);
  });
});
