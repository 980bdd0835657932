import { ErpCommandRecord, type EnsureCustomer } from '#libs/contracts';
import { recordOf, shape, shapeOfAvro, type RecordShape } from '#libs/mapping';
import { SHOP_ORDER, type MappedOrder } from '../mapping-files/shop-order-shape.js';
import { MAPPING_SETTINGS, type MappingSettings } from '../mapping-files/mapping-settings.js';
import { SITE, type Site } from '../mapping-files/site.js';

/** What `customer.yaml` maps from. */
export interface CustomerSource {
  readonly order: MappedOrder;
  readonly site: Site;
  readonly settings: MappingSettings;
}

/** What it makes: an address without lines is not told, and stays as it is in SYSPRO. */
export type MappedCustomer = EnsureCustomer & {
  readonly soldTo: NonNullable<EnsureCustomer['soldTo']>;
  readonly shipTo: NonNullable<EnsureCustomer['shipTo']>;
};

export const CUSTOMER_SOURCE = shape('CustomerSource', {
  order: recordOf(SHOP_ORDER),
  site: recordOf(SITE),
  settings: recordOf(MAPPING_SETTINGS),
});

export const CUSTOMER_TARGET: RecordShape = withAddresses(shapeOfAvro(ErpCommandRecord.schema, 'EnsureCustomer'));

/** Addresses as records that are always there: only their fields can be filled. */
function withAddresses({ name, fields }: RecordShape): RecordShape {
  const entries = Object.entries(fields).filter(([field]) => field !== 'onBehalfOfOrderId');
  return shape(
    name,
    Object.fromEntries(
      entries.map(([field, value]) => [field, value.kind === 'record' ? { ...value, nullable: false } : value]),
    ),
  );
}
