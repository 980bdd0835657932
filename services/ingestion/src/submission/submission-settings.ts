import { z } from 'zod';
import { setting, wholeNumber } from '#libs/service';
import { KafkaShops } from './kafka-shops.js';

/** What producers may do, and how long their claims may wait for Opayo. */
export const submissionSettings = {
  KAFKA_SHOPS: setting({
    schema: z
      .string()
      .refine(
        (value) => KafkaShops.parse(value) !== undefined,
        'shop names separated by commas, * for every shop, or nothing',
      ),
    doc: 'Shops that may be spoken for on the submitted topics, by whoever their ACLs let write; * for every shop. Empty: the topics are not read',
    default: '',
    example: 'gifts,books',
  }),
  CLAIM_UNCONFIRMED_AFTER_MS: setting({
    schema: wholeNumber(100, 30 * 24 * 60 * 60 * 1000),
    doc: "How long Opayo's books may be silent about a submitted event before somebody is told, milliseconds",
    default: '1800000',
  }),
};
