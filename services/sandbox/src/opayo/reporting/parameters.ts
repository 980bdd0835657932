import type { XmlElement } from '../../syspro/wire/read-xml.js';
import { ReportingRefusal } from './reporting-refusal.js';
import { oneMonthAfter, readReading, type LondonReading } from './reporting-time.js';

/** Rows of one page: both numbers from 1, at most 50 rows. */
export interface RowWindow {
  readonly startRow: number;
  readonly endRow: number;
}

const LONGEST_PAGE_ROWS = 50;

/** Parameters of a command; clients differ in the letter case of names, so it does not matter. */
export class Parameters {
  private readonly elements: readonly XmlElement[];

  constructor(root: XmlElement) {
    this.elements = root.elements;
  }

  /** Undefined when it is absent or empty. */
  text(name: string): string | undefined {
    return this.element(name)?.text || undefined;
  }

  /** The texts of `<list><item>…</item>…</list>`; undefined when there are none. */
  list(list: string, item: string): string[] | undefined {
    const texts = this.element(list)
      ?.elements.filter(({ name }) => name.toLowerCase() === item)
      .map(({ text }) => text);
    return texts?.length ? texts : undefined;
  }

  /** Throws DATE when it is absent or no date. */
  reading(name: string): LondonReading {
    return readReading(this.text(name) ?? '');
  }

  /** `startdate` and `enddate`, at most one month apart. Throws DATE, START_AFTER_END, LONGER_THAN_A_MONTH. */
  dates(): { from: LondonReading; to: LondonReading } {
    const [from, to] = [this.reading('startdate'), this.reading('enddate')];
    if (from > to) throw new ReportingRefusal('START_AFTER_END');
    if (to > oneMonthAfter(from)) throw new ReportingRefusal('LONGER_THAN_A_MONTH');
    return { from, to };
  }

  /** `startrow` and `endrow`; by default the first fifty, or fifty from `startrow`. Throws what is wrong with them. */
  rows(): RowWindow {
    const asked = this.rowNumber('startrow');
    const startRow = asked ?? 1;
    const endRow = this.rowNumber('endrow') ?? startRow + LONGEST_PAGE_ROWS - 1;
    if (asked === undefined && endRow > LONGEST_PAGE_ROWS) throw new ReportingRefusal('END_ROW_WITHOUT_START_ROW');
    if (endRow < startRow) throw new ReportingRefusal('END_ROW_BEFORE_START_ROW');
    if (endRow - startRow >= LONGEST_PAGE_ROWS) throw new ReportingRefusal('MORE_THAN_FIFTY_ROWS');
    return { startRow, endRow };
  }

  private rowNumber(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,7}$/.test(text)) throw new ReportingRefusal('NUMBER', name);
    if (Number(text) === 0) throw new ReportingRefusal('ROW_ZERO', name);
    return Number(text);
  }

  private element(name: string): XmlElement | undefined {
    return this.elements.find((element) => element.name.toLowerCase() === name.toLowerCase());
  }
}
