import { Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { TopicDefinition } from '#libs/contracts';
import type { ConsumedRecord } from '../record/consumed-record.js';

/** Nest gives only the handlers of this transport to `KafkaStrategy`. */
export const KAFKA_BATCHES = Symbol('kafka-batches');

/** What a handler knows of the batch beside its records. */
export interface BatchContext {
  /** Logical name, without the run's prefix. */
  readonly topic: string;
  readonly partition: number;
  /** Records of the partition behind the ones fetched with these, when they were fetched. */
  readonly lagRecords: number;
  /** By when the handler must have returned. */
  readonly deadline: Date;
  /** Aborted when the partition is lost or the deadline has passed: what is not yet stored will be stored by another. */
  readonly signal: AbortSignal;
}

/** A handler of batches. Returning means stored; see `OnBatch`. */
export type BatchHandler<T> = (records: ConsumedRecord<T>[], context: BatchContext) => Promise<void>;

/** What `OnBatch` leaves on the method for the strategy. */
export interface BatchExtras {
  readonly batchesOf: TopicDefinition;
}

/**
 * Declares a method the handler of a topic; one per topic and service. It is called with records of one partition, in order, at most 500 at
 * a time, never twice at once for a partition; different partitions run side by side.
 *
 * - *Returning* says that all of them are stored. Only then are their offsets committed. Wait for nothing outside your own database.
 * - *Every record may come again*, in the same or another grouping: after a crash, a rebalance, a lost commit. Store by the event's identity.
 * - *Throwing `RetryableError`* (or `OutcomeUnknownError`: storing again is safe) says that nothing was stored: the partition pauses, and the
 *   same records come again. Other partitions go on.
 * - *Throwing anything else* says that some record cannot be borne: the records come again in halves, down to the one, which goes to
 *   quarantine as `HANDLER_FAILED` with somebody woken. So a handler's work must be all or nothing. A key that your domain refuses is parked by you instead.
 */
export function OnBatch<T>(topic: TopicDefinition<T>) {
  return <H extends BatchHandler<T>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    const extras: BatchExtras = { batchesOf: topic };
    const decorators = [EventPattern(topic.name, KAFKA_BATCHES, { ...extras }), UseFilters(new SameError())];
    for (const decorate of decorators as MethodDecorator[]) decorate(target, key, descriptor);
    // Without these Nest passes the first argument only.
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
  };
}

/** Lets a handler's error out as it is: Nest's own filter would swap it for a bare object, and its class decides what happens. */
@Catch()
class SameError implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
