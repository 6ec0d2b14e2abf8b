// That Redis 6.2 is enough, as docs/scaling.md says, and with it Valkey, which began as Redis 7.2: two servers do all that they
// have Redis for, and what it was told is compared with what Redis itself says of each command's and option's first version.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { connectDevice, makeDevice, nextMessages } from '../support/fixtures.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { CommandRecord, isYounger, readSince, readUsedCommands } from '../support/redis-commands.ts';
import { makeDatabase, sharedFolder, sharedKey } from '../support/server-database.ts';
import { adminEmail, startServer, type TestServer } from '../support/start-server.ts';

const oldest = '6.2';
const patience = { timeout: 120_000, interval: 100 };

let redis: TestRedis;
let database: Awaited<ReturnType<typeof makeDatabase>>;
let record: CommandRecord;

beforeAll(async () => {
  redis = await startRedis();
  database = await makeDatabase();
  record = await CommandRecord.start(redis);
});
afterAll(async () => {
  record.end();
  await redis.end();
  await database.drop();
});

function start(): Promise<TestServer> {
  return startServer({
    env: {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SIGNALBOX_SECRET_KEY: sharedKey,
      SIGNALBOX_SHARED_DIR: sharedFolder(database.url),
    },
  });
}

it('is told nothing that Redis 6.2 does not know', { timeout: 300_000 }, async () => {
  const one = await start();
  const two = await start();
  // Guesses at passwords, one of which was none.
  const credentials = { email: adminEmail, password: 'wrong' };
  const refused = await fetch(`${one.http}/auth/user`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  expect(refused.status).toBe(401);
  const { client, token } = await logIn(one);
  // A stream: watched on one server, fed on the other, gone on with on the first.
  const fixture = await makeDevice(client);
  const { applicationId, deviceId } = fixture;
  const path = `/applications/${applicationId}/devices/${deviceId}/stateStream`;
  const headers = { Authorization: `Bearer ${token}` };
  const stream = await EventReader.open(`${two.http}${path}`, headers);
  const report = (temperature: number) =>
    client.device.sendState({ applicationId, deviceId, deviceState: { data: { temperature } } });
  await report(1);
  const event = await stream.next('deviceState');
  await report(2);
  await stream.next('deviceState');
  stream.close();
  const again = await EventReader.open(`${one.http}${path}`, { ...headers, 'Last-Event-ID': event?.id ?? '' });
  expect((await again.next('deviceState'))?.data).toMatchObject({ data: { temperature: 2 } });
  // A message from server to server.
  const receiver = await connectDevice(two, fixture);
  await receiver.subscribeAsync('news', { qos: 0 });
  const message = nextMessages(receiver, 1);
  await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'news', message: 'hello' } });
  expect(await message).toEqual(['news hello']);
  // What is watched is deleted; one server ends in order and another one is killed, whose streams are seen to.
  await client.device.delete({ applicationId, deviceId });
  expect(await again.next('never')).toBeUndefined();
  const third = await start();
  expect(await third.stop()).toBe(0);
  await one.kill();
  await expect.poll(() => two.log(), patience).toContain('a server has died');
  await two.stop();

  const used = await readUsedCommands(redis);
  const since = await readSince(redis, used);
  console.log(`Redis was told: ${used.map((name) => `${name} (${since.get(name)?.since})`).join(', ')}`);
  expect(used).toEqual(
    expect.arrayContaining(['eval', 'publish', 'set', 'subscribe', 'xadd', 'xrange', 'xrevrange', 'zrem']),
  );
  expect(used.filter((name) => !since.has(name))).toEqual([]);
  expect(used.filter((name) => isYounger(since.get(name)?.since ?? '', oldest))).toEqual([]);
  const youngOptions = record.calls.flatMap(([name = '', ...args]) =>
    args.flatMap((arg) => {
      const option = since.get(name)?.options.get(arg.toUpperCase());
      return option !== undefined && isYounger(option, oldest) ? [`${name} ${arg} (${option})`] : [];
    }),
  );
  expect(youngOptions).toEqual([]);
  // The test sees what it judges: scripts' calls and their options as well.
  expect(record.calls.some(([name, , option]) => name === 'xadd' && option === 'MAXLEN')).toBe(true);
});
