import { LRUCache } from 'lru-cache';
import { isId } from '../../kernel/ids.ts';
import { parseJson } from '../../kernel/json-text.ts';
import type { TagPair } from '../../kernel/tags.ts';
import type { Listeners } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { activeAttributes, type StoredAttribute } from './attributes.ts';
import { type DeviceRow, findDeviceAnywhere, type ProfileRow, readProfileRows } from './store.ts';

/** What the hot paths need to know of a device, ready to use. */
export interface DeviceProfile {
  readonly deviceRowId: number;
  readonly deviceId: string;
  readonly name: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly deviceClass: string;
  readonly gatewayId: string | null;
  readonly tags: readonly TagPair[];
  readonly keepDuplicates: boolean;
  /** Attributes that the device has now, by name. */
  readonly attributes: ReadonlyMap<string, StoredAttribute>;
}

/** About 2 KB each: some 100 MB at most, when that many devices are active on this node. */
const cacheSize = 50_000;
const cacheTtlMs = 60_000;

/** Devices by id, cached; events on the bus drop what has changed. */
export class DeviceDirectory {
  readonly #database: Database;
  readonly #profiles = new LRUCache<string, DeviceProfile>({ max: cacheSize, ttl: cacheTtlMs });
  #generation = 0;

  constructor(options: { database: Database }) {
    this.#database = options.database;
  }

  /** What drops profiles that are no longer true. */
  get listens(): Listeners {
    return {
      'device.changed': ({ deviceId }) => {
        // A lookup that is under way may have read the device as it was.
        this.#generation += 1;
        this.#profiles.delete(deviceId);
      },
      'application.deleted': ({ applicationId }) => {
        this.#generation += 1;
        for (const [id, profile] of this.#profiles)
          if (profile.applicationId === applicationId) this.#profiles.delete(id);
      },
      'caches.stale': () => {
        this.#generation += 1;
        this.#profiles.clear();
      },
    };
  }

  /** The profile if it is at hand; for paths that must not wait. */
  peek(deviceId: string): DeviceProfile | undefined {
    return this.#profiles.get(deviceId);
  }

  /** The device wherever it is; undefined when it, or its application, does not exist (any more). */
  async find(deviceId: string): Promise<DeviceProfile | undefined> {
    const cached = this.#profiles.get(deviceId);
    if (cached) return cached;
    if (!isId(deviceId)) return undefined;
    const generation = this.#generation;
    const row = await findDeviceAnywhere(this.#database.kysely, deviceId.toLowerCase());
    if (!row) return undefined;
    const profile = toProfile(row, row.application_id);
    if (generation === this.#generation) this.#profiles.set(profile.deviceId, profile);
    return profile;
  }

  /** As `find`, for a device of one application only. */
  async findIn(applicationId: string, deviceId: string): Promise<DeviceProfile | undefined> {
    const profile = await this.find(deviceId);
    return profile?.applicationId === applicationId ? profile : undefined;
  }

  /**
   * Those of the devices that the application has, each once, in the order of their keys; what is not at hand is read
   * together. The ids may be in either case.
   *
   * @param options.maxBytes what those may weigh that have to be read
   * @throws AppError Validation when they weigh more
   */
  async findAllIn(
    { applicationRowId, applicationId }: { readonly applicationRowId: number; readonly applicationId: string },
    deviceIds: readonly string[],
    { maxBytes = Number.POSITIVE_INFINITY }: { readonly maxBytes?: number } = {},
  ): Promise<DeviceProfile[]> {
    const found: DeviceProfile[] = [];
    const missing: string[] = [];
    for (const id of new Set(deviceIds.map((given) => given.toLowerCase()))) {
      const cached = this.#profiles.get(id);
      if (!cached) missing.push(id);
      else if (cached.applicationId === applicationId) found.push(cached);
    }
    if (missing.length > 0) {
      const generation = this.#generation;
      const lists = new SharedLists();
      for (const row of await readProfileRows(this.#database, applicationRowId, missing, { maxBytes })) {
        const profile = makeProfile(row, applicationId, lists.of(row));
        if (generation === this.#generation) this.#profiles.set(profile.deviceId, profile);
        found.push(profile);
      }
    }
    return found.sort((one, other) => one.deviceRowId - other.deviceRowId);
  }
}

/** What reports and commands need to know of a device, made of its row. Retired attributes are left out. */
export function toProfile(row: DeviceRow, applicationId: string): DeviceProfile {
  return makeProfile(row, applicationId, { tags: row.tags, attributes: byName(row.attributes as StoredAttribute[]) });
}

type Lists = Pick<DeviceProfile, 'tags' | 'attributes'>;

function makeProfile(row: Omit<ProfileRow, keyof Lists>, applicationId: string, lists: Lists): DeviceProfile {
  return {
    deviceRowId: row.device_row_id,
    deviceId: row.id,
    name: row.name,
    applicationRowId: row.application_row_id,
    applicationId,
    deviceClass: row.device_class,
    gatewayId: row.gateway_id,
    tags: lists.tags,
    keepDuplicates: row.keep_duplicates,
    attributes: lists.attributes,
  };
}

function byName(stored: readonly StoredAttribute[]): DeviceProfile['attributes'] {
  return new Map(activeAttributes(stored).map((attribute) => [attribute.name, attribute]));
}

/** Tags and attributes of devices that are read together: of devices that have the same, parsed and held once. */
class SharedLists {
  readonly #tags = new Map<string, DeviceProfile['tags']>();
  readonly #attributes = new Map<string, DeviceProfile['attributes']>();

  of(row: Pick<ProfileRow, keyof Lists>): Lists {
    const tags = this.#tags.get(row.tags) ?? (parseJson(row.tags) as DeviceProfile['tags']);
    this.#tags.set(row.tags, tags);
    const attributes = this.#attributes.get(row.attributes) ?? byName(parseJson(row.attributes) as StoredAttribute[]);
    this.#attributes.set(row.attributes, attributes);
    return { tags, attributes };
  }
}
