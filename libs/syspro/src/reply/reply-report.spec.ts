import { describe, expect, it } from '@jest/globals';
import { readXml } from '../xml/read-xml.js';
import * as golden from './golden-replies.js';
import { readReport } from './reply-report.js';

const report = (xml: string) => readReport(readXml(xml));

describe('the success rule of the envelope', () => {
  it.each([
    ['a plain success', golden.TRANSACTION_DONE_L, 1],
    ['an object that does not count', golden.TRANSACTION_WITHOUT_STATUS_L, undefined],
    ['a clean SORTOI import', golden.SORTOI_CLEAN_L, 1],
    ['SORTOI with back orders', golden.SORTOI_WITH_WARNINGS_L, 1],
    ['a receipt', golden.ARSTPY_DONE_I, 1],
  ])('%s is accepted', (_, xml, processed) => {
    expect(report(xml)).toMatchObject({ accepted: true, errors: [], processed });
  });

  it('an error element names what SYSPRO objects to, with its value and number, every one of them', () => {
    expect(report(golden.TRANSACTION_REFUSED_L)).toMatchObject({
      accepted: false,
      errors: [
        { element: 'StockCode', value: 'NOSUCH', number: '240004', text: "Stock code 'NOSUCH' not found" },
        { element: 'Quantity', value: '', number: '100030' },
      ],
    });
    expect(report(golden.SETUP_REFUSED_L)).toMatchObject({ accepted: false, errors: [{ number: '240004' }] });
  });

  it('an error without a number at the end of a section refuses too, though no counter says so', () => {
    expect(report(golden.SORTOI_REJECTED_X)).toMatchObject({
      accepted: false,
      errors: [{ element: 'StockLine', number: '', text: "Stock code 'NOSUCH' not found" }],
    });
  });

  it('warnings beside a posting are no failure; warnings that rejected an item are the reason', () => {
    const warning = { text: "Line 0001 for stock code '85123A' was placed on back order" };
    expect(report(golden.SORTOI_WITH_WARNINGS_L)).toMatchObject({ accepted: true, warnings: [warning] });
    expect(report(golden.SORTOI_REJECTED_WITH_WARNING_L)).toMatchObject({
      accepted: false,
      errors: [warning],
      warnings: [],
    });
  });
});
