import type { Books } from '../books/books.js';
import { collection, type BookDraft } from '../books/collection.js';
import { faultFrom, matches, seenOnce, type Fault, type FaultRequest, type FaultTarget } from './fault.js';

const FAULTS = collection<Fault>('faults');

/** The faults that were asked for; kept in the books, so that one that has struck does not strike again after a restart. */
export class Faults {
  constructor(private readonly books: Books) {}

  list(): Fault[] {
    return this.books.all(FAULTS);
  }

  async add(...requests: FaultRequest[]): Promise<Fault[]> {
    return this.books.change((draft) => addFaults(draft, requests));
  }

  /** These instead of whatever there was. */
  async replace(requests: readonly FaultRequest[]): Promise<Fault[]> {
    return this.books.change((draft) => {
      for (const fault of draft.all(FAULTS)) draft.remove(FAULTS, fault.faultId);
      return addFaults(draft, requests);
    });
  }

  /** The fault that strikes this call, if one does. Every fault that matches counts the call. */
  async strike(target: FaultTarget): Promise<Fault | undefined> {
    if (!this.list().some((fault) => matches(fault, target))) return undefined;
    return this.books.change((draft) => {
      let struck: Fault | undefined;
      for (const fault of draft.all(FAULTS).filter((candidate) => matches(candidate, target))) {
        const after = seenOnce(fault);
        draft.put(FAULTS, fault.faultId, after.fault);
        if (after.strikes) struck ??= after.fault;
      }
      return struck;
    });
  }
}

/** Adds faults within a change of the books. */
export function addFaults(draft: BookDraft, requests: readonly FaultRequest[]): Fault[] {
  const faults = requests.map(faultFrom);
  for (const fault of faults) draft.put(FAULTS, fault.faultId, fault);
  return faults;
}
