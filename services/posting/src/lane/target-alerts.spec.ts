import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Database, ItemToPark, Parking } from '#libs/delivery';
import { RetryableError } from '#libs/errors';
import { TargetAlerts } from './target-alerts.js';

let standing: Map<string, ItemToPark>;
let writes: number;
let troubles: unknown[];
let broken: boolean;
let alerts: TargetAlerts;

beforeEach(() => {
  standing = new Map();
  writes = 0;
  troubles = [];
  broken = false;
  const parking = {
    park: async (_: unknown, item: ItemToPark) => void standing.set(item.key, item),
    release: async (_: unknown, key: string) => (standing.delete(key), []),
  } as unknown as Parking;
  const transaction = async (work: (tx: unknown) => Promise<unknown>): Promise<unknown> => {
    writes += 1;
    if (broken) throw new Error('no database');
    return work({});
  };
  alerts = new TargetAlerts({
    ...{ parking, database: { transaction } as unknown as Database },
    target: 'syspro:GIFT',
    meanwhile: 'nothing is posted meanwhile, and nothing is rejected',
    onTrouble: (error) => void troubles.push(error),
  });
});

const lost = new RetryableError('ended', {
  ...{ code: 'SYSPRO_SESSION_LOST', target: 'syspro:GIFT', facts: { operator: 'POST01' } },
});
const unlicensed = new RetryableError('no licence for ARSTPY', { code: 'NOT_LICENSED', target: 'syspro:GIFT' });
const away = new RetryableError('away', { code: 'SYSPRO_UNREACHABLE', target: 'syspro:GIFT' });
const codes = async () => {
  await alerts.settled();
  return [...standing.values()].map(({ code }) => code);
};
const failed = (targetAway: RetryableError) => ({ result: targetAway.code, targetAway });
const done = { result: 'done', targetAway: undefined };

describe('alerts about the target', () => {
  it('an operator used elsewhere is told with its name, and closed by the first effect that gets through', async () => {
    alerts.reported('CREATE_SALES_ORDER', failed(lost));
    expect(await codes()).toEqual(['SYSPRO_OPERATOR_EVICTED']);
    expect(standing.get('syspro:GIFT')).toMatchObject({ severity: 'CRITICAL', owner: 'operations' });
    expect(standing.get('syspro:GIFT')?.text).toContain('POST01');
    alerts.reported('POST_RECEIPT', failed(away));
    expect(await codes()).toEqual(['SYSPRO_OPERATOR_EVICTED']);
    alerts.reported('POST_RECEIPT', done);
    expect(await codes()).toEqual([]);
  });

  it('a missing licence stands until an effect of the same kind gets through', async () => {
    alerts.reported('POST_RECEIPT', failed(unlicensed));
    alerts.reported('CREATE_SALES_ORDER', done);
    expect(await codes()).toEqual(['NOT_LICENSED']);
    alerts.reported('POST_RECEIPT', done);
    expect(await codes()).toEqual([]);
  });

  it('SYSPRO being away, or refusing one effect, alerts nobody; success costs one look', async () => {
    alerts.reported('POST_RECEIPT', failed(away));
    alerts.reported('POST_RECEIPT', { result: 'STOCK_CODE_NOT_FOUND', targetAway: undefined });
    alerts.reported('POST_RECEIPT', done);
    alerts.reported('POST_RECEIPT', done);
    expect([await codes(), writes]).toEqual([[], 1]);
  });

  it('what could not be written is told, and written with the next report', async () => {
    broken = true;
    alerts.reported('POST_RECEIPT', failed(lost));
    expect([await codes(), troubles.length]).toEqual([[], 1]);
    broken = false;
    alerts.reported('POST_RECEIPT', failed(lost));
    expect(await codes()).toEqual(['SYSPRO_OPERATOR_EVICTED']);
  });
});
