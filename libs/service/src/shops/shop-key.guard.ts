import { createParamDecorator, HttpStatus, Inject, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem.js';
import { SHOP_KEYS } from '../tokens.js';
import type { ShopKeys } from './shop-keys.js';

interface ShopRequest extends FastifyRequest {
  shop?: string;
}

/** Lets a request in when it carries a shop's key as `Authorization: Bearer <key>`; 401 otherwise. `@Shop()` then gives the shop's name. */
export class ShopKeyGuard implements CanActivate {
  constructor(@Inject(SHOP_KEYS) private readonly keys: ShopKeys) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<ShopRequest>();
    const [, key] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const shop = key === undefined ? undefined : this.keys.shopOf(key);
    if (shop === undefined) {
      throw new ProblemException({
        title: 'Unauthorized',
        status: HttpStatus.UNAUTHORIZED,
        detail: "Send your shop's key as 'Authorization: Bearer <key>'",
      });
    }
    request.shop = shop;
    return true;
  }
}

/** The shop whose key the request carries. */
export const Shop = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<ShopRequest>().shop as string;
});

/** A key speaks for its own shop only: 403 for another one's name in the body. */
export function speakFor(shop: string, named: string): void {
  if (shop === named) return;
  throw new ProblemException({
    title: 'Forbidden',
    status: HttpStatus.FORBIDDEN,
    detail: `This key belongs to the shop '${shop}', not to '${named}'`,
    errors: [{ field: 'shop', message: `must be '${shop}'` }],
  });
}
