-- Opayo's transactions of before the ledger knew more than Server payments: given what the ledger now keeps of each.
UPDATE documents
SET body = (body - 'result') || jsonb_build_object(
  'transactionType', 'Payment',
  'relatedTransactionId', NULL,
  'system', 'S',
  'history', jsonb_build_array(jsonb_build_object('state', body -> 'state', 'at', coalesce(body ->> 'completedAt', body ->> 'startedAt'))),
  'settlementReferenceText', NULL,
  'customer', NULL,
  'billing', NULL,
  'lastActivityAt', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'outcome', CASE body ->> 'result'
    WHEN 'OK' THEN '{"result": "OK", "statusCode": "0000", "statusDetail": "The Authorisation was Successful.", "bankResponseCode": "00"}'::jsonb
    WHEN 'NOTAUTHED' THEN '{"result": "NOTAUTHED", "statusCode": "2000", "statusDetail": "The Authorisation was Declined by the bank.", "bankResponseCode": "05"}'::jsonb
  END || '{"checks": {"address": "NOTMATCHED", "postCode": "NOTMATCHED", "cv2": "MATCHED"}, "threeDSecure": "NOTCHECKED"}'::jsonb,
  'bankAuthCode', CASE body ->> 'result' WHEN 'OK' THEN '999777' END,
  'releasedMinor', NULL,
  'refundedMinor', 0,
  'authorisedMinor', 0,
  'repeated', false,
  'batchId', NULL,
  'authProcessor', CASE WHEN body -> 'card' = 'null' THEN NULL WHEN body -> 'card' ->> 'formCardType' = 'AMEX' THEN 'American Express' ELSE 'Elavon' END,
  'merchantNumber', CASE WHEN body -> 'card' = 'null' THEN NULL WHEN body -> 'card' ->> 'formCardType' = 'AMEX' THEN '9421687422' ELSE '0021687421' END,
  'fraud', 'NOTCHECKED',
  'instructions', '[]'::jsonb)
WHERE collection = 'opayo.transactions' AND NOT body ? 'transactionType';

INSERT INTO documents (collection, key, body)
SELECT 'opayo.vendor-tx-codes', (body ->> 'vendor') || '/' || (body ->> 'vendorTxCode'), body -> 'transactionId'
FROM documents
WHERE collection = 'opayo.transactions'
ON CONFLICT DO NOTHING;
