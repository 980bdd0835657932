import { HttpStatus, type PipeTransform } from '@nestjs/common';
import { findCardData } from '#libs/opayo';
import { ProblemException } from '#libs/service';

/**
 * Refuses a body that holds what looks like a card number, before anything of it is validated, stored or logged. The answer names the
 * field and never the digits.
 */
export class NoCardData implements PipeTransform<unknown, unknown> {
  transform(body: unknown): unknown {
    const places = findCardData(body);
    if (places.length === 0) return body;
    throw new ProblemException({
      type: 'urn:clarity-connect:problem:card-data',
      title: 'Card data is not accepted here',
      status: HttpStatus.BAD_REQUEST,
      detail: 'What looks like a card number was found; nothing of the request was kept',
      errors: places.map((field) => ({ field, message: 'looks like a card number' })),
    });
  }
}
