/**
 * What is told inside the server, in three kinds, because they need three different promises. Who listens to what is
 * declared by each feature (`listens`); docs/events.md, which is generated, has all of it in one place.
 */

/**
 * What is no longer true: cached copies, connections and streams that rest on it must go. Announced in the transaction that
 * makes it true (`announce`), told once that has committed. Plain data, so that another node can be told the same.
 */
export interface Invalidations {
  /** An application's fields or its owner. */
  'application.changed': { readonly applicationId: string };
  /** An application is gone, and with it everything in it. */
  'application.deleted': { readonly applicationId: string; readonly applicationRowId: number };
  /** A device was created, changed or deleted: cached copies of it are stale. */
  'device.changed': { readonly applicationId: string; readonly deviceId: string; readonly deleted: boolean };
  /** A server has taken on the connection of a client: those of other servers must end. Only where several share a database. */
  'client.claimed': {
    readonly applicationId: string;
    readonly clientId: string;
    readonly node: string;
    readonly generation: number;
  };
  /** Filters of persistent sessions, which other servers match messages with. Only where several share a database. */
  'subscriptions.changed': {
    readonly applicationId: string;
    readonly changes: readonly SubscriptionChange[];
  };
  /**
   * What the clients of a server have subscribed to, by the beginnings of the filters: messages on such topics are sent there.
   * Only where several share a database.
   */
  'interest.changed': {
    readonly applicationId: string;
    readonly node: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  /** A server is no more, and nothing is to be sent there. Only where several share a database. */
  'node.gone': { readonly node: string };
  /** An access key was changed or deleted: connections and device tokens that used it must end unless still allowed. */
  'key.changed': { readonly applicationId: string; readonly accessKeyRowId: number };
  /** A device certificate was changed or deleted: connections made with it must end. */
  'certificate.changed': { readonly applicationId: string; readonly certificateRowId: number };
  /** A certificate authority was changed or deleted: connections whose certificates it has signed must end. */
  'certificateAuthority.changed': { readonly applicationId: string; readonly authorityRowId: number };
  /** A user's password, standing or existence: tokens of the user may no longer work. */
  'user.changed': { readonly userId: string };
  /** An organization's members, their roles, or its existence: what callers reach through it may be less now. */
  'organization.changed': { readonly organizationId: string };
  /** An integration was created, changed or deleted: its connection is made anew, or ended. */
  'integration.changed': { readonly applicationId: string; readonly integrationId: string };
  /** Limits were set for an application, an organization or a user. */
  'limits.changed': Readonly<Record<string, never>>;
  /** A workflow, one of its versions or what they are run with was created, changed or deleted. */
  'flow.changed': {
    readonly applicationId: string;
    readonly applicationRowId: number;
    readonly flowId: string;
    readonly deleted: boolean;
  };
  /** Somebody has told a server to do something with a run of a workflow that it does not have. Only where several share a database. */
  'flowRun.ordered': {
    readonly orderId: string;
    readonly applicationRowId: number;
    readonly runId: string;
    readonly action: 'cancel' | 'step' | 'stepAll';
  };
  /** A bearer token stopped being valid: cached principals and open streams of it must end. */
  'token.revoked': { readonly tokenId: string };
  /** Events of an application were created, changed or deleted: all of one transaction, in its order. */
  'events.changed': {
    readonly applicationId: string;
    readonly applicationRowId: number;
    readonly changes: readonly EventChange[];
  };
  /** A dashboard was created, changed, deleted, or given to another owner: who looks at it is shown what is true now. */
  'dashboard.changed': { readonly dashboardId: string };
  /** Rows of a data table were inserted, changed or deleted. */
  'dataTable.changed': {
    readonly applicationId: string;
    readonly dataTableId: string;
    readonly change: DataTableChange;
  };
}

/** What goes by: many a second, lost without harm, and made only where somebody watches. */
export interface Feeds {
  /** Something was published inside the application's topic space. */
  message: TopicMessage;
  /** States were stored, in this order; one event for all of a commit. */
  'states.stored': readonly StoredState[];
  /** A command went out to a device. */
  'command.sent': SentCommand;
  /** An archive job has come on: its state, or how far it is. */
  'archiveJob.changed': { readonly applicationId: string; readonly job: Readonly<Record<string, unknown>> };
}

/** Lines for people who look for the reason of something. */
export interface LogLines {
  /** Something happened that explains what a device did, or why nothing came of it. */
  log: LogEntry;
}

/**
 * That invalidations of other servers may not have been heard. Told only where several servers share a database, by the
 * connection over which they are heard; every feature that listens to an invalidation listens to these as far as it rests on it.
 */
export interface Staleness {
  /** What was read before may not be true any more: copies are to be forgotten. */
  'caches.stale': Readonly<Record<string, never>>;
  /**
   * Whatever rests on what was read before (connections, streams, work under way) is to be looked at again; `about`: only one
   * kind of invalidation was missed.
   */
  'invalidations.missed': { readonly about: keyof Invalidations | undefined };
}

/** Everything that is told on the bus, by name (decision 0026). */
export type AppEvents = Invalidations & Staleness & Feeds & LogLines;

/** What became of a persistent session's filter; without one, of the session: it has ended. */
export interface SubscriptionChange {
  readonly sessionId: string;
  readonly clientId: string;
  readonly filter?: string;
  /** Left out: the filter is gone. */
  readonly qos?: 0 | 1 | 2;
}

/** What became of one event of an application; what it is afterwards, or was last, but for its texts and data. */
export interface EventChange {
  /** `changed`: an update was added to it, which may have changed it. */
  readonly kind: 'created' | 'changed' | 'deleted';
  readonly id: string;
  readonly level: 'info' | 'warning' | 'error' | 'critical';
  readonly state: 'new' | 'acknowledged' | 'resolved';
  /** The state before, where it changed. */
  readonly oldState?: 'new' | 'acknowledged' | 'resolved';
  /** The level before, where it changed. */
  readonly oldLevel?: 'info' | 'warning' | 'error' | 'critical';
  readonly subject: string;
  readonly deviceId?: string;
  readonly deviceName?: string;
  readonly eventTags: Readonly<Record<string, string>>;
  /** ISO. */
  readonly creationDate: string;
  /** ISO. */
  readonly lastUpdated: string;
}

/** A row of a data table as the API shows it: its values by the names of the columns, null where it has none. */
export interface DataTableRowValues {
  readonly id: string;
  /** ISO. */
  readonly createdAt: string;
  /** ISO. */
  readonly updatedAt: string;
  readonly [column: string]: string | number | boolean | null;
}

/** What became of rows of a data table; `rowIds` has at most 1,000 of those inserted. */
export type DataTableChange =
  | { readonly action: 'insert'; readonly newRow: DataTableRowValues }
  | {
      readonly action: 'bulkInsert';
      readonly count: number;
      readonly errorCount: number;
      readonly rowIds: readonly string[];
    }
  | { readonly action: 'update'; readonly oldRow: DataTableRowValues; readonly newRow: DataTableRowValues }
  | { readonly action: 'delete'; readonly oldRow: DataTableRowValues };

/** A message on a custom topic, or a state or command as a watcher of its topic sees it. */
export interface TopicMessage {
  readonly applicationId: string;
  readonly topic: string;
  /** May be a getter that makes it when asked: most messages have no watcher. */
  readonly payload: Uint8Array;
}

/**
 * One line of an application's log: what a person who looks for the reason of something would want to be told
 * (`GET /applications/{applicationId}/logStream`). `message` is a whole sentence; `details` are for programs.
 */
export interface LogEntry {
  readonly applicationId: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly type:
    | 'connect'
    | 'disconnect'
    | 'authFailure'
    | 'subscribe'
    | 'state'
    | 'stateRefused'
    | 'stateDropped'
    | 'command'
    | 'message'
    | 'messageRefused'
    | 'throttled'
    | 'archive'
    | 'retention'
    | 'event'
    | 'webhook'
    | 'webhookReply'
    | 'integration'
    | 'dataTable'
    | 'file';
  readonly device?: { readonly id: string; readonly name: string };
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A state as it was stored: converted, and under the attributes' names. */
export interface StoredState {
  readonly device: { readonly deviceId: string; readonly applicationId: string };
  /** Epoch ms. */
  readonly time: number;
  readonly named: Readonly<Record<string, string | number | boolean>>;
}

/** A command that was sent to one device. */
export interface SentCommand {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly name: string;
  /** Epoch ms. */
  readonly time: number;
  readonly payload?: unknown;
}
