/** Pi's words; Reporting shows the same (opayo.md 3.5). */
export type TransactionType = 'Payment' | 'Deferred' | 'Authenticate' | 'Authorise' | 'Repeat' | 'Refund' | 'Token';
