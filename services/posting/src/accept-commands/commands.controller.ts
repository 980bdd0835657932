import { Controller, Inject } from '@nestjs/common';
import { TOPICS, type ErpCommand } from '#libs/contracts';
import { OnBatch, type ConsumedRecord } from '#libs/kafka';
import { CONFIG } from '#libs/service';
import type { EffectStore } from '../effect-store/effect-store.js';
import type { PostingConfig } from '../posting.config.js';
import { EFFECT_STORE } from '../tokens.js';
import { planEffect } from './plan-effect.js';

/**
 * `erp.commands.v1`, key orderId: stores each command as a planned effect; lanes do them. A second delivery stores nothing; the same
 * effectId with another content is parked and the first one stands.
 */
@Controller()
export class CommandsController {
  constructor(
    @Inject(EFFECT_STORE) private readonly store: EffectStore,
    @Inject(CONFIG) private readonly config: PostingConfig,
  ) {}

  @OnBatch(TOPICS.erpCommands)
  async accept(records: ConsumedRecord<ErpCommand>[]): Promise<void> {
    const company = this.config.sysproCompanyId;
    await this.store.accept(records.map((record) => planEffect(record.value, company, record.traceparent)));
  }
}
