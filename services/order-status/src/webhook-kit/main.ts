import { parseArgs } from 'node:util';
import { WebhookSender } from '../webhooks/send-webhook.js';
import { TargetAddresses } from '../webhooks/target-address.js';
import { checkReceiver } from './check-receiver.js';

const HELP = `Usage: npm run check-receiver -- --url URL --secret whsec_... [--json]

Sends a webhook receiver what it has to stand and says line by line what it did. Nothing sent is about a real order.

  --url URL        where the receiver listens; private addresses are fine here
  --secret SECRET  the one it verifies with
  --json           the checks as one JSON array

Ends with 0 when all is well, 2 when something has to change, 1 when it could not begin.`;

/** What `npm run check-receiver` calls is the caller's own. */
const ANY_NETWORK = '0.0.0.0/0,::/0';
const TIMEOUT_MS = 15_000;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean' },
      json: { type: 'boolean' },
      url: { type: 'string' },
      secret: { type: 'string' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { url, secret } = values;
  if (!url || !secret) throw new Error(`--url and --secret are needed.\n\n${HELP}`);
  const addresses = new TargetAddresses(ANY_NETWORK);
  const problem = addresses.problemOf(url);
  if (problem) throw new Error(`--url ${problem}`);
  if (!/^whsec_[A-Za-z0-9+/]+=*$/.test(secret))
    throw new Error('--secret is whsec_ and base64, as POST /webhooks answered it');
  const sender = new WebhookSender({ addresses, timeoutMs: TIMEOUT_MS });
  const checks = [];
  for await (const check of checkReceiver(url, secret, sender)) {
    checks.push(check);
    const { what, ok, did, fix } = check;
    if (!values.json) console.log(`${ok ? 'ok  ' : 'FAIL'}  ${what}: it ${did}${ok ? '' : `\n      ${fix}`}`);
  }
  sender.close();
  const failed = checks.filter(({ ok }) => !ok).length;
  if (values.json) console.log(JSON.stringify(checks));
  else console.log(failed === 0 ? '\nThe receiver is right.' : `\n${failed} of ${checks.length} have to change.`);
  return failed === 0 ? 0 : 2;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  return 1;
});
