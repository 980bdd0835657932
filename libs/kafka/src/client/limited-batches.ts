import Decoder from 'kafkajs/src/protocol/decoder.js';
import { limitRecordCount } from '../compression/unreadable-batch.js';

// eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the `this` it was made for
const original = Decoder.prototype.slice;

/**
 * Keeps KafkaJS 2.2.4 from believing how many records a packed batch has (`limitRecordCount`). `slice` is how its reader of batches gets at one,
 * and is used for nothing else that Kafka 4 sends. Safe to apply more than once.
 */
export function limitBatches(): void {
  if (typeof original !== 'function') {
    throw new Error('kafkajs is not the 2.2.4 that this patch was written for: see libs/kafka/README.md');
  }
  Decoder.prototype.slice = function slice(size: number) {
    const part = original.call(this, size);
    limitRecordCount(part.buffer);
    return part;
  };
}
