import type { Transaction, Vault } from '#libs/delivery';
import { Secret } from '#libs/service';
import { Registrations, type Registration } from './registration.js';

interface RegistrationRow {
  vendor: string;
  vendor_tx_code: string;
  transaction_id: string;
  security_key: Buffer;
  shop: string;
  order_reference: string | null;
  registered_at: Date | null;
}

/** Where a statement may run: a transaction, or the database itself. */
type Queries = Pick<Transaction, 'query'>;

/** The table of registrations; security keys are sealed in it. */
export class RegistrationStore {
  constructor(private readonly vault: Vault) {}

  /** Stores it unless its vendor's vendorTxCode is known; true when it was stored. A concurrent one of the same code is waited for. */
  async add(tx: Queries, registration: Registration, toldAt: Date): Promise<boolean> {
    const { vendor, vendorTxCode } = registration;
    const added = await tx.query(INSERT, [
      vendor,
      vendorTxCode,
      registration.transactionId,
      this.vault.seal(registration.securityKey.reveal(), contextOf(vendor, vendorTxCode)),
      registration.shop,
      registration.orderReference,
      registration.registeredAt,
      toldAt,
    ]);
    return added.length > 0;
  }

  /** Those with one of these codes, of all vendors: VendorTxCodes are unique per vendor only. */
  async find(tx: Queries, vendorTxCodes: readonly string[]): Promise<Registrations> {
    const rows = await tx.query<RegistrationRow>(SELECT, [vendorTxCodes]);
    return new Registrations(rows.map((row) => this.registrationOf(row)));
  }

  private registrationOf(row: RegistrationRow): Registration {
    return {
      vendor: row.vendor,
      vendorTxCode: row.vendor_tx_code,
      transactionId: row.transaction_id,
      securityKey: new Secret(this.vault.open<string>(row.security_key, contextOf(row.vendor, row.vendor_tx_code))),
      shop: row.shop,
      orderReference: row.order_reference,
      registeredAt: row.registered_at,
    };
  }
}

function contextOf(vendor: string, vendorTxCode: string): string {
  return `registration ${vendor} ${vendorTxCode}`;
}

const COLUMNS = 'vendor, vendor_tx_code, transaction_id, security_key, shop, order_reference, registered_at';

const INSERT = `
  INSERT INTO registration (${COLUMNS}, told_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (vendor, vendor_tx_code) DO NOTHING
  RETURNING vendor_tx_code`;

const SELECT = `SELECT ${COLUMNS} FROM registration WHERE vendor_tx_code = ANY($1::text[]) ORDER BY vendor`;
