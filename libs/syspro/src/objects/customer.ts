/** Where a customer is or goods usually go. */
export interface CustomerAddress {
  /** At most five lines of at most 40 characters. */
  readonly lines: readonly string[];
  /** At most 10 characters; may be empty. */
  readonly postcode: string;
}

/** What of a customer can be read and written here. Absent: not told, which leaves it as it is when writing. */
export interface CustomerFields {
  readonly name?: string;
  readonly shortName?: string;
  readonly contact?: string;
  readonly email?: string;
  readonly telephone?: string;
  /** E exempt, N non-exempt, O other. */
  readonly taxStatus?: string;
  readonly taxExemptNumber?: string;
  readonly soldTo?: CustomerAddress;
  readonly shipTo?: CustomerAddress;
  readonly branch?: string;
  readonly area?: string;
  readonly salesperson?: string;
  readonly customerClass?: string;
  readonly termsCode?: string;
  /** EdiSenderCode, at most 40 characters: by it a customer is known to be ours. */
  readonly reference?: string;
}

/** A customer as SYSPRO has it. */
export interface CustomerDetail {
  /** Short form. */
  readonly customer: string;
  /** ISO 4217 where the site's codes are declared. */
  readonly currency: string;
  readonly onHold: boolean;
  readonly fields: CustomerFields;
}

/** A customer to be added. */
export interface NewCustomer {
  readonly customer: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly fields: CustomerFields;
}

/** What is to change of a customer; what is not told stays. */
export interface CustomerChange {
  readonly customer: string;
  readonly fields: CustomerFields;
}
