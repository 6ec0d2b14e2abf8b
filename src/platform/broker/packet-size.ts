import type { Client } from 'aedes';

interface Parser {
  parse(chunk: Buffer): number;
  readonly packet: { readonly length: number };
  emit(event: 'error', error: Error): void;
}

/** Topic, packet id and the like around the payload. */
const overheadBytes = 65_540;

/**
 * Ends a client that announces a packet larger than any we accept. Aedes' parser would first gather up to 256 MiB of it;
 * the length stands in the first bytes, so it is looked at after each read, when at most one read has been gathered.
 */
export function limitPacketSize(client: Client, maxPayloadBytes: number): void {
  const parser = (client as unknown as { _parser: Parser })._parser;
  const parse = parser.parse.bind(parser);
  parser.parse = (chunk) => {
    const result = parse(chunk);
    if (parser.packet.length > maxPayloadBytes + overheadBytes) {
      parser.emit('error', new Error('the packet is larger than 256 KiB'));
    }
    return result;
  };
}
