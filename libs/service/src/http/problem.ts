import { HttpException, HttpStatus, type PipeTransform } from '@nestjs/common';
import type { ZodType } from 'zod';

/** One thing wrong with one field of a request. */
export interface FieldProblem {
  /** Path of the field in the request, e.g. `lines.0.quantity`; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

/** The body of every error answer (RFC 9457), served as `application/problem+json`. */
export interface Problem {
  /** `about:blank`, or a `urn:clarity-connect:problem:…` that programs may branch on. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  /** Under which this request is found in logs and traces. */
  readonly traceId?: string;
}

/** Throw it to answer with exactly this problem. */
export class ProblemException extends HttpException {
  constructor(readonly problem: Omit<Problem, 'type'> & { readonly type?: string }) {
    super(problem.detail ?? problem.title, problem.status);
    this.name = 'ProblemException';
  }
}

/** 404: there is no such thing. `detail` names it. */
export function notFound(detail: string): ProblemException {
  return new ProblemException({ title: 'Not Found', status: HttpStatus.NOT_FOUND, detail });
}

/** 409: it clashes with what is already known. `detail` says how. */
export function conflict(detail: string): ProblemException {
  return new ProblemException({ title: 'Conflict', status: HttpStatus.CONFLICT, detail });
}

/** 400: these fields are wrong. */
export function invalid(errors: readonly FieldProblem[]): ProblemException {
  const detail = errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
  return new ProblemException({
    type: 'urn:clarity-connect:problem:invalid-request',
    title: 'The request is not valid',
    status: HttpStatus.BAD_REQUEST,
    detail,
    errors,
  });
}

/** Checks a value against a schema; throws the 400 that names each wrong field. */
export function validated<T>(schema: ZodType<T>, value: unknown): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw invalid(
    checked.error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message })),
  );
}

/** As a pipe: `@Body(new Validated(schema)) body` or `@Query(new Validated(schema)) query`. */
export class Validated<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: ZodType<T>) {}

  transform(value: unknown): T {
    return validated(this.schema, value);
  }
}
