import { describe, expect, it } from '@jest/globals';
import { DEFAULT_REJECTION_RULES, REJECTION_ADVICE } from './rejection-codes.js';
import { classifyMessage, rejectionOf } from './rejection.js';

const message = (number: string, text = '') => ({ element: 'X', value: '', number, text });

describe("our code for SYSPRO's words", () => {
  it.each(DEFAULT_REJECTION_RULES.flatMap((rule) => (rule.number ? [[rule.number, rule.code]] : [])))(
    '%s is %s',
    (number, code) => {
      expect(classifyMessage(message(number), DEFAULT_REJECTION_RULES)).toMatchObject({ code });
      expect(classifyMessage(message(`00${number}`), DEFAULT_REJECTION_RULES)).toMatchObject({ code });
    },
  );

  it('a text without a number is known where the text is verified', () => {
    const inEnglish = classifyMessage(message('', "Stock code '85123A' not found"), DEFAULT_REJECTION_RULES);
    const inDutch = classifyMessage(message('', "Artikelcode '85123A' niet gevonden"), DEFAULT_REJECTION_RULES);
    expect([inEnglish.code, inDutch.code]).toEqual(['STOCK_CODE_NOT_FOUND', 'SYSPRO_REJECTED']);
  });

  it('an unheard-of number is SYSPRO_REJECTED and keeps number and text', () => {
    const error = rejectionOf([message('777777', 'Widget out of phase')], DEFAULT_REJECTION_RULES, { company: 'GIFT' });
    expect(error).toMatchObject({
      code: 'SYSPRO_REJECTED',
      message: 'Widget out of phase',
      owner: 'integration',
      facts: { sysproErrorNumber: '777777', element: 'X', company: 'GIFT' },
    });
  });

  it('the rows of a site come first, by number, by text or both, with their own advice', () => {
    const rules = [
      { number: '410021', pattern: 'on hold', code: 'CUSTOMER_ON_HOLD' },
      { pattern: 'periode .* gesloten', code: 'PERIOD_CLOSED', owner: 'operations', suggestedFix: 'Bel Jan' },
      ...DEFAULT_REJECTION_RULES,
    ];
    expect(classifyMessage(message('410021', 'Customer is ON HOLD'), rules).code).toBe('CUSTOMER_ON_HOLD');
    expect(classifyMessage(message('410021', 'Customer is closed'), rules).code).toBe('SYSPRO_REJECTED');
    expect(classifyMessage(message('', 'Periode 3 is gesloten'), rules)).toEqual({
      code: 'PERIOD_CLOSED',
      owner: 'operations',
      suggestedFix: 'Bel Jan',
    });
  });

  it('a refusal without words is still a refusal', () => {
    expect(rejectionOf([], DEFAULT_REJECTION_RULES, {})).toMatchObject({ code: 'SYSPRO_REJECTED' });
  });

  it('every code has somebody who acts on it and what that person does', () => {
    for (const { code } of DEFAULT_REJECTION_RULES) expect(REJECTION_ADVICE[code]?.suggestedFix).toMatch(/\w/);
  });
});
