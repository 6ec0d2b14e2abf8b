import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createWebSocketStream, WebSocket } from 'ws';
import { bareHost, lookupFor, type OutgoingPolicy, refuseHost } from '../../../platform/network/outgoing-hosts.ts';
import { isSecure, isWebSocket, splitHost } from '../config.ts';
import type { MqttConfig } from '../schemas.ts';
import { LinkError } from './link.ts';

/** No broker of ours takes more than 256 KiB; what is beyond this is not gathered in memory. */
const maxPacketBytes = 16 * 1024 * 1024;
const handshakeMs = 15_000;

/**
 * A stream of bytes to a broker: over TCP, TLS or WebSocket, to an address that was judged when it was looked up.
 *
 * @throws LinkError when the host may not be reached
 */
export function openMqttStream(config: MqttConfig, policy: OutgoingPolicy): Duplex {
  const { port, protocol } = config;
  const { host: named, path } = splitHost(config);
  const refusal = refuseHost(named, port, policy);
  if (refusal !== undefined)
    throw new LinkError(`The host ${refusal}; the operator must list it in SIGNALBOX_INTEGRATION_HOSTS`);
  const host = bareHost(named);
  const lookup = lookupFor(named, port, policy);
  const network = { ...(lookup ? { lookup } : {}) };
  const tls = {
    rejectUnauthorized: config.disableSSLVerification !== true,
    ...(config.caCertificate === undefined ? {} : { ca: config.caCertificate }),
    ...(config.certificate === undefined ? {} : { cert: config.certificate, key: config.privateKey }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
  if (isWebSocket(protocol)) {
    const url = `${protocol}://${isIP(host) === 6 ? `[${host}]` : host}:${port}${path}`;
    const socket = new WebSocket(url, ['mqtt'], {
      ...network,
      ...(isSecure(protocol) ? tls : {}),
      handshakeTimeout: handshakeMs,
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: maxPacketBytes,
    });
    return boundPackets(createWebSocketStream(socket));
  }
  return boundPackets(
    protocol === 'mqtts' ? connectTls({ host, port, ...network, ...tls }) : connect({ host, port, ...network }),
  );
}

/** Ends a stream whose other side announces a packet that is too large, before its bytes are gathered. */
export function boundPackets(stream: Duplex, maxBytes = maxPacketBytes): Duplex {
  /** Bytes of the packet at hand that are still to come; while `header` is set its length is being read. */
  let left = 0;
  let header: { bytes: number; length: number } | undefined = { bytes: 0, length: 0 };
  stream.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      if (!header) {
        const skipped = Math.min(left, chunk.length - at);
        left -= skipped;
        at += skipped;
        if (left === 0) header = { bytes: 0, length: 0 };
        continue;
      }
      const byte = chunk[at++] as number;
      header.bytes += 1;
      // The first byte is the packet's type; up to four bytes of its length follow [MQTT 3.1.1, 2.2.3].
      if (header.bytes === 1) continue;
      header.length += (byte & 0x7f) * 128 ** (header.bytes - 2);
      if (header.length > maxBytes || header.bytes > 5) {
        stream.destroy(new LinkError(`The broker sent a packet of more than ${maxBytes} bytes`));
        return;
      }
      if (byte >= 0x80) continue;
      left = header.length;
      header = left > 0 ? undefined : { bytes: 0, length: 0 };
    }
  });
  return stream;
}
