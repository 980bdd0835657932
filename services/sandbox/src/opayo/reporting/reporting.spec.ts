import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseMinor } from '#libs/money';
import { Books } from '../../books/books.js';
import { MemoryBookStore } from '../../books/memory-book-store.js';
import { SandboxClock } from '../../clock/sandbox-clock.js';
import { readXml } from '../../syspro/wire/read-xml.js';
import { decide, start } from '../ledger/begin.js';
import { outcome } from '../ledger/outcome.js';
import type { TransactionState } from '../ledger/states.js';
import { change, TRANSACTIONS, type OpayoTransaction, type TransactionType } from '../ledger/transaction.js';
import { BATCHES } from '../settlement/batch.js';
import { Vendors } from '../vendors.js';
import { Reporting } from './reporting.js';
import { reportingSignature } from './reporting-request.js';

const GOLDEN = new URL('../../../../../test/golden/opayo/reporting/', import.meta.url);
const CARD = {
  formCardType: 'VISA',
  piCardType: 'Visa',
  lastFourDigits: '0006',
  expiryDate: '1130',
  holder: 'Zoë Müller',
};
const pi = { integrationKey: 'k', integrationPassword: 'p' };
const VENDORS = new Vendors([
  { vendor: 'examplevendor', profile: 'lenient', pi, reporting: { user: 'apiuser', password: 'Passw0rd!' } },
  { vendor: 'another', profile: 'lenient', pi, reporting: { user: 'apiuser', password: 'Passw0rd!' } },
  { vendor: 'pionly', profile: 'lenient', pi },
]);

let books: Books;
let clock: SandboxClock;
let reporting: Reporting;
beforeEach(async () => {
  books = await Books.open(new MemoryBookStore());
  clock = new SandboxClock(books);
  await clock.set(new Date('2026-11-23T12:00:00Z'), true);
  reporting = new Reporting({ books, clock, vendors: VENDORS });
});

interface Told {
  readonly vendorTxCode: string;
  readonly transactionId?: string;
  readonly vendor?: string;
  readonly transactionType?: TransactionType;
  readonly amount?: string;
  readonly currency?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly changes?: Partial<OpayoTransaction>;
}

/** A decided transaction, as Pi leaves it. */
function enter({
  vendorTxCode,
  currency = 'GBP',
  amount = '139.12',
  startedAt,
  ...told
}: Told): Promise<OpayoTransaction> {
  const transactionId = told.transactionId ?? `ID-${vendorTxCode}`.toUpperCase();
  const at = new Date(startedAt ?? '2026-11-23T08:26:00.123Z');
  return books.change((draft) => {
    start(
      draft,
      {
        transactionId,
        vendor: told.vendor ?? 'examplevendor',
        vendorTxCode,
        securityKey: 'JEUPDN1N7E',
        transactionType: told.transactionType ?? 'Payment',
        system: 'P',
        amountMinor: parseMinor(amount, currency),
        currency,
        description: 'Order 536365',
        customer: { firstNames: 'Zoë', surname: 'Müller', email: null },
      },
      at,
    );
    const decided = decide(draft, transactionId, outcome('OK'), new Date(told.completedAt ?? at), { card: CARD });
    return change(draft, decided, told.changes ?? {}, at);
  });
}

async function ask(
  command: string,
  parameters = '',
  { vendor = 'examplevendor', user = 'apiuser', password = 'Passw0rd!' } = {},
) {
  const text = `<command>${command}</command><vendor>${vendor}</vendor><user>${user}</user>${parameters}`;
  const signature = reportingSignature(text, password);
  return send(`XML=<vspaccess>${text}<signature>${signature}</signature></vspaccess>`);
}

async function send(body: string) {
  return readXml((await reporting.answer(Buffer.from(body, 'latin1'))).toString('latin1'));
}

type Answer = Awaited<ReturnType<typeof send>>;
const codeOf = (answer: Answer) => answer.value('errorcode');
const codesIn = (answer: Answer) =>
  answer
    .child('transactions')
    ?.children('transaction')
    .map((row) => row.value('vendortxcode'));
const DAY = '<startdate>23/11/2026 00:00:00</startdate><enddate>23/11/2026 23:59:59</enddate>';

describe('the golden replies', () => {
  const fixtures = readdirSync(GOLDEN).filter((name) => name !== 'signature-vectors.json');
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8'));
  // Opayo's wording, the acquirer's name and number are not public; ours are told in the README.
  const OURS = ['error', 'status', 'authprocessor', 'merchantnumber', 'systemused', 'vpsprotocol'];

  it.each(fixtures)('%s has our answer, element by element', async (name) => {
    const { request, reply } = read(name);
    const wanted = readXml(reply.body);
    const about = wanted.child('vpstxid') ? [wanted] : (wanted.child('transactions')?.children('transaction') ?? []);
    for (const element of about) await enterAsReported(element, request.xml ?? request.body);
    if (name === 'user-wrong.json') reporting = new Reporting({ books, clock, vendors: new Vendors([]) });

    const answer = await send(request.body);
    expect(shapeOf(answer)).toEqual(shapeOf(wanted));
    const rows = (root: Answer) => root.child('transactions')?.children('transaction') ?? [root];
    for (const [index, row] of rows(wanted).entries()) {
      for (const { name: field, text } of row.elements.filter((element) => !OURS.includes(element.name))) {
        const given = rows(answer)[index]?.value(field) ?? '';
        expect([field, sameHowever(field, given)]).toEqual([field, sameHowever(field, text)]);
      }
    }
  });

  /** Seconds may have a fraction, and yen may be written with decimals: the connector has to read both. */
  function sameHowever(field: string, text: string): string {
    return field === 'amount' ? text.replace(/\.0+$/, '') : text.replace(/(:\d\d)\.000$/, '$1');
  }

  function shapeOf(root: Answer) {
    const { startrow, endrow, totalrows } = Object.fromEntries(
      (root.child('transactions')?.elements ?? []).map(({ name, text }) => [name, text]),
    );
    return {
      root: root.name,
      errorcode: codeOf(root),
      timestamp: root.value('timestamp'),
      startrow,
      endrow,
      totalrows,
    };
  }

  async function enterAsReported(element: Answer, request: string): Promise<void> {
    const value = (name: string) => element.value(name);
    const toInstant = (text: string): string => {
      const [, day, month, year, time] = /^(..)\/(..)\/(....) (.+)$/.exec(text) ?? [];
      return new Date(`${year}-${month}-${day}T${time}${month === '07' ? '+01:00' : 'Z'}`).toISOString();
    };
    const stateId = Number(value('txstateid') || 16) as TransactionState;
    const declined = stateId === 12;
    const related = /<vpstxid>(.*?)<\/vpstxid><startdate>/.exec(request)?.[1];
    if (related) await enter({ vendorTxCode: 'parent', transactionId: related });
    await enter({
      vendorTxCode: value('vendortxcode'),
      transactionId: value('vpstxid'),
      transactionType: value('transactiontype') as TransactionType,
      amount: value('amount'),
      currency: value('currency'),
      startedAt: toInstant(value('started')),
      completedAt: toInstant(value('completed') || value('started')),
      changes: {
        state: stateId,
        txAuthNo: Number(value('vpsauthcode')),
        bankAuthCode: value('bankauthcode'),
        batchId: value('batchid') || null,
        relatedTransactionId: value('relatedtransactionid') || related || null,
        releasedMinor: value('released') === 'YES' ? parseMinor(value('amount'), value('currency')) : null,
        fraud: 'ACCEPT',
        outcome: outcome(declined ? 'NOTAUTHED' : 'OK', {
          threeDSecure: 'OK',
          checks: { address: 'NOTMATCHED', postCode: 'NOTMATCHED', cv2: 'MATCHED' },
        }),
      },
    });
  }

  it.each(read('signature-vectors.json').vectors as Record<string, string>[])(
    'signature of $command $parameters for vendor "$vendor"',
    ({ command, parameters, vendor, user, password, signature }) => {
      const text = `<command>${command}</command><vendor>${vendor}</vendor><user>${user}</user>${parameters}`;
      expect(reportingSignature(text, password ?? '')).toBe(signature);
    },
  );
});

describe('a request', () => {
  const INNER = '<command>getTokenCount</command><vendor>examplevendor</vendor><user>apiuser</user>';
  const signed = (signature = reportingSignature(INNER, 'Passw0rd!')) =>
    `<vspaccess>${INNER}<signature>${signature}</signature></vspaccess>`;

  it.each([
    ['form-encoded', (xml: string) => `XML=${encodeURIComponent(xml)}`],
    ['in the field, but raw', (xml: string) => `XML=${xml}`],
    ['alone', (xml: string) => xml],
    ['beside other fields', (xml: string) => `XML=${encodeURIComponent(xml)}&other=1`],
  ])('may come %s', async (_, wrap) => {
    expect((await send(wrap(signed()))).value('totalnumber')).toBe('0');
  });

  it('may have its signature in capitals', async () => {
    expect(codeOf(await send(signed(reportingSignature(INNER, 'Passw0rd!').toUpperCase())))).toBe('0000');
  });

  it('is refused unsigned, signed with another password, and changed after it was signed', async () => {
    expect(codeOf(await send(`<vspaccess>${INNER}</vspaccess>`))).toBe('0010');
    expect(codeOf(await ask('getTokenCount', '', { password: 'another' }))).toBe('0010');
    expect(codeOf(await send(signed().replace('getTokenCount', 'getTransactionDetail')))).toBe('0010');
  });

  it.each([
    ['0001', 'XML=nonsense'],
    ['0001', '<vspaccess><command>x</vspaccess>'],
    ['0001', ''],
    ['0002', '<other/>'],
  ])('%s: %s', async (code, body) => {
    expect(codeOf(await send(body))).toBe(code);
  });

  it('of a vendor without a Reporting user is refused like that of nobody', async () => {
    expect(codeOf(await ask('getTokenCount', '', { vendor: 'pionly' }))).toBe('0008');
    expect(codeOf(await ask('getTokenCount', '', { vendor: 'nobody' }))).toBe('0008');
    expect(codeOf(await ask('getTokenCount', '', { user: 'other' }))).toBe('0008');
  });

  it('for the version needs no credentials', async () => {
    expect((await send('<vspaccess><command>version</command></vspaccess>')).value('version')).toBe('1.02');
  });
});

describe('getTransactionDetail', () => {
  it("finds a vendor's own transactions only, whatever the case and braces of the id", async () => {
    await enter({ vendorTxCode: 'a', transactionId: 'F955C22E-F67B-4DA3-8EA3-6DAC68FA59D2' });
    const id = '<vpstxid>{f955c22e-f67b-4da3-8ea3-6dac68fa59d2}</vpstxid>';
    expect((await ask('getTransactionDetail', id)).value('vendortxcode')).toBe('a');
    expect((await ask('gettransactiondetail', '<vendorTxCode>a</vendorTxCode>')).value('vendortxcode')).toBe('a');
    expect(codeOf(await ask('getTransactionDetail', id, { vendor: 'another' }))).toBe('0043');
    expect(codeOf(await ask('getTransactionDetail'))).toBe('0042');
  });

  it.each([
    ['500', 'JPY'],
    ['1.234', 'KWD'],
    ['0.01', 'GBP'],
  ])('shows %s %s with the decimals of its currency', async (amount, currency) => {
    await enter({ vendorTxCode: 'a', amount, currency });
    const answer = await ask('getTransactionDetail', '<vendortxcode>a</vendortxcode>');
    expect([answer.value('amount'), answer.value('currency')]).toEqual([amount, currency]);
  });

  it('of a deferred one released in part shows what was released, and when', async () => {
    await enter({
      vendorTxCode: 'a',
      transactionType: 'Deferred',
      changes: {
        state: 16,
        releasedMinor: 10_000,
        instructions: [{ type: 'release', at: '2026-11-23T11:00:00.000Z', amountMinor: 10_000 }],
      },
    });
    const answer = await ask('getTransactionDetail', '<vendortxcode>a</vendortxcode>');
    expect([answer.value('amount'), answer.value('released'), answer.value('completed')]).toEqual([
      '100.00',
      'YES',
      '23/11/2026 11:00:00.000',
    ]);
  });
});

describe('getTransactionList', () => {
  const enterMany = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const minute = String(index % 60).padStart(2, '0');
      await enter({
        vendorTxCode: `p${String(index).padStart(3, '0')}`,
        startedAt: `2026-11-23T0${Math.floor(index / 60)}:${minute}:00Z`,
      });
    }
  };

  it('has at most fifty rows a page, and pages that meet', async () => {
    await enterMany(70);
    const first = await ask('getTransactionList', DAY);
    const second = await ask('getTransactionList', `${DAY}<startrow>51</startrow><endrow>100</endrow>`);
    expect(codesIn(first)).toHaveLength(50);
    expect(codesIn(second)).toHaveLength(20);
    expect(new Set([...(codesIn(first) ?? []), ...(codesIn(second) ?? [])]).size).toBe(70);
    expect(
      second
        .child('transactions')
        ?.elements.slice(0, 3)
        .map(({ text }) => text),
    ).toEqual(['51', '70', '70']);
  });

  it('goes by date or by code, up or down', async () => {
    await enter({ vendorTxCode: 'b', startedAt: '2026-11-23T08:00:00Z' });
    await enter({ vendorTxCode: 'a', startedAt: '2026-11-23T09:00:00Z' });
    expect(codesIn(await ask('getTransactionList', DAY))).toEqual(['b', 'a']);
    expect(codesIn(await ask('getTransactionList', `${DAY}<sortorder>DESC</sortorder>`))).toEqual(['a', 'b']);
    expect(codesIn(await ask('getTransactionList', `${DAY}<sorttype>ByVendorTxCode</sorttype>`))).toEqual(['a', 'b']);
  });

  it("reads dates by London's clocks: in the hour that comes twice it has both", async () => {
    await enter({ vendorTxCode: 'first', startedAt: '2026-10-25T00:30:00Z' });
    await enter({ vendorTxCode: 'second', startedAt: '2026-10-25T01:30:00Z' });
    const hour = '<startdate>25/10/2026 01:00:00</startdate><enddate>25/10/2026 02:00:00</enddate>';
    expect(codesIn(await ask('getTransactionList', hour))).toEqual(['first', 'second']);
  });

  it.each([
    ['<txtypes><txtype>REFUND</txtype></txtypes>', ['refund']],
    ['<systemsused><system>S</system></systemsused>', []],
    ['<paymentsystems><paymentsystem>VISA</paymentsystem></paymentsystems>', ['declined', 'paid', 'refund', 'yen']],
    ['<result>FAILURE</result>', ['declined']],
    ['<result>success</result>', ['paid', 'refund', 'yen']],
    ['<currency>JPY</currency>', ['yen']],
    ['<amount>139.12</amount>', ['declined', 'paid', 'refund']],
    ['<amount>500</amount>', ['yen']],
    ['<relatedtransactionid>ID-PAID</relatedtransactionid>', ['refund']],
    ['<vendortxcode>paid</vendortxcode>', ['paid']],
    ['<last4digits>0006</last4digits><repeated>YES</repeated>', ['paid']],
    ['<searchphrase>müller</searchphrase>', ['declined', 'paid', 'refund', 'yen']],
    ['<invalids>2</invalids>', []],
  ])('filters by %s', async (filter, expected) => {
    await enter({ vendorTxCode: 'paid', changes: { repeated: true } });
    await enter({ vendorTxCode: 'declined', changes: { state: 12 } });
    await enter({ vendorTxCode: 'refund', transactionType: 'Refund', changes: { relatedTransactionId: 'ID-PAID' } });
    await enter({ vendorTxCode: 'yen', amount: '500', currency: 'JPY' });
    expect(codesIn(await ask('getTransactionList', DAY + filter))?.sort()).toEqual(expected);
  });

  it.each([
    ['0038', '<startdate>24/11/2026 00:00:00</startdate><enddate>23/11/2026 00:00:00</enddate>'],
    ['0039', '<startdate>31/01/2026 00:00:00</startdate><enddate>28/02/2026 00:00:01</enddate>'],
    ['0000', '<startdate>31/01/2026 00:00:00</startdate><enddate>28/02/2026 00:00:00</enddate>'],
    ['3009', '<startdate>2026-11-23</startdate><enddate>23/11/2026 00:00:00</enddate>'],
    ['3009', '<startdate>30/02/2026 00:00:00</startdate><enddate>23/11/2026 00:00:00</enddate>'],
    ['3009', '<startdate>23/11/2026 00:00:00</startdate>'],
    ['0099', `${DAY}<startrow>1</startrow><endrow>51</endrow>`],
    ['2243', `${DAY}<endrow>51</endrow>`],
    ['2244', `${DAY}<startrow>0</startrow>`],
    ['2222', `${DAY}<startrow>5</startrow><endrow>4</endrow>`],
    ['3006', `${DAY}<startrow>one</startrow>`],
    ['2231', `${DAY}<txtypes><txtype>GIFT</txtype></txtypes>`],
    ['2234', `${DAY}<currency>XXY</currency>`],
    ['2235', `${DAY}<amount>ten</amount>`],
  ])('%s: %s', async (code, parameters) => {
    expect(codeOf(await ask('getTransactionList', parameters))).toBe(code);
  });
});

describe('the other reports', () => {
  it('getRelatedTransactions has what follows a transaction, from a date on', async () => {
    await enter({ vendorTxCode: 'paid' });
    const relatedTransactionId = 'ID-PAID';
    await enter({ vendorTxCode: 'early', startedAt: '2026-11-23T08:30:00Z', changes: { relatedTransactionId } });
    await enter({ vendorTxCode: 'late', startedAt: '2026-11-23T10:00:00Z', changes: { relatedTransactionId } });
    const asked = '<vpstxid>ID-PAID</vpstxid><startdate>23/11/2026 09:00:00</startdate>';
    expect(codesIn(await ask('getRelatedTransactions', asked))).toEqual(['late']);
  });

  it('getBatchList totals a batch per currency; getBatchDetail lists it; a failed one is empty', async () => {
    const batch = { vendor: 'examplevendor', authProcessor: 'Elavon', completedAt: '2026-11-23T00:01:00.000Z' };
    await books.change((draft) => {
      draft.put(BATCHES, '1', { ...batch, batchId: '1', failed: true });
      draft.put(BATCHES, '2', { ...batch, batchId: '2', failed: false });
    });
    await enter({ vendorTxCode: 'a', amount: '10.00', changes: { batchId: '2' } });
    await enter({ vendorTxCode: 'b', amount: '2.50', transactionType: 'Refund', changes: { batchId: '2' } });
    await enter({ vendorTxCode: 'c', amount: '500', currency: 'JPY', changes: { batchId: '2' } });

    const [failed, made] = (await ask('getBatchList', DAY)).child('batches')?.children('batch') ?? [];
    expect(failed?.child('transactiongroups')?.elements).toEqual([]);
    expect(made?.value('completed')).toBe('23/11/2026 00:01:00.000');
    const groups = made?.child('transactiongroups')?.children('transactiongroup') ?? [];
    expect(groups.map((group) => group.elements.map(({ text }) => text).join(' '))).toEqual([
      'GBP 1 10.00 1 2.50',
      'JPY 1 500 0 0',
    ]);
    const detail = (batchId: string, authProcessor = 'elavon') =>
      ask('getBatchDetail', `<batchid>${batchId}</batchid><authprocessor>${authProcessor}</authprocessor>`);
    expect(codesIn(await detail('2'))).toEqual(['a', 'b', 'c']);
    expect(codesIn(await detail('1'))).toEqual([]);
    expect(codeOf(await detail('2', 'Somebody'))).toBe('2232');
    expect(codeOf(await detail('9'))).toBe('3002');
  });

  it('getFraudScreenDetail tells what ReD said, and 2245 where it was not asked', async () => {
    await enter({ vendorTxCode: 'a', changes: { fraud: 'DENY' } });
    await enter({ vendorTxCode: 'b' });
    const answer = await ask('getFraudScreenDetail', '<vendortxcode>a</vendortxcode>');
    expect(answer.value('fraudscreenrecommendation')).toBe('DENY');
    expect(codeOf(await ask('getFraudScreenDetail', '<vendortxcode>b</vendortxcode>'))).toBe('2245');
  });
});

describe('the answer', () => {
  it('is ISO-8859-1, what that lacks as references', async () => {
    await enter({ vendorTxCode: 'a', changes: { description: 'Zoë & <co> €' } });
    const inner =
      '<command>getTransactionDetail</command><vendor>examplevendor</vendor><user>apiuser</user><vendortxcode>a</vendortxcode>';
    const body = `<vspaccess>${inner}<signature>${reportingSignature(inner, 'Passw0rd!')}</signature></vspaccess>`;
    const bytes = await reporting.answer(Buffer.from(body));
    expect(bytes.toString('latin1')).toContain('<description>Zoë &amp; &lt;co&gt; &#8364;</description>');
    expect(books.all(TRANSACTIONS)).toHaveLength(1);
  });
});
