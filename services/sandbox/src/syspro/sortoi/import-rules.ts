import { isSet, parameterOf, type TransactionCall } from '../transaction.js';

/** SORTOI's parameters that the stand-in heeds, with SYSPRO's own defaults (syspro.md 2.1). */
export interface ImportRules {
  /** VALIDATE is the default: nothing is created unless the caller says IMPORT. */
  readonly imports: boolean;
  /** Status the order is entered with: 1, 4, 8 or S. */
  readonly orderStatus: string;
  readonly alwaysUsePriceEntered: boolean;
  readonly allowZeroPrice: boolean;
  /** N refuses a purchase order the customer already has. */
  readonly allowDuplicateOrderNumbers: boolean;
  readonly warnIfCustomerOnHold: boolean;
  /** N, C or Y; with Y, the default, an order without purchase order is refused. */
  readonly purchaseOrderMandatory: boolean;
  /** What a warning does to its order: N refuses it, W enters it and says so, Y enters it. */
  readonly ignoreWarnings: 'N' | 'W' | 'Y';
  /** Y enters an order beyond the credit limit as asked instead of in suspense. */
  readonly acceptOrdersIfNoCredit: boolean;
}

/** Reads them; unknown ones are ignored, as SYSPRO does. */
export function importRulesOf(call: Pick<TransactionCall, 'parameters'>): ImportRules {
  return {
    imports: parameterOf(call, 'Process', 'VALIDATE').toUpperCase() === 'IMPORT',
    orderStatus: parameterOf(call, 'OrderStatus', '1').toUpperCase(),
    alwaysUsePriceEntered: isSet(call, 'AlwaysUsePriceEntered', 'N'),
    allowZeroPrice: isSet(call, 'AllowZeroPrice', 'N'),
    allowDuplicateOrderNumbers: parameterOf(call, 'AllowDuplicateOrderNumbers', 'N').toUpperCase() !== 'N',
    warnIfCustomerOnHold: isSet(call, 'WarnIfCustomerOnHold', 'N'),
    acceptOrdersIfNoCredit: isSet(call, 'AcceptOrdersIfNoCredit', 'N'),
    ignoreWarnings: ignoreWarningsOf(parameterOf(call, 'IgnoreWarnings', 'N').toUpperCase()),
    purchaseOrderMandatory: isSet(call, 'CheckForCustomerPoNumbers', 'Y'),
  };
}

function ignoreWarningsOf(text: string): ImportRules['ignoreWarnings'] {
  return text === 'W' || text === 'Y' ? text : 'N';
}
