import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { AccessService, TokenUse } from './features/access/index.ts';
import { ApiTokenService } from './features/api-tokens/index.ts';
import { ApplicationKeyService } from './features/application-keys/index.ts';
import { ApplicationLog } from './features/application-log/index.ts';
import { ApplicationService } from './features/applications/index.ts';
import { ArchiveGate, ArchiveService } from './features/archives/index.ts';
import { AuditLogService } from './features/audit-logs/index.ts';
import {
  ConnectionLog,
  ConnectionService,
  ConnectionStatusService,
  DeviceAuthenticator,
  DeviceAuthService,
  type DeviceSession,
  DeviceTraffic,
  LoginLog,
} from './features/connections/index.ts';
import { DeviceCommandService, type PublishToSpace } from './features/device-commands/index.ts';
import {
  DeviceStateService,
  StateHistory,
  StateIngest,
  StatePartitions,
  StateRemoval,
  stateTopic,
} from './features/device-state/index.ts';
import { DeviceWatch } from './features/device-streams/index.ts';
import { BulkDevices, DeviceDirectory, DeviceMessageLimit, DeviceService } from './features/devices/index.ts';
import { ExportRights, ExportRunner, ExportService } from './features/exports/index.ts';
import { HistoryService } from './features/history/index.ts';
import { MessageService, TopicWatch } from './features/messages/index.ts';
import { Metrics } from './features/operations/index.ts';
import { InviteService, MemberService, OrganizationService, TransferService } from './features/organizations/index.ts';
import { RecentItemService } from './features/recent-items/index.ts';
import { RetentionService } from './features/retention/index.ts';
import { SearchService } from './features/search/index.ts';
import { SystemAggregator } from './features/system-devices/index.ts';
import { TimeSeriesService } from './features/time-series/index.ts';
import { UsageCounter, UsageService } from './features/usage/index.ts';
import {
  AccountService,
  CredentialCheck,
  EmailChange,
  LoginService,
  LoginThrottle,
  UserAdministration,
  UserService,
} from './features/users/index.ts';
import type { AppEvents } from './kernel/events.ts';
import { Broker, type BrokerTls } from './platform/broker/broker.ts';
import { Bus } from './platform/bus/bus.ts';
import type { Database } from './platform/database/database.ts';
import { PgBossJobs } from './platform/jobs/pg-boss-jobs.ts';
import { createMailer } from './platform/mail/mailer.ts';
import { LocalStore } from './platform/objects/local-store.ts';
import type { SecretBox } from './platform/secrets/secret-box.ts';

export interface PartsOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly secrets: SecretBox;
  /** Of this server. */
  readonly version: string;
  readonly tls?: BrokerTls;
  /** Epoch ms. */
  readonly now: () => number;
  /** Ms from any start, which nobody can put back or ahead: for how much may happen in a time. */
  readonly elapsed: () => number;
}

export type Parts = ReturnType<typeof createParts>;

/** Constructs every part and connects it to those it needs: the one place that knows them all. Nothing runs yet. */
export function createParts(options: PartsOptions) {
  const { config, logger, database, secrets, now, elapsed } = options;
  const reportError = (what: string) => (error: unknown) => logger.error({ err: error }, what);
  const bus = new Bus<AppEvents>({
    onListenerError: (error, name) => logger.error({ err: error, event: name }, 'a listener failed'),
  });
  const jobs = new PgBossJobs({ database, onError: reportError('background jobs') });
  const usageCounter = new UsageCounter({ database, now, onError: reportError('usage counts could not be written') });
  const usage = new UsageService({ database, counter: usageCounter, now });
  const tokenUse = new TokenUse({ database, now, onError: reportError('the use of tokens could not be written') });
  const access = new AccessService({ database, bus, use: tokenUse, now });
  const audit = new AuditLogService({ database, now });
  const archivePolicy = { archiveDir: config.archiveDir, s3Hosts: config.archiveS3Hosts ?? [] };
  const applications = new ApplicationService({ database, access, bus, jobs, secrets, archivePolicy, now });
  const users = new UserService({ applications, now });
  const check = new CredentialCheck({ database, throttle: new LoginThrottle({ now: elapsed }), secrets, now });
  const login = new LoginService({ database, access, check, now });
  const mailer = createMailer({ url: config.smtpUrl, from: config.mailFrom });
  const emails = new EmailChange({ database, mailer, bus, now });
  const account = new AccountService({ database, users, login, check, secrets, emails, bus, now });
  const administration = new UserAdministration({ database, users, bus, now });
  const organizations = new OrganizationService({ database, bus, now });
  const members = new MemberService({ database, bus });
  const callbackPolicy = { allowedHosts: config.callbackHosts ?? [] };
  const onMailError = reportError('an invitation could not be mailed');
  const invites = new InviteService({ database, users, check, mailer, bus, now, onMailError });
  const transfers = new TransferService({ database, access, applications });
  const keys = new ApplicationKeyService({ database, bus, now });
  const tokens = new ApiTokenService({ database, access, use: tokenUse, bus, now });

  const applicationLog = new ApplicationLog({ bus, now });
  const directory = new DeviceDirectory({ database, bus });
  const devices = new DeviceService({ database, directory, bus, jobs, now });
  const bulk = new BulkDevices({
    database,
    devices,
    bus,
    jobs,
    mailer,
    onError: reportError('the mail about a change of devices could not be sent'),
    now,
  });
  const limit = new DeviceMessageLimit({ limit: config.deviceMessageLimit, now: elapsed });
  const partitions = new StatePartitions({ database, now, onError: reportError('partitions could not be made') });
  const ingest = new StateIngest({
    database,
    partitions,
    onStored: (items) => bus.emit('states.stored', items),
  });
  const history = new HistoryService({
    database,
    devices,
    states: new StateHistory({ database, partitions }),
    now,
  });
  const archives = new ArchiveService({
    database,
    jobs,
    applications,
    bus,
    archivePolicy,
    isReporting: () => ingest.isReporting,
    version: options.version,
    onError: reportError('archive'),
    now,
  });
  const retention = new RetentionService({
    database,
    partitions,
    gate: new ArchiveGate({ database, archives, now }),
    bus,
    isReporting: () => ingest.isReporting,
    now,
  });
  const states = new DeviceStateService({ database, devices, directory, ingest, limit, applicationLog, bus, now });

  const systems = new SystemAggregator({
    database,
    ingest,
    bus,
    applicationLog,
    now,
    onError: reportError('the state of system devices could not be computed'),
  });
  const removal = new StateRemoval({ database, devices, jobs, bus, now });

  // Private: what one application exports is no business of the machine's other users.
  const exportStore = new LocalStore({ folder: join(config.dataDir, 'exports'), isPrivate: true });
  const exportRights = new ExportRights({ bearers: access, devices });
  const exportRunner = new ExportRunner({
    database,
    directory,
    devices,
    rights: exportRights,
    store: exportStore,
    jobs,
    secrets,
    mailer,
    callbackPolicy,
    maxBytes: config.exportSpace * 1024 * 1024,
    logger,
    now,
  });
  const exports = new ExportService({
    database,
    devices,
    runner: exportRunner,
    rights: exportRights,
    store: exportStore,
    secrets,
    mailer,
    callbackPolicy,
    now,
  });

  const search = new SearchService({ database });
  const recentItems = new RecentItemService({ database, access });
  const timeSeries = new TimeSeriesService({ database, devices, now });

  const authenticator = new DeviceAuthenticator({ keys, directory });
  const loginLog = new LoginLog({ applicationLog, directory });
  const deviceAuth = new DeviceAuthService({ database, access, authenticator, loginLog, now });
  const connectionLog = new ConnectionLog({ database, onError: reportError('connection log') });
  const traffic = new DeviceTraffic({
    directory,
    limit,
    usage: usageCounter,
    applicationLog,
    bus,
    topics: [stateTopic(states)],
    logger,
  });
  const connections = new ConnectionService({
    authenticator,
    directory,
    traffic,
    log: connectionLog,
    applicationLog,
    loginLog,
    bus,
    now,
    logger,
  });
  const connectionStatus = new ConnectionStatusService({ database, devices, limit, bus, now });
  const broker = new Broker<DeviceSession>({
    hooks: connections,
    logger,
    database,
    ...(options.tls ? { tls: options.tls } : {}),
  });
  const publish: PublishToSpace = (applicationId, message) => broker.publish(applicationId, message);
  const commands = new DeviceCommandService({
    database,
    devices,
    usage: usageCounter,
    bus,
    publish,
    reach: connections,
    applicationLog,
    now,
  });
  const messages = new MessageService({ bus, usage: usageCounter, publish, applicationLog });
  const watch = new TopicWatch({ bus });
  const deviceWatch = new DeviceWatch({ bus });
  const metrics = new Metrics({
    measurements: [
      { name: 'signalbox_states_stored', help: 'States stored since the start', read: () => ingest.stored },
      { name: 'signalbox_states_queued', help: 'States waiting to be stored', read: () => ingest.queued },
      { name: 'signalbox_mqtt_connections', help: 'Connected MQTT clients', read: () => broker.connectionCount },
      {
        name: 'signalbox_topic_watchers',
        help: 'Open event streams',
        read: () => watch.windows.watcherCount + deviceWatch.watcherCount,
      },
    ],
  });

  return {
    access,
    account,
    administration,
    applicationLog,
    applications,
    archives,
    audit,
    broker,
    bulk,
    bus,
    commands,
    connectionLog,
    connectionStatus,
    connections,
    database,
    deviceAuth,
    deviceWatch,
    devices,
    directory,
    emails,
    history,
    ingest,
    invites,
    jobs,
    keys,
    login,
    members,
    messages,
    metrics,
    organizations,
    partitions,
    recentItems,
    exportRunner,
    exports,
    removal,
    retention,
    search,
    secrets,
    states,
    systems,
    timeSeries,
    tokenUse,
    tokens,
    transfers,
    usage,
    usageCounter,
    users,
    watch,
  };
}
