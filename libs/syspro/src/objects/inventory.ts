/** What one warehouse has of a stock code. Quantities are decimals as text. */
export interface WarehouseStock {
  readonly warehouse: string;
  readonly onHand: string;
  /** On hand less what is promised already. */
  readonly available: string;
}
