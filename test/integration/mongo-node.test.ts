// The MongoDB node (workflows.md, "5. Nodes") by the driver itself, against what speaks the protocol of MongoDB: no MongoDB is at hand here.
import { afterEach, expect, it } from 'vitest';
import type { NodeContext } from '../../src/features/workflow-nodes/index.ts';
import { mongoNode } from '../../src/features/workflow-nodes/nodes/mongo.ts';
import { runNode } from '../../src/features/workflow-nodes/nodes/test-bed.ts';
import { readMongoUri } from '../../src/features/workflow-nodes/remote/mongo-uri.ts';
import { OpenConnections } from '../../src/features/workflow-runs/engine/open-connections.ts';
import { OutgoingConnections } from '../../src/features/workflow-runs/engine/outgoing-connections.ts';
import { type MongoStandIn, startMongoStandIn } from '../support/mongo-server.ts';

let mongo: MongoStandIn | undefined;
afterEach(() => mongo?.stop());

const run = async (
  config: object,
  payload: Record<string, unknown> = {},
  allowedHosts = ['127.0.0.1', 'localhost'],
) => {
  const connections = new OutgoingConnections({ allowedHosts }, new OpenConnections());
  const whole = { collectionNameTemplate: 'c', resultPath: 'result', ...config };
  const services = { connections } as unknown as NodeContext['services'];
  return (await runNode(mongoNode, whole, payload, { services })).payload;
};
const failing = { errorBehavior: 'payloadPath', errorPath: 'error' };

it('inserts, finds and changes documents, with the arguments of the drivers', async () => {
  mongo = await startMongoStandIn();
  const at = { mongoUriTemplate: `mongodb://localhost:${mongo.port}/plant` };
  const id = '0123456789abcdef01234567';
  const inserted = await run(
    {
      ...at,
      mongoMethod: 'insertMany',
      mongoArgs: ['[{"_id": {"$oid": "{{data.id}}"}, "n": 1}, {"n": 2, "at": {"$date": "2026-01-02T03:04:05Z"}}]'],
    },
    { data: { id } },
  );
  expect(inserted.result).toMatchObject({ acknowledged: true, insertedCount: 2, insertedIds: { 0: id } });
  expect(mongo.commands[0]).toMatchObject({ insert: 'c', $db: 'plant' });
  expect((await run({ ...at, mongoMethod: 'find', mongoArgs: '[{}]' })).result).toEqual([
    { _id: id, n: 1 },
    { _id: expect.stringMatching(/^[0-9a-f]{24}$/), n: 2, at: new Date('2026-01-02T03:04:05Z') },
  ]);
  const one = { ...at, mongoMethod: 'findOne', mongoArgs: ['{"_id": {"$oid": "0123456789abcdef01234567"}}'] };
  expect((await run(one)).result).toEqual({ _id: id, n: 1 });
  const update = {
    ...at,
    mongoMethod: 'updateOne',
    mongoArgs: ['{"n": 1}', '{"$set": {"n": {{data.n}} } }', '{"upsert": true}'],
  };
  expect((await run(update, { data: { n: 5 } })).result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
  expect(mongo.commands.at(-1)).toMatchObject({ updates: [{ q: { n: 1 }, u: { $set: { n: 5 } }, upsert: true }] });
});

it('says what MongoDB refuses, and what the node has no method for', async () => {
  mongo = await startMongoStandIn();
  const at = { mongoUriTemplate: `mongodb://127.0.0.1:${mongo.port}/plant`, ...failing };
  expect((await run({ ...at, mongoMethod: 'distinct', mongoArgs: ['"n"', '{}'] })).error).toEqual({
    error: { name: 'MongoError', message: expect.stringContaining('no such command: distinct') },
  });
  await expect(run({ ...at, mongoMethod: 'drop' })).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(run({ ...at, mongoMethod: 'find', mongoArgs: '[1]' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

it('reaches no host but those that it is told, whatever a server says of its set', async () => {
  const inner = await startMongoStandIn();
  mongo = await startMongoStandIn({
    setName: 'rs',
    hosts: [`127.0.0.1:${inner.port}`],
    primary: `127.0.0.1:${inner.port}`,
    isWritablePrimary: false,
    ismaster: false,
    secondary: true,
  });
  const at = { mongoUriTemplate: `mongodb://127.0.0.1:${mongo.port}/plant?replicaSet=rs`, ...failing };
  expect((await run({ ...at, mongoMethod: 'find' })).error).toEqual({
    error: { name: 'MongoError', message: '127.0.0.1 is not the primary of its set' },
  });
  const both = { ...at, mongoUriTemplate: `mongodb://127.0.0.1:${mongo.port},127.0.0.1:${inner.port}/plant` };
  expect((await run({ ...both, mongoMethod: 'find' })).result).toEqual([]);
  expect((await run({ ...at, mongoMethod: 'find' }, {}, [])).error).toMatchObject({
    error: { name: 'MongoError', message: expect.stringContaining('own network') },
  });
  inner.stop();
});

it.each([
  'http://example.com',
  'mongodb://%2Ftmp%2Fmongodb-27017.sock/x',
  'mongodb://a:99999/x',
  'mongodb+srv://a.example.com:27017/x',
  'mongodb+srv://a.example.com,b.example.com/x',
  'mongodb://a.example.com/?authMechanism=MONGODB-AWS',
  'mongodb://a.example.com/?authMechanism=MONGODB-OIDC',
])('takes no %s', (uri) => {
  expect(() => readMongoUri(uri)).toThrow('The connection string');
});

it('leaves out what would read files of this machine or lead elsewhere', () => {
  const uri = 'mongodb+srv://u%40x:p%3a@a.example.com/d?tlsCAFile=/etc/passwd&proxyHost=10.0.0.1&authSource=admin&w=1';
  expect(readMongoUri(uri)).toEqual({
    hosts: [{ host: 'a.example.com', port: 27_017 }],
    isLookedUp: true,
    login: { user: 'u@x', password: 'p:' },
    database: 'd',
    options: new Map([
      ['authsource', 'admin'],
      ['w', '1'],
      ['tls', 'true'],
    ]),
  });
});
