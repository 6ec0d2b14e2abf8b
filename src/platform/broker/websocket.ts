import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { Broker } from './broker.ts';

const path = '/mqtt';
/** The largest MQTT packet that is accepted, with room for its header. */
const maxFrameBytes = 512 * 1024;

/**
 * Serves MQTT over WebSocket on the HTTP server's port, at `/mqtt` (MQTT 3.1.1, chapter 6). With `needsCertificate`, only
 * to those whose certificate the TLS server has found to be signed by an authority that it trusts.
 */
export function attachWebSocket<Data>(
  server: Server,
  broker: Broker<Data>,
  options: { needsCertificate: boolean },
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    // [MQTT-6.0.0-3]; clients that name no protocol, or an old name for it, are served all the same.
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : offered.has('mqttv3.1') ? 'mqttv3.1' : false),
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?', 1)[0] !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    if (options.needsCertificate && !(request.socket as TLSSocket).authorized) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // [MQTT-6.0.0-1]: a frame that is not binary ends the connection.
      webSocket.on('message', (_data, isBinary) => {
        if (!isBinary) webSocket.terminate();
      });
      const transport = 'encrypted' in request.socket ? 'wss' : 'ws';
      void broker.handle(createWebSocketStream(webSocket), request.socket.remoteAddress, transport);
    });
  });
}
