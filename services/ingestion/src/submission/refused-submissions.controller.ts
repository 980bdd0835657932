import { Controller, Get, Inject } from '@nestjs/common';
import { REFUSED_SUBMISSIONS } from '../tokens.js';
import type { RefusedSubmission, RefusedSubmissions } from './refused-submissions.js';

const LATEST = 100;

/** For operators: what producers on Kafka have to mend. No content, no personal data. */
@Controller('submissions/refused')
export class RefusedSubmissionsController {
  constructor(@Inject(REFUSED_SUBMISSIONS) private readonly refused: RefusedSubmissions) {}

  /** The latest 100, the latest first. */
  @Get()
  async list(): Promise<{ refused: RefusedSubmission[] }> {
    return { refused: await this.refused.list(LATEST) };
  }
}
