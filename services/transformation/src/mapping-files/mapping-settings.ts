import { flag, shape, text, whole } from '#libs/mapping';

/** Choices of a company that mappings ask for. */
export interface MappingSettings {
  /** How SYSPRO rounds tax: per line of an order, or once per tax code of it. */
  readonly taxRounding: 'byLine' | 'byOrder';
  /** The company's calendar, IANA name. */
  readonly timeZone: string;
  /** Whose number a business buyer's order has as CustomerPoNumber: `ours`, or the `buyers` own (ours is the AlternateReference then). */
  readonly purchaseOrderField: 'ours' | 'buyers';
  /** How far SYSPRO's own value of an order may be from the shop's, for each of its lines, so that a rounding line closes the gap: 0 or 1 minor unit. */
  readonly roundingTolerancePerLineMinor: number;
  /** Whether SYSPRO is asked what its warehouses have before an order is entered. */
  readonly askAvailability: boolean;
}

export const MAPPING_SETTINGS = shape('Settings', {
  ...{ taxRounding: text, timeZone: text, purchaseOrderField: text },
  ...{ roundingTolerancePerLineMinor: whole, askAvailability: flag },
});
