import { setTimeout } from 'node:timers/promises';
import { type ClusterNode, isNodeLost } from '../../platform/cluster/node-registry.ts';
import type { Database } from '../../platform/database/database.ts';
import { isDataError } from '../../platform/database/errors.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import type { DeviceDirectory } from '../devices/index.ts';
import type { ConnectionContributors, ConnectionNotice } from './contributor.ts';
import {
  type ConnectionChange,
  connectionStatements,
  disconnectAll,
  findLeftApplications,
  findLeftDevices,
  isConnectedToBroker,
  type LeftDevices,
} from './store.ts';

/** A fleet that reconnects at once: five thousand devices come and go twice before anything is dropped. */
const maxQueued = 20_000;

/** A minute and a half of a database that is away, waiting longer each time. */
const maxAttempts = 15;
const maxWaitMs = 10_000;
/** The disk is looked at as often. */
const diskFullMs = 1_000;

/** Writes down who came and went: many changes, one transaction, in the order in which they happened. */
export class ConnectionLog {
  readonly #database: Database;
  readonly #directory: DeviceDirectory;
  readonly #contributors: ConnectionContributors;
  readonly #queue: GroupCommit<ConnectionChange>;
  readonly #onError: (error: unknown) => void;
  readonly #node: ClusterNode | undefined;
  #stopping = false;

  constructor(options: {
    database: Database;
    directory: DeviceDirectory;
    contributors: ConnectionContributors;
    onError: (error: unknown) => void;
    /** This server among those that share the database; undefined: it has it for itself. */
    node?: ClusterNode | undefined;
  }) {
    const { database } = options;
    this.#database = database;
    this.#directory = options.directory;
    this.#contributors = options.contributors;
    this.#onError = options.onError;
    this.#node = options.node;
    this.#queue = new GroupCommit<ConnectionChange>({
      maxBatch: 1000,
      maxQueued,
      // One at a time: a device's "connected" must not overtake its "disconnected".
      concurrency: 1,
      commit: (changes) => this.#write(changes),
    });
  }

  /** No device can be connected to a server that is only starting; returns how many one had left so. */
  start(time: number): Promise<number> {
    // What other servers have is theirs.
    return this.#disconnect({ reason: 'server restarted', ...(this.#node ? { node: null } : {}) }, time);
  }

  /** Disconnects the devices of another server, which has died; returns how many. */
  disconnectLost(node: string, time: number): Promise<number> {
    return this.#disconnect({ node, reason: 'node lost' }, time);
  }

  async #disconnect(left: LeftDevices, time: number): Promise<number> {
    const notices: ConnectionNotice[] = [];
    for (const applicationRowId of await findLeftApplications(this.#database, left)) {
      if (!(await this.#contributors.wantLeft(applicationRowId))) continue;
      for (const deviceId of await findLeftDevices(this.#database, left, applicationRowId)) {
        const device = await this.#directory.find(deviceId);
        const end = { reason: left.reason };
        if (device) notices.push({ device, connected: false, time, method: 'mqtt', isSecure: false, end });
      }
    }
    const first = this.#node ? [this.#node.guard(this.#node.id)] : [];
    const contributed = this.#contributors.statements(notices);
    const count = await disconnectAll(this.#database, left, { time, first, contributed });
    // Who is only starting looks for what there is anyway.
    if (typeof left.node === 'string') this.#contributors.committed();
    return count;
  }

  /** Whether the device is connected to the broker of any server, as far as that is written by now. */
  async isConnected(deviceId: string): Promise<boolean> {
    return isConnectedToBroker(this.#database, deviceId);
  }

  add(change: ConnectionChange): void {
    if (!this.#queue.hasRoom) return this.#onError(new Error('the connection log is full; a change was dropped'));
    this.#queue.add(change, (error) => {
      if (error !== undefined) this.#onError(error);
    });
  }

  /** Keeps trying while the database is away for a moment; what was lost would show a device connected for ever. */
  async #write(changes: readonly ConnectionChange[]): Promise<void> {
    // Devices may come and go while the disk is full; that is written once there is room again.
    while (this.#database.isDiskFull && !this.#stopping) await setTimeout(diskFullMs);
    for (let attempt = 1; ; attempt += 1) {
      // What this server had before it lost its lease is seen to by another one.
      const own = changes.filter(({ node }) => node === this.#node?.id);
      if (own.length === 0) return;
      try {
        const contributed = this.#contributors.statements(own.map(({ notice }) => notice));
        const guard = this.#node ? [this.#node.guard(this.#node.id)] : [];
        await this.#database.batch([...guard, ...connectionStatements(own, this.#node?.id), ...contributed]);
        this.#contributors.committed();
        return;
      } catch (error) {
        if (isNodeLost(error)) return;
        if (isDataError(error) || attempt >= maxAttempts || this.#stopping) throw error;
        if (attempt === 1) this.#onError(error);
        await setTimeout(Math.min(100 * 2 ** attempt, maxWaitMs));
      }
    }
  }

  /** Resolves once everything added so far is written. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#queue.drain();
  }
}
