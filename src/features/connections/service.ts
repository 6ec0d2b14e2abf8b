import { mayLogIn } from '../../kernel/device-class.ts';
import { lowerFirst } from '../../kernel/text.ts';
import type { Broker } from '../../platform/broker/broker.ts';
import type {
  ConnectRequest,
  DisconnectInfo,
  Refusal,
  Session,
  SessionHooks,
  Transport,
} from '../../platform/broker/hooks.ts';
import type { Listeners } from '../../platform/bus/bus.ts';
import type { ClusterNode } from '../../platform/cluster/node-registry.ts';
import type { ApplicationLog } from '../application-log/index.ts';
import { fingerprintOf } from '../certificates/index.ts';
import type { DeviceDirectory } from '../devices/index.ts';
import type { LimitLeases } from '../limits/index.ts';
import type { DeviceAuthenticator, DeviceLogin } from './authenticator.ts';
import {
  type Arrival,
  describeConnect,
  describeDisconnect,
  describeOverLimit,
  nameTransport,
  toArrival,
} from './connection-lines.ts';
import type { ConnectionLog } from './connection-log.ts';
import type { ConnectionNotice } from './contributor.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { coversDevice, type DeviceGrant, isCertificate, nameAccess, nameKind } from './grant.ts';
import type { LoginAttempt, LoginLog } from './login-log.ts';
import { Recheck } from './recheck.ts';
import { Revocations } from './revocations.ts';
import type { DeviceSession } from './session.ts';
import type { DeviceTraffic } from './traffic.ts';

/** Which devices may be connected over MQTT, and which are (semantics.md, "MQTT"). */
export class ConnectionService implements SessionHooks<DeviceSession> {
  readonly #authenticator: DeviceAuthenticator;
  readonly #directory: DeviceDirectory;
  readonly #traffic: Pick<DeviceTraffic, 'reconsider'>;
  readonly #leases: LimitLeases;
  readonly #log: ConnectionLog;
  readonly #applicationLog: ApplicationLog;
  readonly #loginLog: LoginLog;
  readonly #now: () => number;
  /** Where the devices are connected. */
  readonly broker: Broker<DeviceSession>;
  /** By device id. */
  readonly #connected = new Map<string, Session<DeviceSession>>();
  /** Connections that have taken over from one whose end has not been told yet, by that one: a handful at a time. */
  readonly #deferredConnects = new Map<Session<DeviceSession>, { session: Session<DeviceSession>; log: () => void }>();
  readonly #revocations = new Revocations();
  readonly #recheck: Recheck;
  readonly #expiries: ExpiryWatch<Session<DeviceSession>>;
  readonly #logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly #node: ClusterNode | undefined;

  constructor(options: {
    authenticator: DeviceAuthenticator;
    directory: DeviceDirectory;
    traffic: Pick<DeviceTraffic, 'reconsider'>;
    leases: LimitLeases;
    log: ConnectionLog;
    applicationLog: ApplicationLog;
    loginLog: LoginLog;
    createBroker: (sessions: SessionHooks<DeviceSession>) => Broker<DeviceSession>;
    now: () => number;
    logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
    /** This server among those that share the database; undefined: it has it for itself. */
    node?: ClusterNode | undefined;
  }) {
    this.#authenticator = options.authenticator;
    this.#directory = options.directory;
    this.#traffic = options.traffic;
    this.#leases = options.leases;
    this.#log = options.log;
    this.#applicationLog = options.applicationLog;
    this.#loginLog = options.loginLog;
    this.#now = options.now;
    this.#logger = options.logger;
    this.#node = options.node;
    this.#expiries = new ExpiryWatch({
      now: options.now,
      onExpired: (session) => this.#revoke(session.applicationId, (other) => other === session, 'certificate expired'),
    });
    this.broker = options.createBroker(this);
    this.#recheck = new Recheck({
      sessions: () => this.#connected.values(),
      readmitAll: (grant, deviceIds) => this.#authenticator.readmitAll(grant, deviceIds),
      keep: (session, device) => this.#traffic.reconsider(session, device),
      end: (session) =>
        this.#revoke(session.applicationId, (other) => other === session, 'access changed while nobody could say so'),
      onError: (error) =>
        this.#logger.warn({ err: error }, 'connections could not be looked at again; trying once more'),
    });
  }

  /** Nothing is looked at again from now on. */
  stop(): void {
    this.#recheck.stop();
  }

  /** What ends connections that lose their right to be there. */
  get listens(): Listeners {
    return {
      'application.deleted': ({ applicationId }) => {
        this.#revocations.add(applicationId);
        this.#revoke(applicationId, () => true, 'application deleted');
        void this.broker.closeSpace(applicationId, 'application deleted');
      },
      'key.changed': ({ applicationId, accessKeyRowId }) => {
        this.#revocations.add(applicationId);
        const isOfKey = ({ data: { grant } }: Session<DeviceSession>) =>
          !isCertificate(grant) && grant.accessKeyRowId === accessKeyRowId;
        this.#revoke(applicationId, isOfKey, 'access key changed');
      },
      'certificate.changed': ({ applicationId, certificateRowId }) => {
        this.#revocations.add(applicationId);
        const isOfCertificate = ({ data: { grant } }: Session<DeviceSession>) =>
          isCertificate(grant) && grant.certificateRowId === certificateRowId;
        this.#revoke(applicationId, isOfCertificate, 'certificate changed');
      },
      'certificateAuthority.changed': ({ applicationId, authorityRowId }) => {
        this.#revocations.add(applicationId);
        const isSignedByIt = ({ data: { grant } }: Session<DeviceSession>) =>
          isCertificate(grant) && grant.authorityRowId === authorityRowId;
        this.#revoke(applicationId, isSignedByIt, 'certificate authority changed');
      },
      'device.changed': ({ applicationId, deviceId, deleted }) => {
        if (!deleted) return void this.#reconsider(applicationId, deviceId);
        this.#revocations.add(applicationId);
        this.#revoke(applicationId, ({ clientId }) => clientId === deviceId, 'device deleted');
        this.broker.forget(applicationId, deviceId, 'device deleted');
      },
      'client.claimed': (event) => this.broker.clientClaimed(event),
      'subscriptions.changed': (event) => this.broker.subscriptionsChanged(event),
      'interest.changed': (event) => this.broker.interestChanged(event),
      'node.gone': ({ node }) => this.broker.nodeGone(node),
      'invalidations.missed': () => {
        this.broker.resync();
        this.#revocations.addAny();
        void this.#recheck.run();
      },
    };
  }

  /** Ends the connections that match at once; nothing goes through them any more, their wills included. */
  #revoke(applicationId: string, matches: (session: Session<DeviceSession>) => boolean, reason: string): void {
    const revoke = (session: Session<DeviceSession>): boolean => {
      if (!matches(session)) return false;
      session.data.isRevoked = true;
      return true;
    };
    this.broker.disconnectWhere(applicationId, revoke, reason);
  }

  /** Looks at a changed device again: ends its connection, or what others hear of it, where the right to it is gone. */
  async #reconsider(applicationId: string, deviceId: string): Promise<void> {
    // Unknown is treated as gone: a device that is still allowed connects again.
    const device = await this.#directory.find(deviceId).catch(() => undefined);
    const isGone = ({ clientId, data }: Session<DeviceSession>): boolean => {
      if (device) this.#traffic.reconsider({ applicationId, clientId, data }, device);
      if (clientId !== deviceId) return false;
      return !device || !mayLogIn(device.deviceClass) || !coversDevice(data.grant, { id: deviceId, tags: device.tags });
    };
    const present = this.#connected.get(deviceId);
    const kind = present ? nameKind(present.data.grant) : 'access key';
    this.#revoke(applicationId, isGone, `${kind} no longer covers the device`);
  }

  async authenticate(connect: ConnectRequest): Promise<Session<DeviceSession> | Refusal> {
    const revocations = this.#revocations.count;
    const node = this.#node?.id;
    if (this.#node?.isHeld === false) {
      return { returnCode: 3, reason: 'the server has lost touch with its database' };
    }
    const arrival = toArrival(connect, this.#now());
    const { login, by } = await this.#logIn(connect);
    if ('refused' in login) {
      const { clientId, remoteAddress: address, transport } = connect;
      this.#logger.info({ clientId, address, reason: login.reason }, 'device refused');
      this.#loginLog.refused({ deviceId: clientId, ...by, address, by: nameTransport(transport) }, login);
      // 4: bad user name or password; 5: not authorized [MQTT-3.2.2-4]
      return { returnCode: login.refused === 'credentials' ? 4 : 5, reason: login.reason };
    }
    const { device, grant } = login;
    const overLimit = await this.#leases.take(device.applicationRowId, { connects: 1 });
    if (overLimit) {
      const reason = lowerFirst(overLimit.message);
      this.#logger.info({ deviceId: device.deviceId, reason }, 'device refused: over a limit');
      this.#applicationLog.write(device.applicationId, () => describeOverLimit(device, arrival, reason));
      // Server unavailable: the device is to try again later.
      return { returnCode: 3, reason };
    }
    return openSession({ device, grant, arrival, revocations, node });
  }

  leavesWill({ data }: Session<DeviceSession>): boolean {
    return this.#isOfBefore(data);
  }

  /** Whether this server has lost its lease since the device came: what it had then is another server's to see to. */
  #isOfBefore({ node }: DeviceSession): boolean {
    return this.#node !== undefined && (!this.#node.isHeld || this.#node.id !== node);
  }

  nameAccess({ data }: Session<DeviceSession>): string {
    return nameAccess(data.grant);
  }

  async restore({
    clientId,
    access,
  }: {
    clientId: string;
    access: string;
  }): Promise<Session<DeviceSession> | undefined> {
    const revocations = this.#revocations.count;
    const login = await this.#authenticator.readmit(clientId, access);
    const arrival = toArrival({ transport: 'mqtt', keepAlive: 0, clean: true }, this.#now());
    return login && openSession({ ...login, arrival, revocations, node: this.#node?.id });
  }

  /** With a certificate where it has one and gives neither user name nor password; with its access key otherwise. */
  async #logIn(
    connect: ConnectRequest,
  ): Promise<{ login: DeviceLogin<DeviceGrant>; by: Pick<LoginAttempt, 'key' | 'certificate'> }> {
    const { clientId: deviceId, username: key = '', password, certificate } = connect;
    if (certificate && key === '' && password === undefined) {
      const login = await this.#authenticator.logInWithCertificate(deviceId, certificate);
      return { login, by: { certificate: fingerprintOf(certificate) } };
    }
    const secret = password === undefined ? '' : Buffer.from(password).toString('utf8');
    return { login: await this.#authenticator.logIn({ deviceId, key, secret }), by: { key } };
  }

  connectRejected(attempt: { clientId?: string; remoteAddress?: string; transport: Transport }, reason: string): void {
    const { clientId = '', remoteAddress, transport } = attempt;
    this.#loginLog.refused({ deviceId: clientId, address: remoteAddress, by: nameTransport(transport) }, { reason });
  }

  /** Whether the device has a connection of its own, to this server or another one that shares the database. */
  async isConnected(deviceId: string): Promise<boolean> {
    return this.#connected.has(deviceId) || (this.#node !== undefined && (await this.#log.isConnected(deviceId)));
  }

  connected(session: Session<DeviceSession>): void {
    const { applicationId, clientId, data } = session;
    const earlier = this.#connected.get(clientId);
    this.#connected.set(clientId, session);
    const { device, grant, arrival, revocations } = data;
    if (this.#isOfBefore(data)) {
      setImmediate(() => {
        this.broker.disconnectWhere(applicationId, (other) => other === session, 'lease lost');
      });
    } else if (this.#revocations.hasSince(revocations, applicationId)) {
      // Something was revoked between the check and now, perhaps what this connection rests on: the device asks again.
      setImmediate(() => {
        this.#revoke(applicationId, (other) => other === session, 'access changed while connecting');
      });
    } else if (this.#directory.peek(clientId) !== device) {
      // The device may have changed meanwhile, when this connection was not known yet.
      void this.#reconsider(applicationId, clientId);
    }
    if (isCertificate(grant)) this.#expiries.add(session, grant.expiresAt);
    const { applicationRowId, deviceRowId } = device;
    const logConnect = (): void => {
      this.#log.add({
        applicationRowId,
        deviceRowId,
        time: this.#now(),
        connected: true,
        reason: null,
        messagesFromClient: null,
        messagesToClient: null,
        node: data.node,
        notice: { device, connected: true, time: this.#now(), ...describeArrival(arrival) },
      });
      this.#applicationLog.write(applicationId, () => describeConnect(device, grant, arrival));
    };
    // A connection that is taken over may be told of as ended after the new one has begun: the log has them in turns.
    if (earlier) this.#deferredConnects.set(earlier, { session, log: logConnect });
    else logConnect();
  }

  disconnected(session: Session<DeviceSession>, info: DisconnectInfo): void {
    const {
      applicationId,
      clientId,
      data: { device, arrival, node },
    } = session;
    this.#expiries.delete(session);
    const present = this.#connected.get(clientId);
    if (present === session) this.#connected.delete(clientId);
    // One that ends while it still waits for an earlier end: it has come all the same.
    for (const [earlier, deferred] of this.#deferredConnects) {
      if (deferred.session !== session) continue;
      this.#deferredConnects.delete(earlier);
      deferred.log();
    }
    const { applicationRowId, deviceRowId } = device;
    const time = this.#now();
    const { reason, messagesFromClient: messagesFromDevice, messagesToClient: messagesToDevice } = info;
    const end = { reason, connectedAt: arrival.at, messagesFromDevice, messagesToDevice };
    this.#log.add({
      applicationRowId,
      deviceRowId,
      time,
      node,
      notice: { device, connected: false, time, ...describeArrival(arrival), end },
      connected: false,
      reason: info.reason,
      messagesFromClient: info.messagesFromClient,
      messagesToClient: info.messagesToClient,
      superseded: present !== undefined && present !== session,
    });
    this.#applicationLog.write(applicationId, () => describeDisconnect(device, info, this.#now() - arrival.at));
    const next = this.#deferredConnects.get(session);
    this.#deferredConnects.delete(session);
    next?.log();
  }
}

function openSession(
  known: Pick<DeviceSession, 'device' | 'grant' | 'arrival' | 'revocations' | 'node'>,
): Session<DeviceSession> {
  const { applicationId, deviceId } = known.device;
  const listensFor = new Set([deviceId]);
  return { applicationId, clientId: deviceId, data: { ...known, listensFor, lost: new Set(), isRevoked: false } };
}

/** How a connection came about, as contributors hear of it. */
function describeArrival({ address, transport }: Arrival): Pick<ConnectionNotice, 'address' | 'method' | 'isSecure'> {
  const isSecure = transport === 'mqtts' || transport === 'wss';
  return { address, method: transport === 'ws' || transport === 'wss' ? 'websocket' : 'mqtt', isSecure };
}
