import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';

type Document = Record<string, unknown>;

/** What speaks the wire protocol of MongoDB, and has one collection in memory. No MongoDB: of its commands only those that tests need. */
export interface MongoStandIn {
  readonly port: number;
  /** The commands that came, but for those by which the driver looks whether it is alive. */
  readonly commands: Document[];
  readonly documents: Document[];
  stop(): void;
}

const [opReply, opQuery, opMessage] = [1, 2004, 2013];

/**
 * @param hello what the server says of itself besides: `hosts` of its set, say
 */
export async function startMongoStandIn(hello: Document = {}): Promise<MongoStandIn> {
  const commands: Document[] = [];
  const documents: Document[] = [];
  const sockets = new Set<Socket>();
  const answer = (command: Document): Document => {
    const [name = ''] = Object.keys(command);
    if (/^(hello|ismaster)$/i.test(name)) {
      return {
        helloOk: true,
        isWritablePrimary: true,
        ismaster: true,
        maxWireVersion: 25,
        minWireVersion: 0,
        ...hello,
        ok: 1,
      };
    }
    if (name === 'ping' || name === 'endSessions') return { ok: 1 };
    commands.push(command);
    return execute(name, command, documents);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (; received.length >= 4 && received.length >= received.readInt32LE(0); ) {
        const length = received.readInt32LE(0);
        socket.write(reply(received.subarray(0, length), answer));
        received = received.subarray(length);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    documents,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function execute(name: string, command: Document, documents: Document[]): Document {
  const cursor = (batch: Document[], id = 0) => ({
    cursor: { id: BSON.Long.fromNumber(id), ns: 'd.c', firstBatch: batch },
    ok: 1,
  });
  switch (name) {
    case 'insert':
      documents.push(...(command.documents as Document[]));
      return { n: (command.documents as Document[]).length, ok: 1 };
    case 'find': {
      const found = documents.filter((document) => matches(document, command.filter as Document));
      // The rest is to be asked for.
      return found.length > 1 && command.limit === undefined ? cursor(found.slice(0, 1), 7) : cursor(found);
    }
    case 'getMore':
      return { cursor: { id: BSON.Long.ZERO, ns: 'd.c', nextBatch: documents.slice(1) }, ok: 1 };
    case 'update':
      return { n: 1, nModified: 1, ok: 1 };
    default:
      return { ok: 0, code: 59, errmsg: `no such command: ${name}` };
  }
}

function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([key, value]) => String(document[key]) === String(value));
}

/** MongoDB's wire protocol: OP_QUERY and OP_MSG in, OP_REPLY and OP_MSG out. */
function reply(message: Buffer, answer: (command: Document) => Document): Buffer {
  const code = message.readInt32LE(12);
  const isQuery = code === opQuery;
  if (!isQuery && code !== opMessage) throw new Error(`there is no message ${code} here`);
  const command = isQuery ? readQuery(message) : readMessage(message);
  const document = BSON.serialize(answer(command));
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? opReply : opMessage, 12);
  // How many documents there are.
  if (isQuery) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}

function readQuery(message: Buffer): Document {
  const end = message.indexOf(0, 20);
  return BSON.deserialize(message.subarray(end + 9));
}

function readMessage(message: Buffer): Document {
  let command: Document = {};
  for (let at = 20; at < message.length; ) {
    const length = message.readInt32LE(at + 1);
    const section = message.subarray(at + 1, at + 1 + length);
    if (message[at] === 0) {
      command = { ...BSON.deserialize(section), ...command };
    } else {
      const end = section.indexOf(0, 4);
      const documents: Document[] = [];
      for (let place = end + 1; place < length; place += section.readInt32LE(place)) {
        documents.push(BSON.deserialize(section.subarray(place, place + section.readInt32LE(place))));
      }
      command = { ...command, [section.toString('utf8', 4, end)]: documents };
    }
    at += 1 + length;
  }
  return command;
}
