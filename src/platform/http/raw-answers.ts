import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../../kernel/errors.ts';
import { toEnvelope } from './error-answers.ts';

/** Where Node.js itself refuses a request, before there is one that Fastify could answer. */
const parserErrors: Readonly<Record<string, () => AppError>> = {
  HPE_HEADER_OVERFLOW: () =>
    new AppError('HeadersTooLarge', 'The request line and the headers are larger than 16 KiB together'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => new AppError('TooLarge', 'The chunk extensions of the body are too large'),
  HPE_INVALID_METHOD: () => new AppError('NotImplemented', 'The method is not known'),
  ERR_HTTP_REQUEST_TIMEOUT: () => new AppError('RequestTimeout', 'The request took too long to arrive'),
};

/** Sends the envelope for what the parser could not read, and closes: where the next request begins is not known. */
export function answerParserError(error: Error, socket: Duplex): void {
  const { code, rawPacket } = error as NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  // What does not begin with a word, such as a TLS handshake, has no method at all.
  const beginning = rawPacket?.toString('latin1', 0, 32) ?? '';
  const isHttp = code !== 'HPE_INVALID_METHOD' || /^[A-Za-z]+ /.test(beginning);
  const known = code === undefined || !isHttp ? undefined : parserErrors[code];
  const refusal = known?.() ?? new AppError('Validation', explain(rawPacket));
  // A body behind the headers of a HEAD would be taken for the next response (RFC 9112, 6.3).
  refuseOnSocket(socket, refusal, {}, { hasBody: !beginning.startsWith('HEAD ') });
}

/** Says what many programs get wrong: curl, for one, sends a URL as it was typed. */
function explain(packet: Buffer | undefined): string {
  const words = 'The request is not valid HTTP';
  const line = packet?.toString('latin1').split(/[\r\n]/, 1)[0] ?? '';
  const target = /^[A-Z]+ (.*) HTTP\/1\.[01]$/.exec(line)?.[1];
  if (target === undefined || /^[!-~]+$/.test(target)) return words;
  return `${words}: its URL must be percent-encoded UTF-8, with blanks as %20 and "é" as %C3%A9`;
}

/** Sends an error on a socket that no response object stands for (a failed upgrade, CONNECT), and closes it. */
export function refuseOnSocket(
  socket: Duplex,
  error: AppError,
  headers: Readonly<Record<string, string>> = {},
  { hasBody = true }: { hasBody?: boolean } = {},
): void {
  const requestId = randomUUID();
  const body = JSON.stringify(toEnvelope(error, requestId));
  const lines = Object.entries({ ...headersOf(requestId, body), ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.on('error', () => socket.destroy());
  // Destroyed once all is written: whoever goes on sending must not keep the socket open.
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${hasBody ? body : ''}`,
    () => socket.destroy(),
  );
}

/** An `Expect` that is not `100-continue` (RFC 9110, 10.1.1). */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const requestId = randomUUID();
  const error = new AppError('ExpectationFailed', 'Expect may only be 100-continue');
  const body = JSON.stringify(toEnvelope(error, requestId));
  response.writeHead(error.status, headersOf(requestId, body)).end(body);
}

/** CONNECT asks for a tunnel, which no server of ours is. */
export function answerConnect(_request: IncomingMessage, socket: Duplex): void {
  refuseOnSocket(socket, new AppError('NotImplemented', 'CONNECT is not offered: this server is no proxy'));
}

function headersOf(requestId: string, body: string): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': requestId,
    Connection: 'close',
  };
}
