import { Controller, Get, Inject } from '@nestjs/common';
import type { ParkedItem, Parking } from '#libs/delivery';
import { PARKING } from '../tokens.js';

/** What waits for a person here. */
@Controller('parked')
export class ParkedController {
  constructor(@Inject(PARKING) private readonly parking: Parking) {}

  /** The longest waiting first. */
  @Get()
  list(): Promise<ParkedItem[]> {
    return this.parking.list();
  }
}
