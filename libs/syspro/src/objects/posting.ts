import { OutcomeUnknownError } from '#libs/errors';
import { rejectedBecause, rejectionOf } from '../rejections/rejection.js';
import type { RejectionRule } from '../rejections/rejection-codes.js';
import { readReport, type ReplyReport } from '../reply/reply-report.js';
import type { SysproSession } from '../session/syspro-session.js';
import type { CallWatch } from '../session/syspro-settings.js';
import { isWindows1252 } from '../text/windows-1252.js';
import { writeXml, type XmlContent } from '../xml/write-xml.js';
import type { XmlElement } from '../xml/xml-element.js';

/** What every business object's function needs: the session, the site's table of refusals, and what the caller wants around its calls. */
export interface Door {
  readonly session: SysproSession;
  readonly rejectionRules: readonly RejectionRule[];
  readonly watch: CallWatch | undefined;
}

/** One transaction: root element in both documents, parameters, one document's content. */
export interface Transaction {
  readonly businessObject: string;
  readonly root: string;
  readonly parameters: XmlContent;
  readonly content: XmlContent;
}

/** One setup: like a transaction, with what is done to the record. */
export interface Setup extends Transaction {
  readonly action: 'Add' | 'Update';
}

/**
 * Sends a transaction once and judges the reply. Throws `RejectedError` with SYSPRO's words when it is refused, `OutcomeUnknownError` when
 * SYSPRO does not count it as processed either; warnings are in the report.
 */
export async function postTransaction(
  door: Door,
  transaction: Transaction,
): Promise<{ root: XmlElement; report: ReplyReport }> {
  const { businessObject } = transaction;
  const { parameters, document } = documentsOf(transaction);
  return judge(door, businessObject, await door.session.post(businessObject, parameters, document, door.watch));
}

/** Sends a setup once and judges the reply as `postTransaction` does. */
export async function postSetup(door: Door, setup: Setup): Promise<void> {
  const { action, businessObject } = setup;
  const { parameters, document } = documentsOf(setup);
  judge(door, businessObject, await door.session.setUp(action, businessObject, parameters, document, door.watch));
}

/** True when the transaction can be sent the way this site takes it; a site without PostLD takes what one URL holds. */
export function canPost(door: Door, transaction: Transaction): boolean {
  const { parameters, document } = documentsOf(transaction);
  return door.session.canPost(transaction.businessObject, parameters, document);
}

function documentsOf({ root, parameters, content }: Transaction): { parameters: string; document: string } {
  return { parameters: writeXml({ [root]: { Parameters: parameters } }), document: writeXml({ [root]: content }) };
}

function judge(door: Door, businessObject: string, root: XmlElement): { root: XmlElement; report: ReplyReport } {
  const report = readReport(root);
  if (!report.accepted) {
    throw rejectionOf(report.errors, door.rejectionRules, { company: door.session.companyId, businessObject });
  }
  // Silence is not success: any other well-formed XML would confirm a posting nobody made. Read back, it is found if it was done.
  if (!report.processed) {
    throw new OutcomeUnknownError(
      `${businessObject} was answered with <${root.name}>, which counts nothing as processed`,
      {
        code: 'SYSPRO_ANSWER_UNFAMILIAR',
        facts: { company: door.session.companyId, businessObject },
      },
    );
  }
  return { root, report };
}

/**
 * Lets a code or reference through only as it is: one that SYSPRO would store changed is not found again, and what cannot be found
 * again is posted twice. Throws `RejectedError` (`UNSUPPORTED_CHARACTERS`, `INVALID_VALUE`).
 */
export function exactText(name: string, value: string, maximumLength: number): string {
  if (!isWindows1252(value))
    throw rejectedBecause('UNSUPPORTED_CHARACTERS', `${name} has characters SYSPRO cannot store`);
  if (value.trim() === '' || value.length > maximumLength) {
    throw rejectedBecause(
      'INVALID_VALUE',
      `${name} must have 1 to ${maximumLength} characters and has ${value.length}`,
    );
  }
  return value;
}
