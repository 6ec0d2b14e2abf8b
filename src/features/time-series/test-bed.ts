import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { makeDataFolder } from '../../../test/support/prepared-data.ts';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { noLimits } from '../../kernel/limits.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { ApplicationPrincipal, Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { ActionRouter } from '../../platform/http/action-router.ts';
import { createHttpServer } from '../../platform/http/http-server.ts';
import { PgBossJobs } from '../../platform/jobs/pg-boss-jobs.ts';
import { ResourceRegistry } from '../../platform/resources/resource.ts';
import { applicationResource } from '../applications/index.ts';
import { Compaction, partitionMs, StateHistory, type StateItem, StatePartitions } from '../device-state/index.ts';
import { DeviceDirectory, type DeviceProfile, DeviceService } from '../devices/index.ts';
import { Limits } from '../limits/index.ts';
import { registerTimeSeriesRoutes } from './routes.ts';
import { TimeSeriesService } from './service.ts';

/** A state as it is stored, but `data` by attribute name. */
export interface State {
  readonly time: number;
  readonly data: Readonly<Record<string, AttributeValue>>;
}

export interface TestDevice {
  readonly id: string;
  readonly deviceRowId: number;
}

export type TestBed = Awaited<ReturnType<typeof openTestBed>>;

export const hour = 3_600_000;
/** A Thursday at midnight: a border between two partitions. */
export const border = 2900 * partitionMs;
export const now = border + 30 * hour;

export const apiToken: ApplicationPrincipal = {
  kind: 'application',
  via: 'apiToken',
  applicationId: '5c0000000000000000000001',
  tokenId: '5c0000000000000000000003',
  scopes: new Set(),
  expiresAt: Number.POSITIVE_INFINITY,
  grantsUntil: Number.POSITIVE_INFINITY,
};

/** Who changed what is another feature's business. */
const change: Change = { record: async () => undefined };

/** For the tests of this feature: its routes on an HTTP server, over an embedded database with one application. */
export async function openTestBed() {
  const folder = await makeDataFolder();
  const fail = (error: unknown): never => {
    throw error;
  };
  const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
  const database = await openDatabase({ dataDir: folder, migrationsDir, onFailure: fail });
  await new StatePartitions({ database, now: () => now, onError: fail }).ensureAroundNow();
  const application = await insertApplication(database);
  const bus = new Bus({ onListenerError: fail });
  const jobs = new PgBossJobs({ database, onError: fail });
  const directory = new DeviceDirectory({ database });
  bus.listen(directory.listens);
  const limits = new Limits({ database, settings: noLimits, elapsed: () => 0, onError: fail });
  const devices = new DeviceService({ database, directory, limits, bus, jobs, now: () => now });

  let caller: Principal = apiToken;
  const server = await createHttpServer({ logger: pino({ level: 'silent' }) });
  const gatekeeper = {
    authenticate: async () => caller,
    reach: async () => ({ application, role: 'admin' as const }),
    allows: () => true,
  };
  const service = new TimeSeriesService({ database, devices, now: () => now });
  const resources = new ResourceRegistry([applicationResource]);
  const audit = { write: async () => undefined };
  registerTimeSeriesRoutes(new ActionRouter({ server, gatekeeper, audit, resources }), service);

  const profileOf = async (id: string): Promise<DeviceProfile> => {
    const [profile] = await devices.select(application, apiToken, { deviceIds: [id] });
    return profile ?? fail(new Error(`there is no device ${id}`));
  };
  /** The values by the keys under which the device's attributes are stored. */
  const keyed = <Value>(profile: DeviceProfile, data: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(data).map(([name, value]) => [profile.attributes.get(name)?.key ?? 0, value]));

  /** Writes states into the table as they are: neither clock nor ingest has a say. */
  const store = async ({ id, deviceRowId }: TestDevice, states: readonly State[]): Promise<void> => {
    const profile = await profileOf(id);
    await database.query({
      sql: `insert into device_state (device_row_id, time, data)
        select $1::bigint, time, data::jsonb from unnest($2::bigint[], $3::text[]) as state (time, data)`,
      parameters: [
        deviceRowId,
        states.map(({ time }) => time),
        states.map(({ data }) => JSON.stringify(keyed(profile, data))),
      ],
    });
  };

  const later = () => now + 30 * 24 * hour;
  const partitions = new StatePartitions({ database, now: () => now, onError: fail });
  const history = new StateHistory({ database, partitions, now: later });
  const compaction = new Compaction({
    database,
    policy: { afterDays: 1 },
    isReporting: () => false,
    now: later,
    onError: fail,
  });

  return {
    database,
    devices,
    application,
    store,

    /** Packs all that is stored. */
    pack: () => compaction.run(new AbortController().signal),

    /** Stores states as history is imported: into days that are packed, too. */
    async storeLate({ id }: TestDevice, states: readonly State[]): Promise<void> {
      const device = await profileOf(id);
      await history.store(states.map(({ time, data }) => ({ device, time, data: keyed(device, data) }) as StateItem));
    },

    service,

    /** Reads in small slices, whatever the machine's speed, so that buckets are put together from several. */
    slicingService: new TimeSeriesService({
      database,
      devices,
      now: () => now,
      sizing: { firstMs: 1000, maxMs: 5 * hour, targetMs: Number.POSITIVE_INFINITY },
    }),

    change,

    async addDevice(
      attributes: Readonly<Record<string, 'number' | 'string' | 'boolean' | 'gps'>>,
      states: readonly State[] = [],
      tags: { key: string; value: string }[] = [],
    ): Promise<TestDevice> {
      const described = Object.entries(attributes).map(([name, dataType]) => ({ name, dataType }));
      const { id } = await devices.create(application, { name: 'Pump', tags, attributes: described }, change);
      const device = { id, deviceRowId: (await profileOf(id)).deviceRowId };
      await store(device, states);
      return device;
    },

    async setLast(device: TestDevice, data: Record<string, { t: number; v: AttributeValue }>): Promise<void> {
      const times = Object.values(data).map(({ t }) => t);
      const stored = JSON.stringify(keyed(await profileOf(device.id), data));
      await database.query({
        sql: 'insert into device_last_value (device_row_id, oldest, newest, data) values ($1, $2, $3, $4::jsonb)',
        parameters: [device.deviceRowId, Math.min(...times), Math.max(...times), stored],
      });
    },

    /** Calls an action over HTTP; as the application's API token unless another caller is given. */
    async post(action: string, body: object, as: Principal = apiToken) {
      caller = as;
      const answer = await server.inject({
        method: 'POST',
        url: `/applications/${application.applicationId}/data/${action}`,
        headers: { authorization: 'Bearer x' },
        payload: body,
      });
      return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
    },

    async close(): Promise<void> {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function insertApplication(database: Database): Promise<ApplicationRef> {
  const { applicationId } = apiToken;
  const { application_row_id: applicationRowId } = await database.kysely
    .insertInto('application')
    .values({
      id: applicationId,
      owner_type: 'user',
      owner_id: '5c0000000000000000000002',
      name: 'Plant',
      globals: '[]',
      ftue_tracking: '[]',
      archive_config: null,
      created_at: new Date(now),
      updated_at: new Date(now),
    })
    .returning('application_row_id')
    .executeTakeFirstOrThrow();
  return { applicationRowId, applicationId, ownerType: 'user', ownerId: '5c0000000000000000000002' };
}
