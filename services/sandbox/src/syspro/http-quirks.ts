import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** PostLD's body comes as XML text. */
export function acceptLargeDocuments(fastify: FastifyInstance, bodyLimit: number): void {
  fastify.addContentTypeParser(['application/xml', 'text/xml'], { parseAs: 'string', bodyLimit }, (_, body, done) =>
    done(null, body),
  );
}

const BAD_REQUEST =
  'HTTP/1.1 400 Bad Request\r\nServer: Microsoft-HTTPAPI/2.0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

type ClientErrorListener = (error: NodeJS.ErrnoException, socket: Duplex) => void;

/**
 * Node refuses an overlong request line itself, with 431 and before any route sees it; http.sys answers 400. Its limit is on line and
 * headers together, 16 384 bytes as http.sys's.
 */
export function answerOverlongRequests({ server }: FastifyInstance): void {
  const others = server.listeners('clientError') as ClientErrorListener[];
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'HPE_HEADER_OVERFLOW' && socket.writable) socket.end(BAD_REQUEST);
    else for (const other of others) other(error, socket);
  });
}
