/** A value for one field of a custom form. Exactly one kind of value. */
export interface FormField {
  /** The site's code of the kind of form, e.g. for orders or customers. */
  readonly formType: string;
  /** Key of what the form belongs to, e.g. the sales order's number in stored form. */
  readonly key: string;
  readonly fieldName: string;
  readonly value: string;
}
