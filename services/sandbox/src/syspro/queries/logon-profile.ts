import type { CalendarDate } from '#libs/calendar';
import type { Company } from '../company/company.js';
import { writeDocument } from '../wire/write-xml.js';

/** GetLogonProfile's `UserInfo`: who is logged on, where, and which day the company has (syspro.md 1.4; names seen, values not). */
export function logonProfile(company: Company, operator: string, today: CalendarDate): string {
  return writeDocument('UserInfo', '8.0.105', [
    ['CompanyName', company.name],
    ['OperatorCode', operator],
    ['OperatorGroup', 'SANDBOX'],
    ['OperatorLanguageCode', '05'],
    ['SystemLanguage', '05'],
    ['AccountingDate', today],
    ['CompanyDate', today],
    ['DefaultArBranch', company.branch],
    ['DefaultBank', company.defaultBank],
    ['DefaultWarehouse', company.warehouses[0] ?? ''],
    ['LocalCurrencyCode', company.currency],
    ['DecimalFormat', '1'],
    ['DateFormat', '01'],
    ['FunctionalRole', '01'],
    ['DatabaseType', 'SQL'],
    ['SysproVersion', '8.0'],
    ['EnetVersion', '8.0.105'],
  ]);
}
