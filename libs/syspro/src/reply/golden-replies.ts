/**
 * Replies as public sources give them (confidence tag of the reference in the name): what both sides must agree on. Tags: L seen
 * live or recorded, C client code, I inferred, X from SYSPRO's schema notes.
 */
const ATTRIBUTES = `Language='05' Language2='EN' CssStyle='' DecFormat='1' DateFormat='01' Role='01' Version='8.0.021' OperatorPrimaryRole='   '`;
const PROLOG = '<?xml version="1.0" encoding="Windows-1252"?>';

export const TRANSACTION_DONE_L = `${PROLOG}
<rmaline ${ATTRIBUTES}>
<Item>
<Key>
<RmaNumber>000012</RmaNumber>
<Status>Successful</Status>
</Key>
<ItemNumber>000001</ItemNumber>
</Item>
<StatusOfItems>
<ItemsProcessed>000001</ItemsProcessed>
<ItemsInvalid>000000</ItemsInvalid>
</StatusOfItems>
</rmaline>
 `;

export const TRANSACTION_WITHOUT_STATUS_L = `${PROLOG}
<postpurchaseorderreceipts ${ATTRIBUTES}>
<Item>
<Receipt><Journal>00123</Journal></Receipt>
</Item>
</postpurchaseorderreceipts>
 `;

export const TRANSACTION_REFUSED_L = `${PROLOG}
<rmaline ${ATTRIBUTES}>
<Item>
<StockCode>
<Value>NOSUCH</Value>
<ErrorNumber>240004</ErrorNumber>
<ErrorDescription>Stock code 'NOSUCH' not found</ErrorDescription>
</StockCode>
<Quantity>
<Value/>
<ErrorNumber>100030</ErrorNumber>
<ErrorDescription>XML element '{Item}{Quantity}' cannot be spaces</ErrorDescription>
</Quantity>
<ItemNumber>00001</ItemNumber>
</Item>
<StatusOfItems>
<ItemsProcessed>00000</ItemsProcessed>
<ItemsInvalid>00001</ItemsInvalid>
</StatusOfItems>
</rmaline>
 `;

export const SETUP_REFUSED_L = `${PROLOG}
<setupsupplierstockxref ${ATTRIBUTES}><item><key><stockcode>X</stockcode></key><StockCode><Value>X</Value><ErrorNumber>240004</ErrorNumber><ErrorDescription>Stock code 'X' not found</ErrorDescription></StockCode></item><StatusOfItems><RecordsRead>1</RecordsRead><RecordsInvalid>1</RecordsInvalid></StatusOfItems></setupsupplierstockxref>
 `;

export const SORTOI_WITH_WARNINGS_L = `${PROLOG}
<SalesOrders ${ATTRIBUTES}>
<Order>
<CustomerPoNumber>536365-K7Q2MA</CustomerPoNumber>
<OrderActionType>A</OrderActionType>
<SalesOrder>015562</SalesOrder>
<BackOrderComment>One or more lines have been placed on back order for order '000000000015562'</BackOrderComment>
<WarningMessages>
<WarningDescription>Line 0001 for stock code '85123A' was placed on back order</WarningDescription>
</WarningMessages>
</Order>
<StatusOfItems>
<ItemsProcessed>000001</ItemsProcessed>
<ItemsRejectedWithWarnings>000000</ItemsRejectedWithWarnings>
<ItemsProcessedWithWarnings>000001</ItemsProcessedWithWarnings>
</StatusOfItems>
</SalesOrders>
 `;

export const SORTOI_CLEAN_L = `${PROLOG}
<SalesOrders ${ATTRIBUTES}>
<StatusOfItems>
<ItemsProcessed>000001</ItemsProcessed>
<ItemsRejectedWithWarnings>000000</ItemsRejectedWithWarnings>
<ItemsProcessedWithWarnings>000000</ItemsProcessedWithWarnings>
</StatusOfItems>
</SalesOrders>
 `;

/** Rejected with a warning only: IgnoreWarnings=N, or a warning SYSPRO does not let through. */
export const SORTOI_REJECTED_WITH_WARNING_L = `${PROLOG}
<SalesOrders ${ATTRIBUTES}>
<Order>
<CustomerPoNumber>536365-K7Q2MA</CustomerPoNumber>
<SalesOrder/>
<WarningMessages>
<WarningDescription>Line 0001 for stock code '85123A' was placed on back order</WarningDescription>
</WarningMessages>
</Order>
<StatusOfItems>
<ItemsProcessed>000000</ItemsProcessed>
<ItemsRejectedWithWarnings>000001</ItemsRejectedWithWarnings>
<ItemsProcessedWithWarnings>000000</ItemsProcessedWithWarnings>
</StatusOfItems>
</SalesOrders>
 `;

export const SORTOI_REJECTED_X = `${PROLOG}
<SalesOrders ${ATTRIBUTES}>
<Orders>
<OrderDetails>
<StockLine>
<CustomerPoLine>1</CustomerPoLine>
<StockCode>NOSUCH</StockCode>
<ErrorMessages>
<ErrorDescription>Stock code 'NOSUCH' not found</ErrorDescription>
</ErrorMessages>
</StockLine>
</OrderDetails>
</Orders>
<StatusOfItems>
<ItemsProcessed>000000</ItemsProcessed>
<ItemsRejectedWithWarnings>000000</ItemsRejectedWithWarnings>
<ItemsProcessedWithWarnings>000000</ItemsProcessedWithWarnings>
</StatusOfItems>
</SalesOrders>
 `;

export const COMFND_ROWS_L = `${PROLOG}
<SorMaster ${ATTRIBUTES}>
<HeaderDetails><TableName>SorMaster</TableName><Columns><Column>SalesOrder</Column><Column>OrderStatus</Column></Columns><OrderBy><Column>SalesOrder</Column></OrderBy></HeaderDetails>
<Row><SalesOrder>000000000015562</SalesOrder><Customer>000000000000010</Customer><CustomerPoNumber>536365-K7Q2MA</CustomerPoNumber><OrderStatus>S</OrderStatus><LastInvoice/></Row>
<RowsReturned>       1</RowsReturned>
</SorMaster>
 `;

export const COMFND_NOTHING_I = `${PROLOG}
<SorMaster ${ATTRIBUTES}>
<HeaderDetails><TableName>SorMaster</TableName></HeaderDetails>
<RowsReturned>       0</RowsReturned>
</SorMaster>
 `;

export const ARSTPY_DONE_I = `${PROLOG}
<postarpayment ${ATTRIBUTES}>
<Item>
<Key><TrnYear>2026</TrnYear><TrnMonth>11</TrnMonth><Journal>00042</Journal></Key>
<ItemNumber>000001</ItemNumber>
</Item>
<StatusOfItems><ItemsProcessed>000001</ItemsProcessed><ItemsInvalid>000000</ItemsInvalid></StatusOfItems>
</postarpayment>
 `;
