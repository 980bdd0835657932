import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { Validated } from '#libs/service';
import { z } from 'zod';
import { faultRequest, type Fault, type FaultRequest } from './fault.js';
import { Faults } from './faults.js';

const faultList = z.union([
  z.array(faultRequest),
  z.strictObject({ faults: z.array(faultRequest) }).transform(({ faults }) => faults),
]);

/** Faults of the stand-ins, on demand. */
@Controller('faults')
export class FaultsController {
  constructor(@Inject(Faults) private readonly faults: Faults) {}

  @Get()
  list(): Fault[] {
    return this.faults.list();
  }

  /** Replaces them all; an empty list clears. */
  @Put()
  replace(@Body(new Validated(faultList)) requests: FaultRequest[]): Promise<Fault[]> {
    return this.faults.replace(requests);
  }

  /** Adds one. */
  @Post()
  async add(@Body(new Validated(faultRequest)) request: FaultRequest): Promise<Fault[]> {
    return this.faults.add(request);
  }

  @Delete()
  @HttpCode(204)
  async clear(): Promise<void> {
    await this.faults.replace([]);
  }
}
