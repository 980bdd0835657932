import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { invalid, notFound } from '#libs/service';
import type { EffectStore, EffectSummary } from '../effect-store/effect-store.js';
import { EFFECT_STORE } from '../tokens.js';
import { effectLine, effectView } from './effect-view.js';

/** What finance and support ask: what did you do, what did SYSPRO say. */
@Controller('effects')
export class EffectsController {
  constructor(@Inject(EFFECT_STORE) private readonly store: EffectStore) {}

  /** Effects by state. */
  @Get('summary')
  summary(): Promise<EffectSummary> {
    return this.store.summary();
  }

  /** `GET /effects?orderId=gifts/536365`: the effects of an order in their sequence; an order never heard of has none. */
  @Get()
  async ofOrder(@Query('orderId') orderId: string | undefined): Promise<object> {
    if (!orderId) throw invalid([{ field: 'orderId', message: 'is needed, as shop/orderReference' }]);
    const effects = await this.store.ofOrder(orderId);
    return { orderId, effects: effects.map(effectLine) };
  }

  /** Intent, requests and answers without persons and secrets, attempts, evidence. The id goes percent-encoded or as it is. */
  @Get('*')
  async one(@Param('*') effectId: string): Promise<object> {
    const effect = await this.store.find(effectId);
    if (!effect) throw notFound(`There is no effect ${effectId}`);
    return effectView(effect, this.store);
  }
}
