/** Injects `RecordFacts`. */
export const RECORD_FACTS = Symbol('RECORD_FACTS');
/** Injects what counts batches. */
export const FACTS_RECORDED = Symbol('FACTS_RECORDED');
/** Injects `OrderReader`. */
export const ORDER_READER = Symbol('ORDER_READER');
/** Injects `OrderStreams`. */
export const ORDER_STREAMS = Symbol('ORDER_STREAMS');
