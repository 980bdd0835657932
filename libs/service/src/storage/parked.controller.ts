import { Controller, Get, Inject } from '@nestjs/common';
import type { ParkedItem, Parking } from '#libs/delivery';

/** Token of the `Parking` whose items `ParkedController` shows. */
export const PARKING = Symbol('parking');

/** What waits for a person in this service, and why; no personal data. */
@Controller('parked')
export class ParkedController {
  constructor(@Inject(PARKING) private readonly parking: Parking) {}

  /** Everything parked now, the longest waiting first. */
  @Get()
  async list(): Promise<{ parked: ParkedItem[] }> {
    return { parked: await this.parking.list() };
  }
}
