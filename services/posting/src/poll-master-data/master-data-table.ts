import type { MasterData } from '#libs/contracts';
import type { Syspro } from '#libs/syspro';

/** A kind of master data, as its topic calls it. */
export type MasterDataKind = 'CUSTOMER' | 'STOCK_ITEM';

export const MASTER_DATA_KINDS: readonly MasterDataKind[] = ['CUSTOMER', 'STOCK_ITEM'];

/** A customer or stock code as SYSPRO has it, in the words of the topic. */
export type MasterDataItem = { readonly code: string } & Pick<
  Extract<MasterData, { kind: MasterDataKind }>,
  'kind' | 'customer' | 'stockItem' | 'sweep'
>;

/** A page of items, and where the next one starts; undefined after the last. */
export interface MasterDataItems {
  readonly items: readonly MasterDataItem[];
  readonly next: string | undefined;
}

/** The session's doors to the two tables. */
export type MasterDataDoor = Pick<Syspro, 'companyId' | 'readCustomers' | 'readStockItems'>;

/** Reads a page of one kind. Rows without a key are left out: nothing could name them. */
export async function readItems(
  syspro: MasterDataDoor,
  kind: MasterDataKind,
  page: { readonly after: string; readonly pageRows: number },
): Promise<MasterDataItems> {
  const { items, next } = kind === 'CUSTOMER' ? await customers(syspro, page) : await stockItems(syspro, page);
  return { next, items: items.filter(({ code }) => code !== '') };
}

async function customers(
  syspro: MasterDataDoor,
  page: { readonly after: string; readonly pageRows: number },
): Promise<{ items: MasterDataItem[]; next: string | undefined }> {
  const { rows, next } = await syspro.readCustomers(page);
  const items = rows.map(({ customer: code, ...customer }): MasterDataItem => ({ code, kind: 'CUSTOMER', customer }));
  return { items, next };
}

async function stockItems(
  syspro: MasterDataDoor,
  page: { readonly after: string; readonly pageRows: number },
): Promise<{ items: MasterDataItem[]; next: string | undefined }> {
  const { rows, next } = await syspro.readStockItems(page);
  const items = rows.map(({ stockCode: code, ...stockItem }): MasterDataItem => ({
    code,
    kind: 'STOCK_ITEM',
    stockItem,
  }));
  return { items, next };
}
