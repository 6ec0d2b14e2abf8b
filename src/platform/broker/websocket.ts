import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { AppError } from '../../kernel/errors.ts';
import { refuseOnSocket } from '../http/raw-answers.ts';
import { webSocketPath } from '../http/request-checks.ts';
import type { Broker } from './broker.ts';
import { WebSocketStream } from './websocket-stream.ts';

/** The standard's name for MQTT [MQTT-6.0.0-3], and the names that clients used before there was one; best first. */
const subprotocols = ['mqtt', 'mqttv3.1.1', 'mqttv3.1'];

/** RFC 6455, 1.3. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Whether a request asks for MQTT over WebSocket; every other upgrade is not offered, and ignored. */
export function isMqttUpgrade({ url = '', headers }: IncomingMessage): boolean {
  return url.split('?', 1)[0] === webSocketPath && /(^|,)\s*websocket\s*(,|$)/i.test(headers.upgrade ?? '');
}

/**
 * Serves MQTT over WebSocket on the HTTP server's port, at `/mqtt` (MQTT 3.1.1, chapter 6). With `needsCertificate`, only
 * to those whose certificate the TLS server has found to be signed by an authority that it trusts.
 */
export function attachWebSocket<Data>(
  server: Server,
  broker: Broker<Data>,
  options: { needsCertificate: boolean },
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refuse(request, options);
    if (refusal) {
      const { error, headers } = refusal;
      refuseOnSocket(socket, error, headers);
      return;
    }
    (socket as Socket).setTimeout(0);
    (socket as Socket).setNoDelay(true);
    const key = request.headers['sec-websocket-key'] ?? '';
    const protocol = chooseSubprotocol(request.headers['sec-websocket-protocol']);
    const accept = createHash('sha1').update(`${key}${acceptSuffix}`).digest('base64');
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const transport = 'encrypted' in request.socket ? 'wss' : 'ws';
    const { remoteAddress } = request.socket;
    void broker.handle(new WebSocketStream(socket, head), { remoteAddress, transport, socket: request.socket });
  });
}

/** Why a handshake is refused (RFC 6455, 4.2.1), or undefined. */
function refuse(
  request: IncomingMessage,
  options: { needsCertificate: boolean },
): { error: AppError; headers?: Record<string, string> } | undefined {
  const { method, headers } = request;
  // Only where Node.js is too old to ask us first.
  if (!isMqttUpgrade(request)) return { error: new AppError('Validation', 'The Upgrade header names nothing offered') };
  if (method !== 'GET') {
    const error = new AppError('MethodNotAllowed', `${method} is not a method of ${webSocketPath}; there is GET`);
    return { error, headers: { Allow: 'GET' } };
  }
  if (options.needsCertificate && !(request.socket as TLSSocket).authorized) {
    return { error: new AppError('Forbidden', 'A client certificate is needed for MQTT') };
  }
  if (headers['sec-websocket-version'] !== '13') {
    const error = new AppError('UpgradeRequired', 'Sec-WebSocket-Version must be 13');
    return { error, headers: { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' } };
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    return { error: new AppError('Validation', 'Sec-WebSocket-Key must be 16 bytes in base64') };
  }
  return undefined;
}

/** The best of those that the client offers; clients that name none, or none of ours, are served all the same. */
function chooseSubprotocol(header: string | undefined): string | undefined {
  const offered = (header ?? '').split(',').map((name) => name.trim());
  return subprotocols.find((name) => offered.includes(name));
}
