import type { ErpCommand } from '#libs/contracts';
import { ConnectError } from '#libs/errors';
import { MappingRejected, type CompiledMapping, type MappingFailure, type MappingTrace } from '#libs/mapping';
import { CustomersOfBatch, type MadeCustomerCommand } from '../ensure-customer/customers-of-batch.js';
import { CommandMaker, type MadeCommand } from '../erp-command/command-maker.js';
import type { MappingFiles } from '../mapping-files/mapping-files.js';
import { NOTHING_ACKNOWLEDGED } from '../order/decide.js';
import { judgeOrder, type Judgement } from '../order-desk/judge-order.js';
import type { Finding } from '../validation/finding.js';
import { findingsOf } from '../validation/rule.js';
import { ORDER_RULES, RECEIPT_RULES } from '../validation/rule-list.js';
import type { RecordedOrder } from './recorded-order.js';

/** One mapping that was run for an order. */
export interface MappedDocument {
  /** Name of the mapping. */
  readonly mapping: string;
  /** What it made; undefined when it refused. */
  readonly target: unknown;
  /** Every step of it, where that was asked for. */
  readonly trace?: MappingTrace<unknown>;
}

/** What a release makes of an order: as the service would, from the same facts. */
export interface Outcome {
  readonly order: RecordedOrder;
  readonly documents: readonly MappedDocument[];
  readonly commands: readonly (MadeCommand | MadeCustomerCommand)[];
  /** What it waits for or why a person is needed, where no more commands follow. */
  readonly rest: string;
  /** Why the order is refused: by its mapping, which says where, or by validation. */
  readonly failures: readonly Pick<MappingFailure, 'field' | 'rule' | 'suggestedFix' | 'at' | 'value'>[];
  /** What validation tells and refuses nothing for. */
  readonly remarks: readonly Pick<Finding, 'field' | 'rule' | 'suggestedFix' | 'value'>[];
}

/** Folds, decides, maps and validates a recorded order by the mappings of one release. `traced` keeps every step, which many orders have no room for. Never throws for an order. */
export function runRelease(files: MappingFiles, order: RecordedOrder, { traced = false } = {}): Outcome {
  const documents: MappedDocument[] = [];
  const watched: MappingFiles = {
    site: watching(files.site, documents, traced),
    salesOrder: watching(files.salesOrder, documents, traced),
    receipt: watching(files.receipt, documents, traced),
    unappliedReceipt: watching(files.unappliedReceipt, documents, traced),
    applyReceipt: watching(files.applyReceipt, documents, traced),
    customer: files.customer && watching(files.customer, documents, traced),
  };
  const { fraudHolds, receiptPolicy, ...settings } = order.settings;
  const maker = new CommandMaker(watched, { ...settings, cancelReasonCode: null });
  const customers = new CustomersOfBatch();
  const record = {
    orderId: order.orderId,
    facts: order.facts,
    issued: [],
    sent: [],
    salesOrder: undefined,
    acknowledged: NOTHING_ACKNOWLEDGED,
  };
  try {
    const judgement = judgeOrder(record, { receiptPolicy: () => receiptPolicy, fraudHolds }, maker, {
      ...{ decidedAt: decidedAtOf(order), customers },
    });
    const findings = findingsIn(judgement);
    const failures = findings
      .filter(({ severity }) => severity === 'refuse')
      .map((finding) => ({ ...finding, at: '' }));
    const remarks = findings.filter(({ severity }) => severity === 'tell');
    if (failures.length > 0) return { order, documents, commands: [], rest: 'is refused', failures, remarks };
    const commands = [...customers.commands.map(({ made }) => made), ...judgement.commands];
    return { order, documents, commands, rest: restOf(judgement.rest), failures, remarks };
  } catch (error) {
    return { order, documents, commands: [], rest: 'is refused', failures: failuresOf(error), remarks: [] };
  }
}

/** What validation says of the documents by themselves; what SYSPRO has is not known here. */
function findingsIn({ commands, state: { content }, hold }: Judgement): Finding[] {
  return commands.flatMap((made) => {
    const receipt = made.postReceipt ?? made.postUnappliedReceipt ?? made.applyReceipt;
    if (receipt) return findingsOf(RECEIPT_RULES, receipt);
    if (!content || !made.createSalesOrder) return [];
    const command = made.createSalesOrder;
    return findingsOf(ORDER_RULES, { command, content, hold, known: undefined, customerEnsured: false });
  });
}

/** When it would have been decided: as soon as the last of its facts was known. The clock would make two runs differ. */
function decidedAtOf({ facts }: RecordedOrder): number {
  return facts.reduce((latest, { source, event }) => {
    const at =
      source === 'payment'
        ? Math.max(event.occurredAt, event.captured?.capturedAt ?? 0)
        : source === 'orderChange'
          ? event.observedAt
          : source === 'outcome'
            ? event.occurredAt
            : event.submittedAt;
    return Math.max(latest, at);
  }, 0);
}

function restOf(rest: Judgement['rest']): string {
  if (rest.decision === 'wait') return `waits for ${rest.for}`;
  return rest.decision === 'needsPerson' ? `needs a person: ${rest.code}` : rest.decision;
}

/** Kinds of the commands a release makes of an order, e.g. `CREATE_SALES_ORDER, POST_RECEIPT`. */
export function kindsOf({ commands }: Outcome): string {
  return commands.map(({ kind }: { kind: ErpCommand['kind'] }) => kind).join(', ');
}

function watching<Source, Target>(
  mapping: CompiledMapping<Source, Target>,
  documents: MappedDocument[],
  traced: boolean,
): CompiledMapping<Source, Target> {
  const { name } = mapping;
  const mapTraced = (source: Source): Target => {
    const trace = mapping.trace(source);
    documents.push({ mapping: name, target: trace.target, trace });
    if (trace.target === undefined) throw new MappingRejected(name, trace.failures);
    return trace.target;
  };
  const map = (source: Source): Target => {
    const target = mapping.map(source);
    documents.push({ mapping: name, target });
    return target;
  };
  return { ...mapping, map: traced ? mapTraced : map };
}

function failuresOf(error: unknown): Outcome['failures'] {
  if (error instanceof MappingRejected) return error.failures;
  const rule = error instanceof ConnectError ? error.code : 'FAULT';
  const text = error instanceof Error ? error.message : String(error);
  return [{ field: '(document)', rule, suggestedFix: text, at: '', value: null }];
}
