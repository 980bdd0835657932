import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { isConnectError, RejectedError, RetryableError } from '#libs/errors';
import { ProblemException, type Problem } from './problem.js';

/**
 * Turns whatever was thrown into an answer that helps without telling secrets: what the client did wrong is explained, what went
 * wrong on our side is logged and answered with a bare 500.
 *
 * For messages (`rpc`) it throws the error on as it is. Nest's own filter would replace any error by a bare object, and the
 * transport could no longer tell the four kinds apart (base-rpc-exception-filter.ts, `handleUnknownError`).
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly traceId: () => string | undefined,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const problem = problemOf(error);
    if (problem.status >= 500) this.log.error({ err: error, status: problem.status }, 'request failed');
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const traceId = this.traceId();
    if (error instanceof RetryableError && error.retryAfterMs !== undefined) {
      void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
    }
    sendProblem(reply, traceId === undefined ? problem : { ...problem, traceId });
  }
}

/** Sends it, with its own status and media type. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/** The answer to an error; what is not meant for the client stays out of it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemException) return { type: 'about:blank', ...error.problem };
  if (error instanceof HttpException) return plainProblem(error.getStatus(), error.message);
  if (isConnectError(error)) return connectProblem(error);
  const status = clientFault(error);
  if (status !== undefined) return plainProblem(status, (error as Error).message);
  return plainProblem(HttpStatus.INTERNAL_SERVER_ERROR);
}

function connectProblem(error: Error & { kind: string; code: string }): Problem {
  const type = `urn:clarity-connect:problem:${error.code.toLowerCase().replaceAll('_', '-')}`;
  if (error instanceof RejectedError)
    return { type, title: 'Refused', status: HttpStatus.UNPROCESSABLE_ENTITY, detail: error.message };
  if (error instanceof RetryableError) return { ...plainProblem(HttpStatus.SERVICE_UNAVAILABLE), type };
  return { ...plainProblem(HttpStatus.INTERNAL_SERVER_ERROR), type };
}

/** Fastify marks what the client got wrong (body too large, not JSON, unknown media type) with a 4xx `statusCode`. */
function clientFault(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}

/** A 5xx never carries a detail: its message was written for us. */
function plainProblem(status: number, detail?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const told = status < 500 && detail !== undefined && detail !== title;
  return { type: 'about:blank', title, status, ...(told && { detail }) };
}
