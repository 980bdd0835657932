import { minorUnits, sumMinor, type MinorUnits } from '#libs/money';

/** One order of the replay in the four books that ought to agree. Amounts are minor units of the replay's currency. */
export interface OrderInBooks {
  /** `shop/orderReference`. */
  readonly orderId: string;
  /** The order's total by the file. */
  readonly fileMinor: number;
  /** Captured by Opayo's own book. */
  readonly opayoMinor: number;
  /** Value of SYSPRO's sales orders; null when there is none. */
  readonly sysproOrderMinor: number | null;
  /** SYSPRO's invoices. */
  readonly sysproInvoicedMinor: number;
  /** SYSPRO's receipts. */
  readonly sysproReceiptedMinor: number;
}

/** SYSPRO's general ledger in the replay's currency, minor units: what an accountant would hold beside Opayo's book. */
export interface LedgerInBooks {
  /** Balance of the bank to which card money is posted. */
  readonly bankMinor: number;
  /** All debits less all credits: zero in any ledger that is worth its name. */
  readonly differenceMinor: number;
  /** The control account of receivables less what the invoices have open; zero too. */
  readonly receivablesDifferenceMinor: number;
}

/** Something the replay planted among the orders, and what has to become of it. */
export interface Planted {
  readonly what: string;
  readonly orderId: string;
  readonly expectedMinor: number;
  readonly expectedOutcome: 'receipted' | 'parked';
  /** Stable code under which it has to be parked; null when it is not to be. */
  readonly expectedCode: string | null;
}

/** An order that waits for a person. */
export interface Parked {
  readonly orderId: string;
  readonly code: string;
  readonly text: string;
  readonly owner: string;
}

export interface Readings {
  readonly file: {
    readonly name: string;
    readonly documents: number;
    readonly sales: number;
    readonly nothingToPay: number;
    readonly cancellations: number;
    /** CCYY-MM-DD: the day of the first run, to which the file's dates are shifted. */
    readonly firstDay: string;
  };
  readonly currency: string;
  /** Orders that this run sent; 0 on a second run. */
  readonly sentNow: number;
  readonly orders: readonly OrderInBooks[];
  readonly ledger: LedgerInBooks;
  readonly planted: readonly Planted[];
  readonly parked: readonly Parked[];
}

/** An order whose money is not the same in Opayo's and SYSPRO's book. */
export interface Difference {
  readonly orderId: string;
  readonly opayoMinor: MinorUnits;
  readonly sysproMinor: MinorUnits;
  readonly differenceMinor: MinorUnits;
  /** The code under which the order is parked; null when nothing explains it. */
  readonly reason: string | null;
}

export interface PlantedResult extends Planted {
  readonly outcome: string;
  readonly asExpected: boolean;
}

export interface Summary {
  readonly ok: boolean;
  /** Why it is not ok, one sentence each; empty when it is. */
  readonly problems: readonly string[];
  readonly file: Readings['file'];
  readonly currency: string;
  readonly sentNow: number;
  readonly orders: {
    readonly created: number;
    readonly shipped: number;
    readonly receipted: number;
    readonly parked: number;
  };
  readonly money: {
    readonly fileMinor: MinorUnits;
    readonly opayoMinor: MinorUnits;
    readonly sysproInvoicedMinor: MinorUnits;
    readonly sysproReceiptedMinor: MinorUnits;
    /** Balance of the bank in SYSPRO's trial balance. */
    readonly sysproBankMinor: MinorUnits;
    readonly differenceMinor: MinorUnits;
    readonly unexplainedMinor: MinorUnits;
    readonly differences: readonly Difference[];
  };
  readonly parked: readonly (Parked & { readonly amountMinor: MinorUnits })[];
  readonly planted: readonly PlantedResult[];
}

/**
 * Compares the four books order by order, and the whole with SYSPRO's trial balance. It is `ok` only if exactly the planted set is parked,
 * under the expected codes and amounts, and every other penny that Opayo took is a receipt in SYSPRO and lies in its bank.
 */
export function summarise(readings: Readings): Summary {
  const { orders, parked } = readings;
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const reasons = new Map(parked.map((item) => [item.orderId, item.code]));
  const differences = differencesIn(orders, reasons);
  const planted = readings.planted.map((item) => plantedResult(item, byId.get(item.orderId), reasons));
  const money = {
    fileMinor: sumMinor(orders.map((order) => order.fileMinor)),
    opayoMinor: sumMinor(orders.map((order) => order.opayoMinor)),
    sysproInvoicedMinor: sumMinor(orders.map((order) => order.sysproInvoicedMinor)),
    sysproReceiptedMinor: sumMinor(orders.map((order) => order.sysproReceiptedMinor)),
    sysproBankMinor: minorUnits(readings.ledger.bankMinor),
    differenceMinor: sumMinor(differences.map((item) => item.differenceMinor)),
    unexplainedMinor: sumMinor(differences.filter((item) => item.reason === null).map((item) => item.differenceMinor)),
    differences,
  };
  const problems = problemsOf(readings, money, planted);
  return {
    ok: problems.length === 0,
    problems,
    file: readings.file,
    currency: readings.currency,
    sentNow: readings.sentNow,
    orders: {
      created: orders.filter((order) => order.sysproOrderMinor !== null).length,
      shipped: orders.filter((order) => order.sysproInvoicedMinor !== 0).length,
      receipted: orders.filter(
        (order) => order.sysproReceiptedMinor !== 0 && order.sysproReceiptedMinor === order.opayoMinor,
      ).length,
      parked: parked.length,
    },
    money,
    parked: parked.map((item) => ({ ...item, amountMinor: minorUnits(byId.get(item.orderId)?.opayoMinor ?? 0) })),
    planted,
  };
}

function differencesIn(orders: readonly OrderInBooks[], reasons: ReadonlyMap<string, string>): Difference[] {
  return orders
    .filter((order) => order.opayoMinor !== order.sysproReceiptedMinor)
    .map((order) => ({
      orderId: order.orderId,
      opayoMinor: minorUnits(order.opayoMinor),
      sysproMinor: minorUnits(order.sysproReceiptedMinor),
      differenceMinor: minorUnits(order.opayoMinor - order.sysproReceiptedMinor),
      reason: reasons.get(order.orderId) ?? null,
    }));
}

function plantedResult(
  planted: Planted,
  order: OrderInBooks | undefined,
  reasons: ReadonlyMap<string, string>,
): PlantedResult {
  const code = reasons.get(planted.orderId);
  const receipted = order !== undefined && order.sysproReceiptedMinor === planted.expectedMinor;
  const outcome = code ?? (receipted ? 'receipted' : order === undefined ? 'not in the books' : 'not receipted');
  const moneyStands = order !== undefined && order.opayoMinor === planted.expectedMinor;
  const asExpected =
    moneyStands && (planted.expectedOutcome === 'parked' ? code === planted.expectedCode : outcome === 'receipted');
  return { ...planted, outcome, asExpected };
}

function problemsOf(readings: Readings, money: Summary['money'], planted: readonly PlantedResult[]): string[] {
  const problems: string[] = [];
  const expectedParked = new Set(
    planted.filter((item) => item.expectedOutcome === 'parked').map((item) => item.orderId),
  );
  if (readings.orders.length !== readings.file.sales) {
    problems.push(`${readings.orders.length} of the file's ${readings.file.sales} sales are in the books`);
  }
  for (const item of readings.parked) {
    if (!expectedParked.has(item.orderId))
      problems.push(`${item.orderId} is parked (${item.code}) and was not planted: ${item.text}`);
  }
  for (const item of planted) {
    if (!item.asExpected)
      problems.push(
        `${item.orderId} (${item.what}) should be ${item.expectedCode ?? item.expectedOutcome} and is ${item.outcome}`,
      );
  }
  if (money.fileMinor !== money.opayoMinor) problems.push("the file's total and Opayo's book differ");
  problems.push(...ledgerProblems(readings.ledger, money));
  for (const item of money.differences) {
    if (item.reason === null)
      problems.push(
        `${item.orderId}: Opayo took ${item.opayoMinor}, SYSPRO received ${item.sysproMinor}, and nothing explains it`,
      );
  }
  return problems;
}

/** Opayo's book has to differ from the bank by exactly what the differences, order by order, say. */
function ledgerProblems(ledger: LedgerInBooks, money: Summary['money']): string[] {
  const missing = money.opayoMinor - money.sysproBankMinor;
  return [
    ...(missing === money.differenceMinor
      ? []
      : [`Opayo's book and SYSPRO's bank differ by ${missing}, the orders by ${money.differenceMinor}`]),
    ...(ledger.differenceMinor === 0
      ? []
      : [`debits and credits of SYSPRO's ledger differ by ${ledger.differenceMinor}`]),
    ...(ledger.receivablesDifferenceMinor === 0
      ? []
      : [`SYSPRO's receivables and their control account differ by ${ledger.receivablesDifferenceMinor}`]),
  ];
}
