import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { conflict, invalid, Validated } from '#libs/service';
import { z } from 'zod';
import { Books } from '../books/books.js';
import { OrdersFileError } from './orders-file.js';
import { replayReport } from './replay-report.js';
import { OtherFileInBooks } from './replay.js';
import { OrdersFileMissing, Replays, type ReplayRequest } from './replays.js';

/** Body of `POST /replay`. */
export const replayRequest = z
  .strictObject({
    file: z.string().min(1).optional(),
    fresh: z.boolean().optional(),
    ingestionUrl: z.url().optional(),
  })
  .optional();

/** The shop: replays a file of orders. */
@Controller('replay')
export class ReplayController {
  constructor(
    @Inject(Replays) private readonly replays: Replays,
    @Inject(Books) private readonly books: Books,
  ) {}

  /** Plan and progress. */
  @Get()
  async report() {
    await this.books.settled();
    return replayReport(this.books, this.replays.running);
  }

  /** Starts it, or continues it; answers at once. 400 for a file that cannot be replayed, 409 when the books hold another one's. */
  @Post()
  @HttpCode(202)
  async start(@Body(new Validated(replayRequest)) request: ReplayRequest | undefined) {
    try {
      await this.replays.start(request ?? {});
    } catch (error) {
      if (error instanceof OtherFileInBooks) throw conflict(error.message);
      if (error instanceof OrdersFileMissing) throw invalid([{ field: 'file', message: error.message }]);
      if (error instanceof OrdersFileError)
        throw invalid(error.problems.map((message) => ({ field: 'file', message })));
      throw error;
    }
    return this.report();
  }
}
