import { Controller, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { conflict, Shop, ShopKeyGuard, speakFor } from '#libs/service';
import { NoCardData } from '../card-data/no-card-data.pipe.js';
import { Checked } from '../request-body/checked.js';
import { JsonBody } from '../request-body/json-body.js';
import { REGISTRATION_BOOK, VENDORS } from '../tokens.js';
import { vendorNamed } from '../vendor/vendor-named.js';
import type { Vendors } from '../vendor/vendors.js';
import { orderIdOf } from './registration.js';
import type { RegistrationBook } from './registration-book.js';
import { registrationRequest, type RegistrationRequest } from './registration-request.js';

/** How a shop tells us of a payment it registered with Opayo: without the SecurityKey no notification can be verified. */
@Controller('opayo/registrations')
@UseGuards(ShopKeyGuard)
export class RegistrationController {
  constructor(
    @Inject(REGISTRATION_BOOK) private readonly book: RegistrationBook,
    @Inject(VENDORS) private readonly vendors: Vendors,
  ) {}

  /** 201 when new, 200 for the same again (nothing happens twice), 409 when the vendorTxCode is known with other values. */
  @Post()
  async register(
    @Shop() shop: string,
    @JsonBody(new NoCardData(), new Checked(registrationRequest)) request: RegistrationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    speakFor(shop, request.shop);
    const registration = { ...request, vendor: vendorNamed(request.vendor, this.vendors).name };
    const answer = await this.book.register(registration);
    if (answer.result === 'conflict') {
      throw conflict(
        `The payment '${request.vendorTxCode}' was registered before with another ${answer.fields.join(', ')}; nothing was changed`,
      );
    }
    void reply.status(answer.result === 'new' ? 201 : 200);
    const { vendorTxCode, transactionId } = registration;
    return { vendorTxCode, transactionId, orderId: orderIdOf(registration) };
  }
}
