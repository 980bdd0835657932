import { describe, expect, it } from '@jest/globals';
import { aCreateSalesOrder } from '#libs/testing';
import { allowedRepairsOf, applyRepairs } from './apply-repairs.js';
import type { Finding, RepairName } from './finding.js';

const { createSalesOrder } = aCreateSalesOrder();

function finding(field: string, repair: RepairName, value: string): Finding {
  return {
    ...{ rule: 'STOCK_CODE_NOT_FOUND', field, value: 'x', mayBeShown: true, severity: 'refuse', owner: 'operations' },
    suggestedFix: 'add it',
    proposal: { repair, value, evidence: 'the only one', applied: false },
  };
}

describe('repairs', () => {
  const proposed = [
    finding('lines[0].stockCode', 'letterCase', '85123a'),
    finding('customerCode', 'nearMatch', 'C17851'),
    finding('shipTo.postcode', 'postcodeSpacing', 'N1 1AB'),
  ];

  it('are not applied unless the mapping allows them for that field', () => {
    const { command, mended } = applyRepairs(createSalesOrder, proposed, () => []);

    expect(command).toEqual(createSalesOrder);
    expect(mended).toEqual([]);
  });

  it('are applied where it does, and stay on record with their evidence', () => {
    const allowed = (field: string) => (field === 'customerCode' ? [] : ['letterCase', 'postcodeSpacing']);
    const { command, mended } = applyRepairs(createSalesOrder, proposed, allowed);

    expect(command.lines[0]?.stockCode).toBe('85123a');
    expect(command.shipTo.postcode).toBe('N1 1AB');
    expect(command.customerCode).toBe(createSalesOrder.customerCode);
    expect(mended).toMatchObject([
      { field: 'lines[0].stockCode', severity: 'tell', proposal: { applied: true, evidence: 'the only one' } },
      { field: 'shipTo.postcode', proposal: { applied: true } },
    ]);
  });

  it('are allowed by the fields of the mapping, of a line by any section that fills it', () => {
    const rule = (repair: string[]) => ({ value: 'x', required: false, tooLong: 'reject' as const, repair });
    const allowed = allowedRepairsOf({
      fields: { 'shipTo.postcode': rule(['postcodeSpacing']) },
      lines: { field: 'lines', sections: [{ id: 'goods', values: {}, fields: { stockCode: rule(['blanks']) } }] },
    });

    expect(allowed('shipTo.postcode')).toEqual(['postcodeSpacing']);
    expect(allowed('lines[12].stockCode')).toEqual(['blanks']);
    expect(allowed('customerCode')).toEqual([]);
  });
});
