import { connect } from 'node:net';

/**
 * Asks a broker which API versions it speaks: the first question of every client, answered only by a broker that takes requests.
 * A port that merely accepts connections, or speaks another protocol, does not count.
 *
 * @param address `host:port`, without TLS
 */
export function kafkaAnswers(address: string, timeoutMs = 3_000): Promise<boolean> {
  const { host, port } = hostAndPort(address);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const chunks: Buffer[] = [];
    const finish = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => socket.write(apiVersionsRequest(CORRELATION_ID)));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const reply = Buffer.concat(chunks);
      if (reply.length >= 8) finish(reply.readInt32BE(4) === CORRELATION_ID);
    });
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
    socket.once('close', () => finish(false));
  });
}

/** `host:port` taken apart, also for `[::1]:9092`. The port defaults to Kafka's 9092. */
export function hostAndPort(address: string): { host: string; port: number } {
  const match = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(address.trim());
  if (match === null) throw new Error(`not host:port: ${address}`);
  return { host: match[1] ?? match[2] ?? '', port: Number(match[3] ?? 9092) };
}

const CORRELATION_ID = 0x434c4152;

/** size int32 · api key int16 = 18 · api version int16 = 0 · correlation id int32 · client id nullable string (protocol guide, "Request Header v1"). */
function apiVersionsRequest(correlationId: number): Buffer {
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0);
  request.writeInt16BE(18, 4);
  request.writeInt16BE(0, 6);
  request.writeInt32BE(correlationId, 8);
  request.writeInt16BE(-1, 12);
  return request;
}
