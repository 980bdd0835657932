import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { conflict, notFound, Operator, OperatorKeyGuard, Validated } from '#libs/service';
import type { EffectStore } from '../effect-store/effect-store.js';
import { EFFECT_STORE } from '../tokens.js';

const REDRIVE = z.strictObject({
  reason: z.string().trim().min(3, 'say what was mended, in a few words').max(500),
});

/** What operators may do with rejected effects, by a key of their own (`OPERATOR_KEYS`). */
@Controller('effects')
@UseGuards(OperatorKeyGuard)
export class RedriveController {
  constructor(@Inject(EFFECT_STORE) private readonly store: EffectStore) {}

  /** Sends a rejected effect (id percent-encoded) again as its next revision; 409 when it is not parked or may be in SYSPRO. */
  @Post(':effectId/redrive')
  @HttpCode(200)
  async redrive(
    @Param('effectId') effectId: string,
    @Body(new Validated(REDRIVE)) { reason }: z.output<typeof REDRIVE>,
    @Operator() operator: string,
  ): Promise<{ effectId: string; revision: number }> {
    const revision = await this.store.redrive(effectId, { by: operator, reason });
    if (revision !== undefined) return { effectId, revision };
    const effect = await this.store.find(effectId);
    if (!effect) throw notFound(`There is no effect ${effectId}`);
    const parked = effect.parked ? 'parked' : 'not parked';
    throw conflict(
      `Effect ${effectId} is ${effect.state} and ${parked}: only what waits for a person and is surely not in SYSPRO is sent again`,
    );
  }
}
