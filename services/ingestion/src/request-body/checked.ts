import type { PipeTransform } from '@nestjs/common';
import { invalid, type FieldProblem } from '#libs/service';
import type { ZodType } from 'zod';
import { fieldProblems } from './field-problems.js';

/** A body that is as it should be, or what is wrong with it. */
export type Checking<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Checks a body against its schema: the one validator behind both doors, HTTP and Kafka. */
export function check<T>(schema: ZodType<T>, body: unknown): Checking<T> {
  const checked = schema.safeParse(body);
  return checked.success ? { ok: true, value: checked.data } : { ok: false, problems: fieldProblems(checked.error) };
}

/** As a pipe: `@JsonBody(new Checked(schema)) body`; a wrong one is answered with 400 and the names of the fields. */
export class Checked<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: ZodType<T>) {}

  transform(body: unknown): T {
    const checking = check(this.schema, body);
    if (!checking.ok) throw invalid(checking.problems);
    return checking.value;
  }
}
