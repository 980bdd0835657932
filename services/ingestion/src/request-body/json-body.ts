import { createParamDecorator, HttpStatus, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalid, ProblemException } from '#libs/service';
import { shapeProblem } from './json-shape.js';

/**
 * The request's JSON, parsed: as `@Body()`, and nothing of it lost on the way. 415 for another media type or charset than JSON in UTF-8, 400 for bytes that are
 * not UTF-8, for a member given twice and for nesting beyond reason.
 */
export const JsonBody = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { rawBody?: Buffer }>();
  refuseOtherMedia(request.headers['content-type'] ?? '');
  if (request.rawBody === undefined) throw invalid([{ field: '', message: 'a JSON body is expected' }]);
  const problem = shapeProblem(textOf(request.rawBody));
  if (problem) throw invalid([problem]);
  return request.body;
});

function refuseOtherMedia(contentType: string): void {
  if (!/^application\/json\s*(?:;|$)/i.test(contentType))
    throw unsupported('Send JSON, as Content-Type: application/json');
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw unsupported('JSON is read as UTF-8 only (RFC 8259)');
}

function unsupported(detail: string): ProblemException {
  return new ProblemException({ title: 'Unsupported Media Type', status: HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail });
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid([
      { field: '', message: 'the body is not UTF-8; a name with an accent was perhaps sent as ISO-8859-1' },
    ]);
  }
}
