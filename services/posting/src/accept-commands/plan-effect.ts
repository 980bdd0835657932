import type { CreateSalesOrder, ErpCommand, PostReceipt } from '#libs/contracts';
import { hashOf, type ItemToPark } from '#libs/delivery';
import { minorUnits } from '#libs/money';
import type { Intent } from '../effect/effect.js';

/** An effect to be stored, with the command it came as. */
export interface PlannedEffect {
  readonly intent: Intent;
  readonly command: ErpCommand;
  /** Why it cannot be done here: stored all the same, and parked. */
  readonly park: ItemToPark | undefined;
}

/** Makes a command into an effect of this SYSPRO company. What we cannot do is parked with its key, never ignored. */
export function planEffect(command: ErpCommand, company: string, traceparent: string | undefined): PlannedEffect {
  const intent: Intent = {
    effectId: command.effectId,
    orderId: command.orderId,
    company: command.company,
    kind: command.kind,
    sequence: command.sequence,
    requestHash: requestHashOf(command),
    ...substanceOf(command),
    dependsOn: command.dependsOn,
    issuedAt: new Date(command.issuedAt),
    traceparent: traceparent ?? null,
  };
  return { intent, command, park: obstacleTo(intent, company) };
}

/** Of what SYSPRO would be told and when it may be; not of the event that brought it, which may be made anew. */
function requestHashOf(command: ErpCommand): string {
  const { effectId, orderId, company, kind, dependsOn } = command;
  return hashOf({ effectId, orderId, company, kind, dependsOn, body: toldOf(command) });
}

function toldOf(command: ErpCommand): object | null {
  switch (command.kind) {
    case 'CREATE_SALES_ORDER':
      return toldOfOrder(command.createSalesOrder);
    case 'POST_RECEIPT':
      return toldOfReceipt(command.postReceipt);
    case 'ENSURE_CUSTOMER':
      return command.ensureCustomer;
    case 'POST_UNAPPLIED_RECEIPT':
      return command.postUnappliedReceipt;
    case 'APPLY_RECEIPT':
      return command.applyReceipt;
    case 'HOLD_SALES_ORDER':
      return command.holdSalesOrder;
    case 'RELEASE_SALES_ORDER':
      return command.releaseSalesOrder;
    case 'CANCEL_SALES_ORDER':
      return command.cancelSalesOrder;
    case 'UNKNOWN':
      return null;
  }
}

/**
 * An order without what SYSPRO is not told. What came to the contract later counts only where it says something: a command of an older
 * release, read again by this one, keeps its hash.
 */
function toldOfOrder(order: CreateSalesOrder): object {
  const { paymentStatus: _status, paymentMethod: _method, paymentDate: _date, ...withoutPayment } = order;
  const { vendorTxCodes: _codes, transactionIds: _ids, netMinor: _net, taxMinor: _tax, ...told } = withoutPayment;
  const { roundingToleranceMinor: _tolerance, askAvailability: _asked, ...asTold } = told;
  const { alternateReference, ownReferenceIn, holdCode, specialInstructions, ...rest } = asTold;
  return {
    ...rest,
    lines: rest.lines.map(({ glAccount: _glAccount, ...line }) => line),
    ...(alternateReference ? { alternateReference } : {}),
    ...(ownReferenceIn ? { ownReferenceIn } : {}),
    ...(holdCode ? { holdCode } : {}),
    ...(specialInstructions ? { specialInstructions } : {}),
  };
}

function toldOfReceipt(receipt: PostReceipt): object {
  const { paymentStatus: _status, glAccount: _account, netMinor: _net, ...rest } = receipt;
  const { authProcessor: _acquirer, merchantNumber: _merchant, ...told } = rest;
  return told;
}

function substanceOf(command: ErpCommand): Pick<Intent, 'reference' | 'amountMinor' | 'currency'> {
  const without = { amountMinor: null, currency: null };
  switch (command.kind) {
    case 'CREATE_SALES_ORDER': {
      const { customerPoNumber, expectedGrossMinor, currency } = command.createSalesOrder;
      return { reference: customerPoNumber, amountMinor: expectedGrossMinor, currency };
    }
    case 'POST_RECEIPT': {
      const { reference, amountMinor, currency } = command.postReceipt;
      return { reference, amountMinor: minorUnits(amountMinor), currency };
    }
    case 'POST_UNAPPLIED_RECEIPT': {
      const { reference, amountMinor, currency } = command.postUnappliedReceipt;
      return { reference, amountMinor: minorUnits(amountMinor), currency };
    }
    case 'APPLY_RECEIPT': {
      const { reference, amountMinor, currency } = command.applyReceipt;
      return { reference, amountMinor: minorUnits(amountMinor), currency };
    }
    case 'ENSURE_CUSTOMER':
      return { reference: command.ensureCustomer.reference, ...without };
    case 'HOLD_SALES_ORDER':
      return { reference: command.holdSalesOrder.customerPoNumber, ...without };
    case 'RELEASE_SALES_ORDER':
      return { reference: command.releaseSalesOrder.customerPoNumber, ...without };
    case 'CANCEL_SALES_ORDER':
      return { reference: command.cancelSalesOrder.customerPoNumber, ...without };
    case 'UNKNOWN':
      return { reference: '', ...without };
  }
}

/** The kinds this version does; a command of another one is kept and parked. */
const DONE_HERE: ReadonlySet<ErpCommand['kind']> = new Set([
  'CREATE_SALES_ORDER',
  'POST_RECEIPT',
  'HOLD_SALES_ORDER',
  'RELEASE_SALES_ORDER',
  'CANCEL_SALES_ORDER',
  'POST_UNAPPLIED_RECEIPT',
  'APPLY_RECEIPT',
  'ENSURE_CUSTOMER',
]);

function obstacleTo(intent: Intent, company: string): ItemToPark | undefined {
  if (!DONE_HERE.has(intent.kind)) {
    return parkedIntent(intent, {
      code: 'COMMAND_NEWER_THAN_READER',
      text: 'The command is of a kind this version does not know',
      owner: 'operations',
      suggestedFix: 'Bring posting up to date, then redrive the effect',
    });
  }
  if (intent.company !== company) {
    return parkedIntent(intent, {
      code: 'COMPANY_NOT_SERVED',
      text: `The command is for SYSPRO company ${intent.company}; this service posts to ${company}`,
      owner: 'integration',
      suggestedFix: `Correct the table of companies in the mapping, or run posting for ${intent.company}`,
    });
  }
  return undefined;
}

/** The same effectId with another content, or another effect in the same place of its order's sequence. */
export function conflictOf(intent: Intent): ItemToPark {
  return {
    ...parkedIntent(intent, {
      code: 'COMMAND_CONFLICT',
      text: `A command for ${intent.effectId} (sequence ${intent.sequence}) differs from the one already taken; the first one stands`,
      owner: 'integration',
      suggestedFix:
        'Find out why transformation issued two commands for one effect; correct what was posted by hand if the second is right',
    }),
    severity: 'CRITICAL',
  };
}

function parkedIntent(
  intent: Intent,
  reason: Pick<ItemToPark, 'code' | 'text' | 'owner' | 'suggestedFix'>,
): ItemToPark {
  const { orderId, effectId } = intent;
  return {
    ...reason,
    key: orderId,
    orderId,
    effectId,
    severity: 'WARNING',
    amountMinor: intent.amountMinor ?? undefined,
    currency: intent.currency ?? undefined,
    body: { effectId },
  };
}
