import { shape, text } from '#libs/mapping';

/** Choices of a company that mappings ask for. */
export interface MappingSettings {
  /** How SYSPRO rounds tax: per line of an order, or once per tax code of it. */
  readonly taxRounding: 'byLine' | 'byOrder';
  /** The company's calendar, IANA name. */
  readonly timeZone: string;
  /** Whose number a business buyer's order has as CustomerPoNumber: `ours`, or the `buyers` own (ours is the AlternateReference then). */
  readonly purchaseOrderField: 'ours' | 'buyers';
}

export const MAPPING_SETTINGS = shape('Settings', { taxRounding: text, timeZone: text, purchaseOrderField: text });
