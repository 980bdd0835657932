import {
  Controller,
  Header,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Req,
  Res,
  type RawBodyRequest,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NOTIFICATION_REPLY_TYPE } from '#libs/opayo';
import { PLATFORM, type Platform } from '#libs/service';
import type { IngestionConfig } from '../ingestion.config.js';
import { NOTIFICATION_DESK, VENDORS } from '../tokens.js';
import type { Vendors } from '../vendor/vendors.js';
import type { DeskAnswer, NotificationDesk } from './notification-desk.js';

/** A notification of protocol 4.00 with every field at its longest is below 4 KiB. */
const MAXIMUM_BYTES = 64 * 1024;

/** Opayo's NotificationURL. The answer decides over the payment: see `NotificationDesk`. */
@Controller('opayo/notifications')
export class NotificationController {
  constructor(
    @Inject(NOTIFICATION_DESK) private readonly desk: NotificationDesk,
    @Inject(VENDORS) private readonly vendors: Vendors,
    @Inject(PLATFORM) private readonly platform: Platform<IngestionConfig>,
  ) {}

  /**
   * 200 with `Status=…` lines once the row is committed. Without an answer Opayo repeats it: 503 when it could not be committed, 404 for a vendor
   * we do not serve, which is our configuration's fault and no reason to cancel a payment. 413 for what is far too big.
   */
  @Post(['', ':vendor'])
  @HttpCode(HttpStatus.OK)
  @Header('content-type', NOTIFICATION_REPLY_TYPE)
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('vendor') name?: string,
  ): Promise<Buffer | undefined> {
    const body = request.rawBody ?? Buffer.alloc(0);
    if (body.length > MAXIMUM_BYTES) {
      void reply.status(HttpStatus.PAYLOAD_TOO_LARGE);
      return undefined;
    }
    const vendor = name === undefined ? undefined : this.vendors.get(name);
    if (name !== undefined && !vendor) {
      this.platform.log.error(
        { vendor: name.slice(0, 50) },
        'A notification for a vendor that OPAYO_VENDORS does not have was not answered; Opayo will repeat it',
      );
      void reply.status(HttpStatus.NOT_FOUND);
      return undefined;
    }
    try {
      const answer = await this.desk.receive(body, vendor, this.platform.tracing.traceparent());
      this.note(answer);
      return answer.reply;
    } catch (error) {
      // Anything that looks like an answer here, a problem document too, could end a payment that is not stored.
      this.platform.log.error({ err: error }, 'A notification was not stored and not answered; Opayo will repeat it');
      void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return undefined;
    }
  }

  private note({ result, verdict, notification, refused }: DeskAnswer): void {
    const { log } = this.platform;
    if (refused) {
      log.warn({ code: refused.code, field: refused.field }, 'A post to the notification address was refused');
      return;
    }
    const { transactionId, vendorTxCode, status, txType } = notification ?? {};
    const fields = { transactionId, vendorTxCode, status, txType, result, verdict };
    if (verdict === 'forged') log.warn(fields, 'A notification is not genuine; it was answered INVALID');
    else log.info(fields, 'A notification was stored');
  }
}
