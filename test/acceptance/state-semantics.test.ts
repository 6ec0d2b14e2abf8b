import type { MqttClient } from 'mqtt';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, failureOf, logIn } from '../support/api.ts';
import { closedBy, connectDevice, type DeviceFixture, makeDevice, nextMessages } from '../support/fixtures.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

const day = 86_400_000;
const minute = 60_000;

let server: SharedServer;
let client: Client;

beforeAll(async () => {
  server = await sharedServer();
  ({ client } = await logIn(server));
});

interface State {
  readonly time: string;
  readonly data: Record<string, unknown>;
}

const attributes = [
  { name: 's', dataType: 'string' },
  { name: 'n', dataType: 'number' },
  { name: 'b', dataType: 'boolean' },
  { name: 'g', dataType: 'gps' },
];

/** The two ways in, behind one face: each stores a report and waits for its acknowledgement. */
const ways = ['REST', 'MQTT'] as const;

async function open(way: (typeof ways)[number], device: object = {}) {
  const fixture = await makeDevice(client, { device: { attributes, ...device } });
  const connection: MqttClient | undefined = way === 'MQTT' ? await connectDevice(server, fixture) : undefined;
  const topic = `losant/${fixture.deviceId}/state`;
  return {
    fixture,
    /** Resolves once acknowledged; a report that is refused is acknowledged over MQTT, and an error over REST. */
    async report(body: unknown): Promise<void> {
      if (connection) await connection.publishAsync(topic, JSON.stringify(body), { qos: 1 });
      else await client.device.sendState({ ...fixture, deviceState: body });
    },
    async refuses(body: unknown): Promise<void> {
      if (connection) await connection.publishAsync(topic, JSON.stringify(body), { qos: 1 });
      else
        expect(await failureOf(client.device.sendState({ ...fixture, deviceState: body }))).toMatchObject({
          statusCode: 400,
          type: 'Validation',
        });
    },
    read: (limit = 100): Promise<State[]> => client.device.getState({ ...fixture, limit: String(limit) }),
    close: async () => {
      await connection?.endAsync();
    },
  };
}

for (const way of ways) {
  describe(`over ${way}`, () => {
    it('converts values to their attributes where that loses nothing, and drops the others', async () => {
      const device = await open(way);
      const time = Date.now() - minute;
      const reports: [object, object][] = [
        [
          { s: 'x', n: 1.5, b: true, g: '37.33,-122.03' },
          { s: 'x', n: 1.5, b: true, g: '37.33,-122.03' },
        ],
        [
          { s: 72, n: '72', b: 1, g: 'nowhere' },
          { s: '72', n: 72, b: true },
        ],
        [
          { s: true, n: ' 1e3 ', b: 'FALSE' },
          { s: 'true', n: 1000, b: false },
        ],
        [{ s: { deep: 1 }, n: '7 km', b: 'perhaps', unknown: 1, g: '91,0' }, {}],
        [
          { s: null, n: true, b: '0', g: 5 },
          { n: 1, b: false },
        ],
        [{ s: { $date: '2026-01-02T03:04:05.000Z' }, n: [1], b: 2 }, { s: '2026-01-02T03:04:05.000Z' }],
      ];
      const kept = reports.filter(([, stored]) => Object.keys(stored).length > 0);
      for (const [index, [data, stored]] of reports.entries()) {
        const body = { time: time + index, data };
        if (Object.keys(stored).length > 0) await device.report(body);
        else await device.refuses(body);
      }
      const states = (await device.read()).toReversed();
      expect(states.map(({ data }) => data)).toEqual(kept.map(([, stored]) => stored));
      await device.close();
    });

    it('takes positions as decimal degrees, degrees-minutes-seconds, $GPGLL and $GPGGA', async () => {
      const device = await open(way);
      const time = Date.now() - minute;
      const positions: [string, number, number][] = [
        ['37.33233141,-122.0312186', 37.33233141, -122.0312186],
        ['37°19\'56.39"N,122°1\'52.38"W', 37.3323306, -122.0312167],
        ['$GPGLL,3719.940,N,12201.873,S,225444,A', Number.NaN, Number.NaN],
        ['$GPGLL,3719.940,N,12201.873,W,225444,A', 37.3323333, -122.0312167],
        ['$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47', 48.1173, 11.5166667],
        ['$GPGGA,123519,4807.038,N,01131.000,E,0,08,0.9,545.4,M,46.9,M,,', Number.NaN, Number.NaN],
      ];
      for (const [index, [g, latitude]] of positions.entries()) {
        const body = { time: time + index, data: { g } };
        if (Number.isNaN(latitude)) await device.refuses(body);
        else await device.report(body);
      }
      const found = (await device.read()).toReversed().map(({ data }) => String(data.g).split(',').map(Number));
      const expected = positions.filter(([, latitude]) => !Number.isNaN(latitude));
      expect(found).toHaveLength(expected.length);
      for (const [index, [, latitude, longitude]] of expected.entries()) {
        expect(found[index]?.[0]).toBeCloseTo(latitude, 6);
        expect(found[index]?.[1]).toBeCloseTo(longitude, 6);
      }
      await device.close();
    });

    it('keeps a string of 64 KiB and drops one that is a byte longer', async () => {
      const device = await open(way);
      const longest = `${'é'.repeat(32_767)}xy`;
      await device.report({ data: { s: longest } });
      expect((await device.read(1))[0]?.data).toEqual({ s: longest });
      await device.refuses({ data: { s: `${longest}z` } });
      expect(await device.read()).toHaveLength(1);
      await device.close();
    });

    it('understands every form of time, and takes the present where there is none', async () => {
      const device = await open(way);
      // Whole seconds: two of the forms hold no more.
      const time = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
      const iso = (ms: number): string => new Date(ms).toISOString();
      const forms: [unknown, number][] = [
        [{ $date: iso(time) }, time],
        [{ $date: time + 1000 }, time + 1000],
        [time + 2001, time + 2001],
        [(time + 3000) / 1000, time + 3000],
        [iso(time + 4000), time + 4000],
        [new Date(time + 5000).toUTCString(), time + 5000],
      ];
      for (const [form] of forms) await device.report({ time: form, data: { n: 1 } });
      const states = await device.read();
      expect(states.map((state) => Date.parse(state.time))).toEqual(forms.map(([, ms]) => ms).toReversed());
      for (const [form, ago] of [
        [-500_000, 500_000],
        [undefined, 0],
        [null, 0],
        ['half past nine', 0],
      ] as const) {
        const before = Date.now();
        await device.report({ ...(form === undefined ? {} : { time: form }), data: { n: before } });
        const after = Date.now();
        const stored = (await device.read()).find(({ data }) => data.n === before);
        expect(Date.parse(stored?.time ?? '')).toBeGreaterThanOrEqual(before - ago);
        expect(Date.parse(stored?.time ?? '')).toBeLessThanOrEqual(after - ago);
      }
      await device.close();
    });

    it('takes what is up to 30 days old or 1 day ahead, and nothing beyond', async () => {
      const device = await open(way);
      const now = Date.now();
      const good = [now + day - minute, now - 30 * day + minute];
      for (const time of good) await device.report({ time, data: { n: 1 } });
      for (const time of [now + day + minute, now - 30 * day - minute, -31 * day, 1e15, 0]) {
        await device.refuses({ time, data: { n: 2 } });
      }
      expect((await device.read()).map(({ time }) => Date.parse(time))).toEqual(good);
      await device.close();
    });

    it.each([true, false])(
      'merges one millisecond and keeps equal states of others (keepDuplicates %s)',
      async (keep) => {
        const device = await open(way, { keepDuplicates: keep });
        const time = Date.now() - minute;
        await device.report({ time, data: { n: 1, s: 'a' } });
        await device.report({ time, data: { n: 2, b: true } });
        await device.report({ time: time + 1, data: { n: 2 } });
        await device.report({ time: time + 2, data: { n: 2 } });
        expect((await device.read()).toReversed().map(({ data }) => data)).toEqual([
          { n: 2, s: 'a', b: true },
          { n: 2 },
          { n: 2 },
        ]);
        expect((await client.application.payloadCounts(device.fixture)).deviceState).toEqual({
          [way === 'MQTT' ? 'device.mqtt' : 'user.rest']: 4,
        });
        await device.close();
      },
    );

    it('keeps what is good of an array', async () => {
      const device = await open(way);
      const time = Date.now() - minute;
      await device.report([
        { time, data: { n: 1 } },
        { time: -31 * day, data: { n: 2 } },
        { time: time + 1, data: { n: 3, unknown: 1 } },
      ]);
      expect((await device.read()).map(({ data }) => data)).toEqual([{ n: 3 }, { n: 1 }]);
      await device.refuses([{ data: {} }, { data: { unknown: 1 } }]);
      await device.refuses([]);
      expect(await device.read()).toHaveLength(2);
      await device.close();
    });

    it('follows the attributes that the device has at the moment', async () => {
      const device = await open(way);
      const time = Date.now() - minute;
      const set = (wanted: object[]) => client.device.patch({ ...device.fixture, device: { attributes: wanted } });
      await device.report({ time, data: { n: 1, s: 'a' } });
      await set([{ name: 's', dataType: 'number' }]);
      await device.report({ time: time + 1, data: { n: 2, s: '5' } });
      await set([
        { name: 's', dataType: 'number' },
        { name: 'n', dataType: 'number' },
        { name: 'new', dataType: 'boolean' },
      ]);
      await device.report({ time: time + 2, data: { n: 3, s: 6, new: 'true' } });
      // Retyped: the text is gone for good. Removed and back: its history is there, without what came meanwhile.
      expect((await device.read()).toReversed().map(({ data }) => data)).toEqual([
        { n: 1 },
        { s: 5 },
        { n: 3, s: 6, new: true },
      ]);
      await device.close();
    });
  });
}

describe('gateways', () => {
  async function makePlant() {
    const gateway = await makeDevice(client, { device: { name: 'Gate', deviceClass: 'gateway', attributes } });
    const { applicationId } = gateway;
    const make = async (device: object): Promise<DeviceFixture> => ({
      ...gateway,
      deviceId: (await client.devices.post({ applicationId, device: { attributes, ...device } })).id,
    });
    const other = await make({ name: 'Other gate', deviceClass: 'gateway' });
    return {
      gateway,
      own: await make({ name: 'Own', deviceClass: 'peripheral', gatewayId: gateway.deviceId }),
      anybodys: await make({ name: 'Anybodys', deviceClass: 'peripheral' }),
      floating: await make({ name: 'Floating', deviceClass: 'floating' }),
      foreign: await make({ name: 'Foreign', deviceClass: 'peripheral', gatewayId: other.deviceId }),
      standalone: await make({ name: 'Alone' }),
      system: await make({ name: 'System', deviceClass: 'system' }),
    };
  }

  it('report over MQTT for their peripherals, those of any gateway and floating devices, and for nobody else', async () => {
    const { gateway, own, anybodys, floating, ...others } = await makePlant();
    const connection = await connectDevice(server, gateway);
    for (const { deviceId } of [gateway, own, anybodys, floating]) {
      await connection.publishAsync(`losant/${deviceId}/state`, '{"data":{"n":1}}', { qos: 1 });
      expect(await client.device.getState({ ...gateway, deviceId })).toMatchObject([{ data: { n: 1 } }]);
    }
    await connection.endAsync();
    for (const { deviceId } of Object.values(others)) {
      const refused = await connectDevice(server, gateway);
      const closed = closedBy(refused);
      refused.publish(`losant/${deviceId}/state`, '{"data":{"n":1}}', { qos: 1 });
      await closed;
      expect(await client.device.getState({ ...gateway, deviceId })).toEqual([]);
    }
    // A standalone device speaks for itself only.
    const alone = await connectDevice(server, others.standalone);
    const closed = closedBy(alone);
    alone.publish(`losant/${floating.deviceId}/state`, '{"data":{"n":2}}', { qos: 1 });
    await closed;
  });

  it('report with their token over REST for the same devices, and hear of no others with a restricted key', async () => {
    const { gateway, own, anybodys, floating, foreign, standalone, system } = await makePlant();
    const { applicationId } = gateway;
    const restricted = await client.applicationKeys.post({
      applicationId,
      applicationKey: { deviceIds: [gateway.deviceId] },
    });
    const logInWith = async (key: { key: string; secret: string }): Promise<Client> => {
      const credentials = { deviceId: gateway.deviceId, key: key.key, secret: key.secret };
      return connect(server, (await connect(server).auth.authenticateDevice({ credentials })).token);
    };
    const wide = await logInWith(gateway);
    const narrow = await logInWith(restricted);
    for (const caller of [wide, narrow]) {
      for (const { deviceId } of [gateway, own, anybodys, floating]) {
        await caller.device.sendState({ applicationId, deviceId, deviceState: { data: { n: 4 } } });
      }
      for (const { deviceId } of [foreign, standalone, system]) {
        const attempt = caller.device.sendState({ applicationId, deviceId, deviceState: { data: { n: 4 } } });
        expect((await failureOf(attempt)).statusCode).toBe(caller === wide ? 403 : 404);
      }
    }
    expect((await client.application.payloadCounts({ applicationId })).deviceState).toEqual({ 'device.rest': 8 });
  });

  it('hear the commands of their peripherals over one connection, and of nobody else', async () => {
    const { gateway, own, anybodys, floating, foreign } = await makePlant();
    const { applicationId } = gateway;
    const connection = await connectDevice(server, gateway);
    const heard = [own, anybodys, floating];
    for (const { deviceId } of heard) await connection.subscribeAsync(`losant/${deviceId}/command`, { qos: 1 });
    await expect(connection.subscribeAsync(`losant/${foreign.deviceId}/command`)).rejects.toThrow();
    const received = nextMessages(connection, 3);
    for (const { deviceId } of [foreign, ...heard]) {
      await client.device.sendCommand({ applicationId, deviceId, deviceCommand: { name: 'go' } });
    }
    expect((await received).map((message) => message.split(' ', 1)[0])).toEqual(
      heard.map(({ deviceId }) => `losant/${deviceId}/command`),
    );
    await connection.endAsync();
  });

  it('connect for their peripherals, which do not connect themselves, nor do systems', async () => {
    const { own, anybodys, system } = await makePlant();
    for (const fixture of [own, anybodys, system]) {
      await expect(connectDevice(server, fixture)).rejects.toMatchObject({ code: 5 });
      const { deviceId, key, secret } = fixture;
      const login = connect(server).auth.authenticateDevice({ credentials: { deviceId, key, secret } });
      expect(await failureOf(login)).toMatchObject({ statusCode: 401 });
    }
  });
});
