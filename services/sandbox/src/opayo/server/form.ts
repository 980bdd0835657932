/** Fields of a form post; Opayo's back end treats text as ISO-8859-1 (opayo.md 2.1). Names whatever their letter case; of a repeated one the first counts. */
export class Form {
  private constructor(private readonly values: ReadonlyMap<string, string>) {}

  /** Reads `application/x-www-form-urlencoded` bytes. Anything can be read: what makes no sense has no fields. */
  static read(body: Buffer): Form {
    const values = new Map<string, string>();
    for (const pair of body.toString('latin1').split('&')) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
      const key = decoded(name).toLowerCase();
      if (key !== '' && !values.has(key)) values.set(key, decoded(value));
    }
    return new Form(values);
  }

  /** As sent, blanks around it aside; undefined when it is absent or empty. */
  get(name: string): string | undefined {
    return this.values.get(name.toLowerCase())?.trim() || undefined;
  }

  /** Every field, names in lower case, sorted by name. */
  entries(): [name: string, value: string][] {
    return [...this.values].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}

/** Percent signs that begin nothing stay as they are. */
function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
