import type { Metrics } from '#libs/service';
import type { DeskReport } from './order-desk.js';

/** What the report needs of a log. */
interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** Counts and tells what became of each batch. */
export function deskReport(metrics: Metrics, log: Log): (report: DeskReport) => void {
  const facts = metrics.counter({
    name: 'order_facts_total',
    help: 'Facts read, by whether they were new',
    labels: ['news'],
  });
  const commands = metrics.counter({ name: 'erp_commands_total', help: 'Commands sent to posting', labels: ['kind'] });
  const parked = metrics.counter({ name: 'orders_parked_total', help: 'Orders given to a person', labels: ['code'] });
  const findings = metrics.counter({
    name: 'validation_findings_total',
    help: 'What mapping and validation found wrong with orders, by rule and whether it held them back',
    labels: ['rule', 'severity'],
  });
  return (report) => {
    for (const { rule, severity } of report.findings) findings.inc({ rule, severity });
    facts.inc({ news: 'new' }, report.newFacts);
    facts.inc({ news: 'repeat' }, report.repeatedFacts);
    for (const { kind, orderId, effectId } of report.commands) {
      commands.inc({ kind });
      log.info({ orderId, effectId, kind }, 'Sent a command');
    }
    for (const { key, code } of report.parked) {
      parked.inc({ code });
      log.warn({ orderId: key, code }, 'Parked an order');
    }
  };
}
