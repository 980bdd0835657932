import type { Fields } from './fields.js';

const WINDOWS = ['Small', 'Medium', 'Large', 'ExtraLarge', 'FullScreen'];
const TRANSACTION_TYPES = [
  ...['GoodsAndServicePurchase', 'CheckAcceptance', 'AccountFunding', 'QuasiCashTransaction'],
  'PrepaidActivationAndLoad',
];
const COLOUR_DEPTHS = ['1', '4', '8', '15', '16', '24', '32', '48'];
const WHOLE = /^-?\d*$/;

/**
 * Checks `strongCustomerAuthentication` where it is given (opayo.md 1.6); returns where the answer of a challenge goes. Absent, the ACS shows the
 * answer instead of posting it.
 */
export function readNotificationUrl(request: Fields): string | undefined {
  const sca = request.object('strongCustomerAuthentication', { optional: true });
  if (!sca) return undefined;
  const notificationUrl = sca.text('notificationURL', { max: 256 });
  if (notificationUrl !== undefined && !isReachable(notificationUrl)) sca.wrong(1009, 'notificationURL');
  sca.text('browserIP', { max: 39, charset: /^[0-9A-Fa-f.:]*$/ });
  sca.text('browserAcceptHeader', { max: 2048 });
  sca.text('browserLanguage', { max: 8 });
  sca.text('browserUserAgent', { max: 2048 });
  sca.word('challengeWindowSize', WINDOWS);
  sca.word('transType', TRANSACTION_TYPES);
  if (sca.mandatoryFlag('browserJavascriptEnabled')) checkScreen(sca);
  return notificationUrl;
}

function checkScreen(sca: Fields): void {
  sca.mandatoryFlag('browserJavaEnabled');
  sca.word('browserColorDepth', COLOUR_DEPTHS);
  for (const name of ['browserScreenHeight', 'browserScreenWidth', 'browserTZ']) {
    sca.text(name, { max: 6, charset: WHOLE });
  }
}

/** Opayo takes 127.0.0.1 and refuses localhost (opayo.md 1.6). */
function isReachable(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== 'localhost';
}
