import type { WorkBudget } from './work-budget.js';

/** One document being mapped, as its expressions see it. */
export interface Run {
  /** Value of each variable; undefined while, or because, it has none. */
  readonly slots: unknown[];
  readonly budget: WorkBudget;
}

/** A compiled expression. Throws `FieldRefusal` for a value it cannot work with and `MissingValue` where it needs one that failed before. */
export type Program = (run: Run) => unknown;

/** The expression needs a value that failed already, which has been told; it has nothing to add. */
export class MissingValue extends Error {
  constructor() {
    super('a value above it failed');
    this.name = 'MissingValue';
  }
}

/** The place of each variable. One name has one place in the whole document; what stands there changes as the document is built. */
export class SlotNames {
  private readonly places = new Map<string, number>();

  of(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    this.places.set(name, this.places.size);
    return this.places.size - 1;
  }

  get count(): number {
    return this.places.size;
  }
}
