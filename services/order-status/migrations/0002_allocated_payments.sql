-- Payments whose order becomes known afterwards: those that wait for it, and the events that tell it.
CREATE INDEX order_fact_unallocated ON order_fact ((fact ->> 'transactionId')) WHERE order_id IS NULL;
CREATE INDEX order_fact_allocation ON order_fact ((fact ->> 'transactionId')) WHERE fact ->> 'kind' = 'ALLOCATED';
