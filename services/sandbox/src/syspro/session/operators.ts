/** Somebody, or some program, that may log on. */
export interface Operator {
  readonly operator: string;
  readonly password: string;
  /** Business objects licensed for it; undefined means all. */
  readonly businessObjects: ReadonlySet<string> | undefined;
}

/**
 * Reads `POST01:password,POLL01:password:COMFND+SORQRY`: operators separated by commas, each with its password and, if it is not
 * licensed for everything, its business objects. Throws `RangeError` that names what it cannot read, never a password.
 */
export function parseOperators(text: string): Map<string, Operator> {
  const operators = text.split(',').map((part): Operator => {
    const [operator = '', password, objects] = part.trim().split(':');
    if (operator === '' || password === undefined) throw new RangeError(`operator '${operator}' has no password`);
    return { operator, password, businessObjects: objects ? new Set(objects.split('+')) : undefined };
  });
  return new Map(operators.map((operator) => [operator.operator, operator]));
}
