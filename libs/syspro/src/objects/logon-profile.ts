import type { CalendarDate } from '#libs/calendar';
import { RetryableError } from '#libs/errors';
import type { Door } from './posting.js';

/** What SYSPRO tells of the session's company. Dates are in the company's calendar. */
export interface LogonProfile {
  readonly companyName: string;
  /** Its month is the period SYSPRO calls current. */
  readonly accountingDate: CalendarDate;
  readonly companyDate: CalendarDate;
  readonly localCurrency: string;
  /** The operator's; money goes there where SYSPRO does not look at the bank of a receipt. */
  readonly defaultBank: string;
  readonly defaultWarehouse: string;
  readonly operator: string;
  readonly sysproVersion: string;
}

/** Reads the profile (GetLogonProfile [C] W). Throws `RetryableError` when it has no accounting date. */
export async function readLogonProfile(door: Door): Promise<LogonProfile> {
  const root = await door.session.profile(door.watch);
  const accountingDate = root.valueAnywhere('AccountingDate');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(accountingDate)) {
    throw new RetryableError('GetLogonProfile tells no AccountingDate as CCYY-MM-DD', {
      code: 'SYSPRO_PROFILE_INCOMPLETE',
      facts: { company: door.session.companyId },
    });
  }
  return {
    companyName: root.valueAnywhere('CompanyName'),
    accountingDate,
    companyDate: root.valueAnywhere('CompanyDate'),
    defaultBank: root.valueAnywhere('DefaultBank'),
    defaultWarehouse: root.valueAnywhere('DefaultWarehouse'),
    operator: root.valueAnywhere('OperatorCode'),
    localCurrency: root.valueAnywhere('LocalCurrencyCode'),
    sysproVersion: root.valueAnywhere('SysproVersion'),
  };
}
