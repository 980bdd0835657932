import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { Validated } from '#libs/service';
import { z } from 'zod';
import { SandboxClock, TIME_ZONE } from './sandbox-clock.js';

const setting = z.strictObject({ now: z.iso.datetime({ offset: true }), frozen: z.boolean().default(false) });
const duration = z.strictObject({
  days: z.int().default(0),
  hours: z.int().default(0),
  minutes: z.int().default(0),
  seconds: z.int().default(0),
});

const SECOND_MS = 1000;

/** The sandbox's own clock. */
@Controller('clock')
export class ClockController {
  constructor(@Inject(SandboxClock) private readonly clock: SandboxClock) {}

  @Get()
  read() {
    const { clock } = this;
    return { now: clock.now().toISOString(), today: clock.today(), timeZone: TIME_ZONE, frozen: clock.frozen };
  }

  /** Sets it; `frozen` makes it stand still. */
  @Put()
  async set(@Body(new Validated(setting)) { now, frozen }: z.output<typeof setting>) {
    await this.clock.set(new Date(now), frozen);
    return this.read();
  }

  /** Moves it on, or back with negative figures. */
  @Post('advance')
  @HttpCode(200)
  async advance(@Body(new Validated(duration)) { days, hours, minutes, seconds }: z.output<typeof duration>) {
    await this.clock.advance((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND_MS);
    return this.read();
  }

  /** Lets it run with the machine's again. */
  @Delete()
  async reset() {
    await this.clock.reset();
    return this.read();
  }
}
