import { Controller, Get, Inject } from '@nestjs/common';
import { Parking, type ParkedItem } from '#libs/delivery';
import { PARKING } from '../tokens.js';

/** What stands still here and why; without personal data. */
@Controller('parked')
export class ParkedController {
  constructor(@Inject(PARKING) private readonly parking: Parking) {}

  /** Everything parked, the longest waiting first. */
  @Get()
  list(): Promise<ParkedItem[]> {
    return this.parking.list();
  }
}
