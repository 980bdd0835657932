/**
 * One element of a SYSPRO document. Names are compared by local name and without regard to letter case: transactions lower-case
 * their root, setups lower-case `item` and `key` as well, and some queries put prefixes before descriptions (syspro.md 1.3).
 */
export class XmlElement {
  readonly #key: string;

  constructor(
    /** As written, without its prefix. */
    readonly name: string,
    readonly elements: readonly XmlElement[],
    private readonly content: string,
  ) {
    this.#key = name.toLowerCase();
  }

  /** Own text, trimmed: SYSPRO pads numbers and ids with blanks. */
  get text(): string {
    return this.content.trim();
  }

  is(name: string): boolean {
    return this.#key === name.toLowerCase();
  }

  /** First child of that name. */
  child(name: string): XmlElement | undefined {
    return this.elements.find((element) => element.is(name));
  }

  /** All children of that name, in document order. */
  children(name: string): XmlElement[] {
    return this.elements.filter((element) => element.is(name));
  }

  /** Text of the first child of that name; empty when there is none or it is empty, which SYSPRO does not tell apart either. */
  value(name: string): string {
    return this.child(name)?.text ?? '';
  }

  /** Every element below this one, in document order. */
  *descendants(): Generator<XmlElement> {
    for (const element of this.elements) {
      yield element;
      yield* element.descendants();
    }
  }

  /** Text of the first element of that name at any depth; empty when there is none. */
  valueAnywhere(name: string): string {
    for (const element of this.descendants()) if (element.is(name)) return element.text;
    return '';
  }
}
