import type { Action } from '../../kernel/actions.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { isScopeFor } from '../../kernel/permissions.ts';
import type { Database } from '../../platform/database/database.ts';
import type { AccessService } from '../access/index.ts';
import type { DeviceAuthenticator } from './authenticator.ts';
import type { LoginLog } from './login-log.ts';

/** A device's token lasts this long unless it asks for less. */
const tokenMs = 30 * 24 * 3_600_000;

/** Exchanges a device's key and secret for a bearer token (semantics.md, "Who calls: tokens and scopes", device). */
export class DeviceAuthService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #actions: readonly Action[];
  readonly #authenticator: DeviceAuthenticator;
  readonly #loginLog: LoginLog;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    access: AccessService;
    actions: readonly Action[];
    authenticator: DeviceAuthenticator;
    loginLog: LoginLog;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#actions = options.actions;
    this.#authenticator = options.authenticator;
    this.#loginLog = options.loginLog;
    this.#now = options.now;
  }

  async logIn(
    credentials: {
      deviceId: string;
      key?: string;
      secret?: string;
      tokenTTL?: number;
      requestedScopes?: readonly string[];
    },
    address: string,
  ) {
    const scopes = credentials.requestedScopes ?? ['all.Device'];
    if (scopes.length === 0) throw invalid('requestedScopes', 'must name at least one scope');
    const login = await this.#authenticator.logIn({
      deviceId: credentials.deviceId,
      key: credentials.key ?? '',
      secret: credentials.secret ?? '',
    });
    if ('refused' in login) {
      const { deviceId, key = '' } = credentials;
      this.#loginLog.refused({ deviceId, key, address, by: 'REST' }, login);
      throw new AppError('Unauthorized', 'The device id, the key or the secret is wrong');
    }
    const unknown = scopes.find((scope) => !isScopeFor('device', scope, this.#actions));
    if (unknown !== undefined)
      throw invalid('requestedScopes', `contains a scope that a device cannot have: ${unknown}`);
    const { device, grant } = login;
    const lifeMs = Math.min(credentials.tokenTTL ? credentials.tokenTTL * 1000 : tokenMs, tokenMs);
    const { token } = await this.#access.issueToken(this.#database.kysely, {
      kind: 'device',
      scopes,
      applicationRowId: device.applicationRowId,
      deviceRowId: device.deviceRowId,
      accessKeyRowId: grant.accessKeyRowId,
      expiresAt: new Date(this.#now() + lifeMs),
      creator: { type: 'device', id: device.deviceId, name: device.name },
    });
    return {
      applicationId: device.applicationId,
      deviceId: device.deviceId,
      deviceClass: device.deviceClass,
      token,
      filterType: grant.filterType,
      pubTopics: grant.pubTopics,
      subTopics: grant.subTopics,
    };
  }
}
