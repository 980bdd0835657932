import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type ErpCommand, type ErpOutcome } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace } from './pipeline-in-space.js';

const MAPPINGS = join(import.meta.dirname, '../../services/transformation/mappings');
/** Of the largest order there is: 593 lines, which no URL holds. */
const LARGEST = '536592';
/** Two orders of one customer, and one of another. */
const [FIRST, SECOND, OTHER] = ['536365', '536373', '536367'];

let pipeline: PipelineInSpace;
let orders: OrdersFile;
let mappings: string;

beforeAll(async () => {
  orders = await cutOrders({ also: [LARGEST, FIRST, SECOND, OTHER] });
  mappings = await mappingsWithAccounts();
  const overrides = {
    transformation: { MAPPINGS_DIRECTORY: mappings, ASK_AVAILABILITY: 'yes' },
    // As a SYSPRO 7 is spoken to.
    posting: { SYSPRO_LARGE_DOCUMENTS: 'NEVER' },
  };
  pipeline = await PipelineInSpace.open('accounts-of-their-own', { overrides });
  await pipeline.replay(orders.path);
  await waitFor(
    // The sandbox plants its unknown stock code in the third of the shop's customers' orders.
    'every order but the planted one to be received',
    async () => {
      const [book, receipts] = [await pipeline.salesOrders(), await pipeline.receipts()];
      return book.length === 3 && receipts.length === 3;
    },
    { timeoutMs: 40_000 },
  );
});
afterAll(async () => {
  await pipeline?.close();
  await orders?.remove();
  if (mappings) await rm(mappings, { recursive: true });
});

const outcomes = async (): Promise<ErpOutcome[]> =>
  (await pipeline.recordsOn<ErpOutcome>(TOPICS.erpOutcomes)).map(({ value }) => value);

const createdOrders = async () => (await outcomes()).filter((outcome) => outcome.kind === 'SALES_ORDER_CREATED');

describe('business buyers with accounts of their own', () => {
  it('are each entered once, before their first order, and known as ours', async () => {
    const ensured = (await outcomes()).flatMap((outcome) =>
      outcome.kind === 'CUSTOMER_ENSURED' ? [outcome.customerEnsured] : [],
    );
    expect(ensured.filter(({ added }) => added).map(({ customerCode }) => customerCode)).toEqual(
      expect.arrayContaining(['W17850', 'W13047']),
    );
    expect(ensured.filter(({ added }) => added)).toHaveLength(2);
  });

  it('have their orders on them; guests stay on the account they share', async () => {
    const created = await createdOrders();
    const customers = created.map(({ orderId, salesOrderCreated }) => [orderId, salesOrderCreated.customerCode]);
    expect(Object.fromEntries(customers)).toMatchObject({
      [`gifts/${FIRST}`]: 'W17850',
      [`gifts/${SECOND}`]: 'W17850',
      [`gifts/${LARGEST}`]: expect.not.stringMatching(/^W/),
    });
  });
});

describe('a SYSPRO that has no way for large documents', () => {
  it('gets an order of 593 lines part by part, and releases it at the value the shop charged', async () => {
    const orderId = `gifts/${LARGEST}`;
    const created = (await createdOrders()).find((outcome) => outcome.orderId === orderId);
    const commands = (await pipeline.recordsOn<ErpCommand>(TOPICS.erpCommands)).map(({ value }) => value);
    const command = commands.find((each) => each.orderId === orderId && each.kind === 'CREATE_SALES_ORDER');
    expect(command?.createSalesOrder?.lines.length).toBeGreaterThan(500);
    expect(created).toMatchObject({
      attempts: 1,
      salesOrderCreated: {
        grossMinor: command?.createSalesOrder?.expectedGrossMinor,
        foundByReadBack: false,
        shortLines: [],
      },
    });
  });
});

/** The standard mappings with every customer as an account of ours, under a code that SYSPRO does not have yet. */
async function mappingsWithAccounts(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'mappings-with-accounts-'));
  await cp(MAPPINGS, directory, { recursive: true });
  const file = join(directory, 'customer.yaml');
  const standard = await readFile(file, 'utf8');
  const edited = standard
    .replace('? text(order.customer.customerCode).trim() :', '? "W" + text(order.customer.customerCode).trim() :')
    .replace(
      `reference: '""' # nobody is ours`,
      `reference: 'filled(order.customer.customerCode) ? order.shop + "/" + text(order.customer.customerCode) : ""'`,
    );
  await writeFile(file, edited);
  return directory;
}
