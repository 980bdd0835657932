import type { Books } from '../../books/books.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import type { Vendors } from '../vendors.js';
import { replyDocument } from './reporting-reply.js';
import { ReportingRefusal } from './reporting-refusal.js';
import { isSignedBy, readReportingRequest, type ReportingRequest } from './reporting-request.js';
import { REPORTS } from './reports.js';

export interface ReportingOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly vendors: Vendors;
}

/** The Reporting & Admin API: one document in, one out (opayo.md 3). Reads the books and never changes them. */
export class Reporting {
  constructor(private readonly options: ReportingOptions) {}

  /** The answer's bytes; a refusal is an answer too. */
  async answer(body: Buffer): Promise<Buffer> {
    const { books, clock } = this.options;
    await books.settled();
    const at = clock.now();
    try {
      const request = readReportingRequest(body);
      return replyDocument({ at }, this.report(request));
    } catch (error) {
      if (!(error instanceof ReportingRefusal)) throw error;
      return replyDocument({ errorCode: error.errorCode, error: error.message, at });
    }
  }

  private report({ command, ...request }: ReportingRequest) {
    const { books } = this.options;
    // Asked for without credentials, it is answered: the guideline's first command, for trying the connection.
    if (command.toLowerCase() === 'version') return REPORTS['version']?.(books, '', request.parameters) ?? [];
    const account = this.options.vendors.named(request.vendor);
    if (account?.reporting?.user.toLowerCase() !== request.user.toLowerCase()) throw new ReportingRefusal('USER');
    if (!isSignedBy({ command, ...request }, account.reporting.password)) throw new ReportingRefusal('SIGNATURE');
    const report = Object.hasOwn(REPORTS, command.toLowerCase()) ? REPORTS[command.toLowerCase()] : undefined;
    if (!report) throw new ReportingRefusal('COMMAND', command);
    return report(books, account.vendor, request.parameters);
  }
}

/** The command a body asks for, whatever else is wrong with it; for faults that are meant for one command. */
export function commandOf(body: Buffer): string {
  try {
    return readReportingRequest(body).command;
  } catch {
    return '';
  }
}
