import { escape, field, framed } from '../page/frame.js';

/** The page on which the shopper proves to be the cardholder. */
export function challengePage(carried: { creq: string; threeDSSessionData: string | undefined }): string {
  const password = field({
    ...{ name: 'password', label: 'Password', type: 'password', autocomplete: 'off', focused: true },
    hint: 'In this sandbox it is: password. Any other fails.',
  });
  return framed({
    title: 'Confirm with your bank',
    body:
      `<p>Your card’s issuer wants to know that it is you who pays.</p>` +
      `<form method="post" action="/acs/answer">` +
      hidden('creq', carried.creq) +
      hidden('threeDSSessionData', carried.threeDSSessionData) +
      `${password}<button>Confirm</button></form>`,
  });
}

/** The page that carries the answer back to the shop, by itself where there is a script to do it. */
export function answerPage({
  notificationUrl,
  cres,
  threeDSSessionData,
}: {
  notificationUrl: string | null;
  cres: string;
  threeDSSessionData: string | undefined;
}): string {
  if (notificationUrl === null) {
    const body = `<p>The shop named no notificationURL. The answer is:</p><pre id="cres">${escape(cres)}</pre>`;
    return framed({ title: 'Done', body });
  }
  return framed({
    title: 'Back to the shop',
    body:
      `<p>Your bank has answered. The shop does not know it before you are back there.</p>` +
      `<form method="post" action="${escape(notificationUrl)}" id="back">` +
      hidden('cres', cres) +
      hidden('threeDSSessionData', threeDSSessionData) +
      `<button autofocus>Back to the shop</button></form>` +
      `<script>document.getElementById('back').submit()</script>`,
  });
}

function hidden(name: string, value: string | undefined): string {
  return value === undefined ? '' : `<input type="hidden" name="${name}" value="${escape(value)}">`;
}
