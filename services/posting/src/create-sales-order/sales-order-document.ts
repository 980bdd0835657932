import type { CreateSalesOrder, SalesOrderLine } from '#libs/contracts';
import { InvariantViolation } from '#libs/errors';
import { formatMinor } from '#libs/money';
import type { SalesOrderImport, SalesOrderImportLine } from '#libs/syspro';

/**
 * The command as SORTOI takes it. The order enters in status S, so that no warehouse sees it before its value is proven. Throws
 * `InvariantViolation` for a line of a kind this version does not know.
 */
export function salesOrderDocument(command: CreateSalesOrder): SalesOrderImport {
  return {
    customer: command.customerCode,
    customerPoNumber: command.customerPoNumber,
    alternateReference: command.alternateReference,
    specialInstructions: command.specialInstructions,
    orderDate: command.orderDate,
    currency: command.currency,
    warehouse: command.warehouse,
    email: command.email,
    shipTo: command.shipTo,
    orderStatus: 'S',
    lines: command.lines.map((line) => documentLine(line, command.currency)),
  };
}

function documentLine(line: SalesOrderLine, currency: string): SalesOrderImportLine {
  const { customerPoLine, taxCode, description } = line;
  switch (line.kind) {
    case 'STOCK':
      return {
        kind: 'STOCK',
        customerPoLine,
        stockCode: line.stockCode,
        description,
        quantity: line.quantity,
        unitOfMeasure: line.unitOfMeasure,
        unitPrice: line.unitPriceNet,
        taxCode,
      };
    case 'FREIGHT':
      return { kind: 'FREIGHT', customerPoLine, value: formatMinor(line.netMinor, currency), taxCode };
    case 'CHARGE':
      return { kind: 'CHARGE', customerPoLine, value: formatMinor(line.netMinor, currency), description, taxCode };
    case 'UNKNOWN':
      throw new InvariantViolation('The order has a line of a kind this version does not know', {
        code: 'LINE_KIND_UNKNOWN',
        facts: { customerPoLine },
      });
  }
}
