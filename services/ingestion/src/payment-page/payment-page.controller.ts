import { Controller, Headers, HttpStatus, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { hasCardNumber, registrationProblems, type ServerRegistrationRequest } from '#libs/opayo';
import { conflict, invalid, ProblemException, Shop, ShopKeyGuard, speakFor } from '#libs/service';
import { NoCardData } from '../card-data/no-card-data.pipe.js';
import { Checked } from '../request-body/checked.js';
import { JsonBody } from '../request-body/json-body.js';
import { OWN_ADDRESS, PAGE_DESK, VENDORS } from '../tokens.js';
import { vendorNamed } from '../vendor/vendor-named.js';
import type { Vendor, Vendors } from '../vendor/vendors.js';
import type { PageAnswer, PageDesk } from './page-desk.js';
import type { PageRefusal, PaymentPage } from './page-attempt.js';
import { PageCounts } from './page-counts.js';
import { pageRequest, type PageRequest } from './page-request.js';
import { refusedField } from './refused-field.js';
import { registrationOf } from './registration-of.js';

/** How a shop gets a payment page of Opayo's for an order: the shopper's card is given to Opayo and never comes near us. */
@Controller('payments')
@UseGuards(ShopKeyGuard)
export class PaymentPageController {
  constructor(
    @Inject(PAGE_DESK) private readonly desk: PageDesk,
    @Inject(VENDORS) private readonly vendors: Vendors,
    @Inject(OWN_ADDRESS) private readonly ownAddress: () => string,
    @Inject(PageCounts) private readonly counts: PageCounts,
  ) {}

  /**
   * 201 with the page's address. The same under the same Idempotency-Key (or, without one, for the same order and attempt) gets the first answer. 409 when the key is
   * known with another body; 422 when Opayo refuses it; 503 with Retry-After when there is no page yet: the same again, under the same key, goes on.
   */
  @Post()
  async open(
    @Shop() shop: string,
    @JsonBody(new NoCardData(), new Checked(pageRequest)) request: PageRequest,
    @Headers('idempotency-key') header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentPage> {
    speakFor(shop, request.shop);
    const vendor = vendorNamed(request.vendor, this.vendors);
    const formOf = (code: string) => registrationOf(request, code, vendor.name, this.notificationUrlOf(vendor));
    refuseUnsendable(request, formOf('CODE'));
    const answer = await this.desk.open({ idempotencyKey: keyOf(header, request), vendor, request, formOf });
    this.counts.answered(answer.result);
    if (answer.result === 'later') {
      void reply.header('retry-after', String(Math.ceil(answer.retryAfterMs / 1000)));
      throw later(answer);
    }
    if (answer.result === 'refused') throw refused(answer.refusal);
    if (answer.result === 'conflict') {
      throw conflict(
        'This Idempotency-Key (or this order and attempt) is known with another body; nothing was changed',
      );
    }
    return answer.page;
  }

  private notificationUrlOf({ name }: Vendor): string {
    return `${this.ownAddress()}/opayo/notifications/${name}`;
  }
}

/** A key of the shop's own, or the order and which try it is. */
function keyOf(header: string | undefined, { orderReference, attempt }: PageRequest): string {
  if (header === undefined) return `order ${attempt} ${orderReference}`;
  if (!/^[\x21-\x7e]{1,255}$/.test(header) || hasCardNumber(header)) {
    const message = '1 to 255 visible ASCII characters, and no card number';
    throw invalid([{ field: 'Idempotency-Key', message }]);
  }
  return `key ${header}`;
}

/** Opayo's own rules, told before anything is stored. */
function refuseUnsendable({ delivery }: PageRequest, form: ServerRegistrationRequest): void {
  // Without an address of its own a parcel goes to the billing address, whose problems are told once.
  const problems = registrationProblems(form).filter(
    ({ field }) => delivery !== undefined || !field.startsWith('delivery.'),
  );
  if (problems.length > 0) throw invalid(problems.map(({ field, expected }) => ({ field, message: expected })));
}

function refused({ status, code, text }: PageRefusal): ProblemException {
  const message = `Opayo answered ${status}${code === null ? '' : ` ${code}`}: ${text}`;
  return new ProblemException({
    type: 'urn:clarity-connect:problem:opayo-refused',
    title: 'Opayo refused the payment',
    status: HttpStatus.UNPROCESSABLE_ENTITY,
    detail: `${message}. Nothing was registered. What was mended needs another Idempotency-Key or attempt.`,
    errors: [{ field: refusedField({ code, text }), message }],
  });
}

const WHY: Readonly<Record<(PageAnswer & { result: 'later' })['why'], string>> = {
  away: 'Opayo cannot be reached; nothing was registered',
  unheard:
    'Opayo was asked and its answer was not heard; whatever page it made is lost and ends by itself, so nobody can pay on it',
  'in hand': 'The same request is in hand',
};

function later({ why }: PageAnswer & { result: 'later' }): ProblemException {
  return new ProblemException({
    type: 'urn:clarity-connect:problem:no-page-yet',
    title: 'There is no payment page yet',
    status: HttpStatus.SERVICE_UNAVAILABLE,
    detail: `${WHY[why]}. Send the same again under the same key after Retry-After seconds.`,
  });
}
