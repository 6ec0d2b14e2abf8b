import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../kernel/client-address.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { compareTexts, foldCase } from '../../kernel/fold-case.ts';
import { RateWindow } from '../../kernel/rate-window.ts';
import type { Database } from '../../platform/database/database.ts';
import { clientAddressOf } from '../../platform/http/client-address.ts';
import { readBearer } from '../../platform/http/guard.ts';
import { hashSecret } from '../../platform/secrets/hashes.ts';
import type { DeviceProfile, DeviceService } from '../devices/index.ts';
import type { TimeSeriesService } from '../time-series/index.ts';
import type { SharedSeriesQuery } from './schemas.ts';
import { findByHash, type OpenedLink } from './store.ts';

/** Questions of one link and network: a page that follows its devices asks twelve times a minute. */
const calls = { count: 60, windowMs: 60_000 };
/** Windows remembered: a token cannot be guessed, so nobody gains by having one forgotten. */
const maxWindows = 20_000;
/** Of a page that names no attributes, as many as an answer has room for. */
const maxDevices = 100;

/**
 * What whoever has a page link may read: the devices that it names, their series and their newest values. The token is no
 * bearer token of the API, which knows nothing of it; it opens these three questions and no other.
 */
export class PageVisitors {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #timeSeries: TimeSeriesService;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #windows = new LRUCache<string, RateWindow>({ max: maxWindows });

  constructor(options: {
    database: Database;
    devices: DeviceService;
    timeSeries: TimeSeriesService;
    now: () => number;
    elapsed: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#timeSeries = options.timeSeries;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
  }

  /** What the page is about. */
  async describe(request: FastifyRequest) {
    const link = await this.#admit(request);
    const profiles = await this.#devicesOf(link);
    return {
      name: link.name,
      view: link.view,
      expires: link.expires_at.toISOString(),
      devices: profiles.map(({ deviceId, name, attributes }) => ({
        id: deviceId,
        name,
        attributes: [...attributes.values()]
          .filter((attribute) => isShown(link, attribute.name))
          .map(({ name: attribute, dataType, attributeTags }) => ({
            name: attribute,
            dataType,
            ...(attributeTags?.unit === undefined ? {} : { unit: attributeTags.unit }),
          })),
      })),
    };
  }

  /** The series of the link's devices. @throws AppError Validation for an attribute that the link does not show */
  async series(request: FastifyRequest, query: SharedSeriesQuery) {
    const link = await this.#admit(request);
    const attributes = query.attributes ?? link.attributes ?? undefined;
    for (const [index, name] of (query.attributes ?? []).entries()) {
      if (!isShown(link, name)) throw invalid(`attributes[${index}]`, `${name} is not shown by this link`);
    }
    const deviceIds = (await this.#devicesOf(link)).map(({ deviceId }) => deviceId);
    const question = { ...query, deviceIds, ...(attributes === undefined ? {} : { attributes: [...attributes] }) };
    return this.#timeSeries.query(toApplication(link), undefined, question);
  }

  /** The newest values of the link's devices. */
  async values(request: FastifyRequest) {
    const link = await this.#admit(request);
    const deviceIds = (await this.#devicesOf(link)).map(({ deviceId }) => deviceId);
    const values = await this.#timeSeries.readLast(toApplication(link), undefined, { deviceIds });
    return Object.fromEntries(
      Object.entries(values).map(([id, { time, data }]) => {
        const shown = Object.entries(data).filter(([name]) => isShown(link, name));
        return [id, { time, data: Object.fromEntries(shown) }];
      }),
    );
  }

  /** @throws AppError InvalidToken for whatever is not the token of a link that works; Throttled */
  async #admit(request: FastifyRequest): Promise<OpenedLink> {
    const token = readBearer(request);
    const link = token && (await findByHash(this.#database.kysely, hashSecret(token), new Date(this.#now())));
    if (!link) throw new AppError('InvalidToken', 'The link is not valid, or no longer');
    const key = `${link.id} ${networkOf(clientAddressOf(request))}`;
    const window = this.#windows.get(key) ?? new RateWindow(calls);
    this.#windows.set(key, window);
    const wait = window.take(this.#elapsed());
    if (wait > 0) throw new AppError('Throttled', 'Too many calls; retry later', { retryAfter: wait / 1000 });
    return link;
  }

  /** Those that there are now, in the order of their names. */
  async #devicesOf(link: OpenedLink): Promise<DeviceProfile[]> {
    const { device_ids: deviceIds, device_tags: tags } = link;
    const selection = tags.length === 0 ? { deviceIds } : { deviceIds, deviceTags: tags };
    const found = await this.#devices.select(toApplication(link), undefined, selection);
    return found
      .sort((a, b) => compareTexts(foldCase(a.name), foldCase(b.name)) || (a.deviceId < b.deviceId ? -1 : 1))
      .slice(0, maxDevices);
  }
}

function toApplication({ application_row_id: applicationRowId, application_id: applicationId }: OpenedLink) {
  return { applicationRowId, applicationId };
}

function isShown({ attributes }: OpenedLink, name: string): boolean {
  return attributes === null || attributes.includes(name);
}
