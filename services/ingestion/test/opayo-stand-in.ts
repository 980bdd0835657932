import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';

export const REPORTING_CREDENTIALS = { user: 'reports', password: 'reports-password' };

/** What Opayo's report shows of one transaction, by the names of its elements; merged over an accepted payment of 1.00 GBP. */
export type ReportBody = Record<string, string>;

/** Opayo's answer to a registration: its lines, an HTTP status, a connection cut after the request was read, or silence. */
export type RegistrationAnswer = Record<string, string> | number | 'cut' | 'silence';

/** The parts of Opayo's Reporting API and of its Server registration that ingestion calls, served on a free port, for one test. */
export interface OpayoStandIn {
  /** Host of the Server registration. */
  readonly url: string;
  readonly reportingUrl: string;
  /** Transactions asked for at Reporting, in order. */
  readonly asked: string[];
  /** Registrations as they were posted, decoded, in order. */
  readonly registrations: Record<string, string>[];
  report(transactionId: string, body?: ReportBody): void;
  /** While set, every question to Reporting gets this HTTP status, or this error code of Opayo's. */
  failReportingWith(failure: number | string | undefined): void;
  /** How registrations are answered from now on; default: OK, with ids of their own. */
  answerRegistrationsWith(answer: ((form: Record<string, string>) => RegistrationAnswer) | undefined): void;
  close(): Promise<void>;
}

/** Starts one. Unknown transactions are error 43. The signature of a question is libs/opayo's own affair and not looked at. */
export async function startOpayo(): Promise<OpayoStandIn> {
  const app = Fastify({ forceCloseConnections: true });
  const reports = new Map<string, ReportBody>();
  const asked: string[] = [];
  const registrations: Record<string, string>[] = [];
  let failure: number | string | undefined;
  let answer: (form: Record<string, string>) => RegistrationAnswer = registered;
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, formIn(body as Buffer)),
  );

  app.post<{ Body: Record<string, string> }>('/access/access.htm', async (request, reply) => {
    const transactionId = /<vpstxid>([^<]*)</i.exec(request.body['XML'] ?? '')?.[1] ?? '';
    asked.push(transactionId);
    if (typeof failure === 'number') return reply.status(failure).send('away');
    const body = reports.get(transactionId);
    const code = failure ?? (body ? '0000' : '43');
    const elements = failure === undefined && body ? elementsOf(transactionId, body) : '';
    return reply
      .type('text/xml; charset=ISO-8859-1')
      .send(
        `<vspaccess><errorcode>${code}</errorcode><timestamp>23/11/2026 12:00:00</timestamp>${elements}</vspaccess>`,
      );
  });

  app.post<{ Body: Record<string, string> }>('/gateway/service/vspserver-register.vsp', async (request, reply) => {
    registrations.push(request.body);
    const answered = answer(request.body);
    if (typeof answered === 'number') return reply.status(answered).send('');
    if (answered === 'silence') return new Promise(() => undefined);
    if (answered === 'cut') return void request.socket.destroy();
    const lines = Object.entries(answered).map(([name, value]) => `${name}=${value}\r\n`);
    return reply.type('text/plain').send(lines.join(''));
  });

  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.addresses()[0] as AddressInfo).port}`;
  return {
    ...{ url, reportingUrl: `${url}/access/access.htm`, asked, registrations },
    report: (transactionId, body = {}) => void reports.set(transactionId, body),
    failReportingWith: (wanted) => void (failure = wanted),
    answerRegistrationsWith: (wanted) => void (answer = wanted ?? registered),
    close: () => app.close(),
  };
}

/** Opayo's answer to a registration it takes. */
export function registered(form: Record<string, string>): Record<string, string> {
  const transactionId = crypto.randomUUID().toUpperCase();
  return {
    ...{ VPSProtocol: form['VPSProtocol'] ?? '', Status: 'OK', StatusDetail: '2014 : Registered.' },
    ...{ VPSTxId: `{${transactionId}}`, SecurityKey: transactionId.replaceAll('-', '').slice(0, 10) },
    NextURL: `https://opayo.example/gateway/service/cardselection?vpstxid={${transactionId}}`.replace(/[{}]/g, ''),
  };
}

function elementsOf(transactionId: string, body: ReportBody): string {
  const shown = {
    ...{ vpstxid: transactionId, vendortxcode: '', transactiontype: 'Payment', txstateid: '16', status: 'Authorised.' },
    ...{ amount: '1.00', currency: 'GBP', started: '23/11/2026 10:00:30.000', completed: '23/11/2026 10:01:30.500' },
    ...{ paymentsystem: 'VISA', authprocessor: 'HSBC', merchantnumber: '1234567', ...body },
  };
  return Object.entries(shown)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
}

function formIn(body: Buffer): Record<string, string> {
  const decode = (text: string): string =>
    text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const pairs = body
    .toString('latin1')
    .split('&')
    .map((pair) => pair.split('=').map(decode));
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}
