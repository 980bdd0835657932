import { FieldRefusal } from '../functions/field-refusal.js';

/** How much one document may cost. Counted, not timed: the same document ends the same way on every machine. */
export interface WorkLimits {
  /** Steps of all expressions of a document: a call, an element looked at (more for a long expression), 64 characters copied. Default: 3 million, about a second; the largest of 423 real orders, 593 lines, takes 25,000. */
  readonly steps: number;
  /** Characters of one text. Default: 1 million. */
  readonly textLength: number;
  /** Items of one list. Default: 1 million. */
  readonly listLength: number;
}

export const DEFAULT_LIMITS: WorkLimits = { steps: 3_000_000, textLength: 1_000_000, listLength: 1_000_000 };

/** Rule of a document that was ended because an expression would have gone on without end. */
export const TOO_MUCH_WORK = 'TOO_MUCH_WORK';

/** Ends the whole document: what is spent is spent for all its fields. Nothing in an expression may swallow it. */
export class WorkExhausted extends FieldRefusal {
  constructor(what: string) {
    super(TOO_MUCH_WORK, null, `write the expression so that it does less: ${what}`);
    this.name = 'WorkExhausted';
  }
}

/** What is left for one document. */
export class WorkBudget {
  private left: number;

  constructor(readonly limits: WorkLimits = DEFAULT_LIMITS) {
    this.left = limits.steps;
  }

  /** Throws `WorkExhausted` when the document has had its steps. */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new WorkExhausted(`the document took more than ${this.limits.steps} steps`);
  }

  /** Pays for a value that was made, a text or a list, and refuses one beyond all measure. */
  made(value: unknown): void {
    if (typeof value === 'string') this.text(value.length);
    else if (Array.isArray(value)) this.list(value.length);
  }

  text(length: number): void {
    if (length > this.limits.textLength)
      throw new WorkExhausted(`it makes a text of more than ${this.limits.textLength} characters`);
    if (length > 64) this.spend(length >> 6);
  }

  list(length: number): void {
    if (length > this.limits.listLength)
      throw new WorkExhausted(`it makes a list of more than ${this.limits.listLength} items`);
    this.spend(length);
  }
}
