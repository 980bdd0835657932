import { TOPICS, type MasterData } from '#libs/contracts';
import { deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { MasterDataItem, MasterDataKind } from './master-data-table.js';

/** A sweep over one table of a company. */
export interface Sweep {
  readonly company: string;
  readonly kind: MasterDataKind;
  /** 1, 2, 3 … */
  readonly sweep: number;
}

/** An item that is new or says something else than before. `asOf` is the time before SYSPRO was asked. */
export function itemMessage({ company, sweep }: Sweep, item: MasterDataItem, asOf: Date): OutboxMessage {
  const { kind, code, ...body } = item;
  const key = keyOf(company, kind, code);
  const eventId = deterministicUuid('master-data', key, String(sweep));
  const record = { eventId, company, code, asOf: asOf.getTime(), kind, ...body } as MasterData;
  return { ...messageOf(key, eventId, asOf), type: 'MasterDataChanged', body: record };
}

/** An item that SYSPRO has no longer: its key is deleted. */
export function goneMessage({ company, kind, sweep }: Sweep, code: string, at: Date): OutboxMessage {
  const key = keyOf(company, kind, code);
  return {
    ...messageOf(key, deterministicUuid('master-data', key, String(sweep), 'gone'), at),
    type: 'MasterDataGone',
    body: null,
  };
}

/** Every row was read: from here on what is unknown is not there. */
export function sweptMessage(
  { company, kind, sweep: number }: Sweep,
  sweep: { readonly startedAt: Date; readonly finishedAt: Date; readonly rowCount: number },
): OutboxMessage {
  const key = keyOf(company, 'SWEEP', kind);
  const eventId = deterministicUuid('master-data', key, String(number));
  const { startedAt, finishedAt, rowCount } = sweep;
  const record: MasterData = {
    ...{ eventId, company, code: kind, asOf: startedAt.getTime(), kind: 'SWEEP' },
    sweep: { startedAt: startedAt.getTime(), finishedAt: finishedAt.getTime(), rowCount },
  };
  return { ...messageOf(key, eventId, finishedAt), type: 'MasterDataSwept', body: record };
}

function messageOf(key: string, eventId: string, occurredAt: Date): Omit<OutboxMessage, 'type' | 'body'> {
  return { topic: TOPICS.masterData.name, key, eventId, subject: key, occurredAt };
}

function keyOf(company: string, kind: string, code: string): string {
  return `${company}/${kind}/${code}`;
}
