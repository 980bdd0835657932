export { aCreateSalesOrder, anOrderContent, anOrderLine, aPaymentEvent, aPostReceipt, aShopOrder } from './builders.js';
export { openBrowser } from './browser.js';
export { hasPython, javaClassPath, PYTHON } from './languages.js';
export { stack, type StackAddresses } from './stack.js';
export { testSpace, type TestSpace, type TopicToCreate } from './test-space.js';
export { waitFor, type WaitOptions } from './wait-for.js';
export { wireTo, type Wire } from './wire.js';
