import { Controller, Get, Inject } from '@nestjs/common';
import { TOPICS, type MasterData, type TopicDefinition } from '#libs/contracts';
import { OnBatch, type ConsumedRecord } from '#libs/kafka';
import { LOGGER } from '#libs/service';
import { MASTER_DATA_DESK } from '../tokens.js';
import { MasterDataDesk, newsOf } from './master-data-desk.js';
import type { MasterDataAge } from './master-data-state.js';

interface Log {
  warn(facts: object, message: string): void;
}

/** Customers and stock codes as SYSPRO has them, keyed by company, kind and code; a record without value deletes. */
@Controller('master-data')
export class MasterDataController {
  constructor(
    @Inject(MASTER_DATA_DESK) private readonly desk: MasterDataDesk,
    @Inject(LOGGER) private readonly log: Log,
  ) {}

  /** Returning means stored; a second delivery changes nothing. A kind newer than this release says nothing that could be used here. */
  @OnBatch(TOPICS.masterData as TopicDefinition<MasterData | null>)
  async take(records: ConsumedRecord<MasterData | null>[]): Promise<void> {
    const news = records.map(({ key, value, headers, receivedAt }) =>
      newsOf(key, value, headers.time === undefined ? receivedAt : new Date(headers.time)),
    );
    const unknown = news.filter((each) => each === undefined).length;
    if (unknown > 0) this.log.warn({ unknown }, 'Master data of kinds this release does not know were left out');
    await this.desk.take(news.flatMap((each) => each ?? []));
  }

  /** How old what is known is, by company and kind. */
  @Get()
  async ages(): Promise<{ masterData: MasterDataAge[] }> {
    return { masterData: await this.desk.ages() };
  }
}
