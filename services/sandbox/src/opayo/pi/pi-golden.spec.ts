import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DECLINED_VISA, PiBench, type Body } from './pi-bench.js';
import type { PiAnswer } from './pi-answer.js';

const FOLDER = join(process.cwd(), 'test/golden/opayo/pi');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

interface Golden {
  readonly request: { method: string; path: string; headers?: Record<string, string>; body?: Body };
  readonly reply: { status: number; body: Body };
}

let bench: PiBench;
beforeEach(async () => {
  bench = await PiBench.open();
});

/** What has to be there before a request can have its reply: the transaction it names, the card it uses. */
interface Ground {
  readonly transaction?: () => Promise<string>;
  readonly card?: Body;
  readonly vendor?: string;
  readonly before?: (request: Golden['request']) => Promise<unknown>;
}

const deferred = () => bench.paid({ transactionType: 'Deferred' });
const authenticated = () => bench.paid({ transactionType: 'Authenticate' });
const paid = () => bench.paid();

const GROUND: Readonly<Record<string, Ground>> = {
  'payment-declined.json': { card: { cardNumber: DECLINED_VISA } },
  'payment-rejected.json': { card: { securityCode: '321' }, vendor: 'sandboxEC' },
  'challenge-3d-secure.json': { card: { cardholderName: 'CHALLENGE' } },
  'vendor-tx-code-used.json': {
    before: async ({ body }) =>
      bench.call('POST', 'transactions', await bench.payment({ vendorTxCode: body?.['vendorTxCode'] })),
  },
  'instruction-abort.json': { transaction: deferred },
  'instruction-release.json': { transaction: deferred },
  'release-too-large.json': { transaction: deferred },
  'instruction-cancel.json': { transaction: authenticated },
  'instruction-void.json': { transaction: paid },
  'instruction-not-allowed.json': { transaction: paid },
  'instructions-none.json': { transaction: paid },
  'instructions.json': {
    transaction: async () => {
      const id = await deferred();
      await bench.call('POST', `transactions/${id}/instructions`, { instructionType: 'release', amount: 100 });
      return id;
    },
  },
  'refund-ok.json': { transaction: paid },
  'refund-too-large.json': { transaction: paid },
  'transaction.json': { transaction: paid },
};

/** The request as the fixture has it, with our own ids in place of its own. */
async function send({ request }: Golden, ground: Ground): Promise<PiAnswer> {
  await ground.before?.(request);
  const id = await ground.transaction?.();
  const path = request.path.replace('/api/v1/', '');
  const body = await filled(request.body, id, ground);
  const given = request.headers?.['authorization'];
  const bearer = given?.startsWith('Bearer') ? `Bearer ${await bench.session()}` : undefined;
  const ours = id === undefined ? path : path.replace(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/, id);
  if (given === undefined || bearer !== undefined || !given.includes('<')) {
    return bench.callAs(bearer ?? given, request.method, ours, body);
  }
  return bench.call(request.method, ours, body, ground.vendor ? { vendor: ground.vendor } : {});
}

async function filled(body: Body | undefined, id: string | undefined, ground: Ground): Promise<Body | string> {
  if (!body) return '';
  const method = body['paymentMethod'] as { card: Body } | undefined;
  const card = method && (await bench.card(ground.card, ground.vendor ? { vendor: ground.vendor } : {}));
  return {
    ...body,
    ...(card ? { paymentMethod: { card: { ...method.card, ...card } } } : {}),
    ...('referenceTransactionId' in body ? { referenceTransactionId: id } : {}),
  };
}

describe('a published exchange with Pi', () => {
  it.each(FILES)('%s has a reply of the same shape and words', async (file) => {
    const golden = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
    const answer = await send(golden, GROUND[file] ?? {});
    expect(answer.status).toBe(golden.reply.status);
    expect(wordsOf(answer.body)).toEqual(wordsOf(golden.reply.body));
    expect(missing(golden.reply.body, answer.body)).toEqual([]);
  });

  it('there is one for each kind of answer', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(20);
    for (const file of Object.keys(GROUND)) expect(FILES).toContain(file);
  });
});

/** What programs branch on, with its value; codes are texts in Opayo's documents and numbers in recorded replies. */
function wordsOf(body: Body = {}) {
  const { transactionType, status, statusCode, currency, amount, bankResponseCode, instructionType } = body;
  const code = body['code'] as string | number | undefined;
  const errors = (body['errors'] ?? []) as { code: unknown; property: string }[];
  return {
    ...{
      transactionType,
      status,
      statusCode,
      bankResponseCode,
      instructionType,
      code: code === undefined ? code : String(code),
    },
    // A published rejection shows neither amount nor currency, other samples do.
    ...(status === 'Rejected' ? {} : { amount, currency }),
    errors: errors.map((error) => `${String(error.code)} ${error.property}`).sort(),
  };
}

/** Fields of a published reply that ours does not have, or has as another type of JSON. */
function missing(published: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(published)) {
    return published.flatMap((item, index) => missing(item, (ours as unknown[])[index], `${path}${index}.`));
  }
  if (typeof published !== 'object' || published === null) {
    const isCode = /(^|\.)code\.$/.test(path);
    return typeof published === typeof ours || isCode ? [] : [`${path} is ${typeof ours}, not ${typeof published}`];
  }
  return Object.entries(published).flatMap(([name, value]) =>
    missing(value, (ours as Body | undefined)?.[name], `${path}${name}.`),
  );
}
