/** The page on which the shopper proves to be the cardholder. */
export function challengePage(carried: { creq: string; threeDSSessionData: string | undefined }): string {
  return page(
    'Confirm your payment',
    `<p>This is the sandbox's card issuer. The password is <code>password</code>; any other fails.</p>
    <form method="post" action="/acs/answer">
      ${hidden('creq', carried.creq)}${hidden('threeDSSessionData', carried.threeDSSessionData)}
      <label>Password <input name="password" type="password" autocomplete="off" autofocus required></label>
      <button>Confirm</button>
    </form>`,
  );
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
    return page('Done', `<p>The shop named no notificationURL. The answer is:</p><pre id="cres">${escape(cres)}</pre>`);
  }
  return page(
    'Back to the shop',
    `<form method="post" action="${escape(notificationUrl)}" id="back">
      ${hidden('cres', cres)}${hidden('threeDSSessionData', threeDSSessionData)}
      <button>Back to the shop</button>
    </form>
    <script>document.getElementById('back').submit()</script>`,
  );
}

function hidden(name: string, value: string | undefined): string {
  return value === undefined ? '' : `<input type="hidden" name="${name}" value="${escape(value)}">`;
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
  <body>
    <main>
    <h1>${title}</h1>
    ${body}
    </main>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
