import { createParamDecorator, HttpStatus, Inject, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemException } from '../http/problem.js';
import { OPERATOR_KEYS } from '../tokens.js';
import { OperatorKeys } from './operator-keys.js';

/** A request as the guard reads and marks it. */
interface OperatorRequest {
  readonly headers: { readonly authorization?: string };
  operator?: string;
}

/** Lets a request in when it carries an operator's key as `Authorization: Bearer <key>`; 401 otherwise. `@Operator()` then gives the name. */
export class OperatorKeyGuard implements CanActivate {
  constructor(@Inject(OPERATOR_KEYS) private readonly keys: OperatorKeys) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const [, key] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const operator = key === undefined ? undefined : this.keys.operatorOf(key);
    if (operator === undefined) {
      throw new ProblemException({
        title: 'Unauthorized',
        status: HttpStatus.UNAUTHORIZED,
        detail: "Send an operator's key (OPERATOR_KEYS) as 'Authorization: Bearer <key>'",
      });
    }
    request.operator = operator;
    return true;
  }
}

/** The operator whose key the request carries. */
export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<OperatorRequest>().operator ?? '';
});
