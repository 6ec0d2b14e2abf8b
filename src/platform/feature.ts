import type { Logger } from 'pino';
import type { Action, ActionTable } from '../kernel/actions.ts';
import type { BrokerTls } from './broker/broker.ts';
import type { BundleKind } from './bundles/bundle-kind.ts';
import type { Bus, Listeners } from './bus/bus.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { ClusterNode } from './cluster/node-registry.ts';
import type { Redis } from './cluster/redis.ts';
import type { Config } from './config.ts';
import type { Database, Queryable } from './database/database.ts';
import type { Movable } from './drain.ts';
import type { ActionRouter } from './http/action-router.ts';
import type { LinkBase } from './http/link-base.ts';
import type { MakeReplayWindows } from './http/replay-windows.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Mailer } from './mail/mailer.ts';
import type { Readiness } from './readiness.ts';
import type { Resource, ResourceRegistry } from './resources/resource.ts';
import type { SecretBox } from './secrets/secret-box.ts';
import type { SmsSender } from './sms/sms-sender.ts';

/** What every feature stands on. It knows no feature. */
export interface Platform {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly mailer: Mailer;
  readonly sms: SmsSender;
  readonly secrets: SecretBox;
  /** Every action of this server: the contract's, ours, and those that features bring along. */
  readonly actions: ActionTable;
  /** All actions that a scope of a token can speak of: those, and what only a newer platform has. */
  readonly grantableActions: readonly Action[];
  /** Every resource that a feature of this server declares. */
  readonly resources: ResourceRegistry;
  readonly tls: BrokerTls | undefined;
  /** Of this server. */
  readonly version: string;
  /** Whether new clients should be sent to this server. */
  readonly readiness: Readiness;
  /** This server among those that share its database; undefined: it has it for itself. */
  readonly node: ClusterNode | undefined;
  /** What such servers tell each other; undefined: it has the database for itself. */
  readonly redis: Redis | undefined;
  /** Makes what streams of one kind of events replay from, and are told of. */
  readonly makeWindows: MakeReplayWindows;
  /** Where people reach this server, for links in mails and answers. */
  readonly links: LinkBase;
  /** Epoch ms. */
  readonly now: () => number;
  /** Whether the clock behind `now` is to be believed where something would be removed for good. */
  readonly clock: ClockWatch;
  /** Ms from any start, which nobody can put back or ahead: for how much may happen in a time. */
  readonly elapsed: () => number;
  /** Writes an error to the server's log under the words given. */
  readonly reportError: (what: string) => (error: unknown) => void;
  /**
   * Told of the administrator that a first start makes, and at each further start until somebody has logged in with the
   * password made for it: a start that fails or is killed must not leave one behind whose password nobody has seen.
   */
  readonly onAdministrator: (administrator: MadeAdministrator) => void;
  /** What the features offer together; complete once all have been created, so it is read when it is needed. */
  readonly offers: {
    readonly topics: ReadonlyMap<string, DeviceTopic>;
    readonly measurements: readonly Measurement[];
    readonly bundleKinds: readonly BundleKind[];
    readonly cleanups: readonly Cleanup[];
  };
}

/**
 * Removes what the rows of deleted applications have left behind outside of the database, once these rows are gone. Doing it
 * twice does no harm.
 */
export type Cleanup = (signal: AbortSignal) => Promise<void>;

/** The administrator that a first start has made. */
export interface MadeAdministrator {
  readonly email: string;
  /** Undefined when the operator has given the password. */
  readonly generatedPassword: string | undefined;
}

/** What a reserved topic's owner needs to know of the device; devices bring their whole profile. */
export interface TopicDevice {
  readonly deviceId: string;
  readonly deviceRowId: number;
  readonly applicationId: string;
  readonly applicationRowId: number;
}

/** A reserved topic `losant/<deviceId>/<name>` of devices; a feature declares it as it declares a route. */
export interface DeviceTopic {
  readonly name: string;
  /** Whether all levels below the name are the topic's too: `losant/<deviceId>/<name>/#`. */
  readonly hasLevels?: boolean;
  /** The classes of devices that have the topic; left out: all. */
  readonly deviceClasses?: readonly string[];
  /** Whether the device may subscribe to it. What is published there reaches nobody; commands have a way of their own. */
  readonly isHeard?: boolean;
  /**
   * Left out: devices do not publish on it. Takes one message about `device`. Calls exactly one of: `done` (with an error when it could not be stored and the
   * sender should try again), or `refused` with the reason when trying again would not help.
   */
  receive?(
    device: TopicDevice,
    payload: Uint8Array,
    callbacks: { done: (error?: unknown) => void; refused: (message: string) => void },
  ): void;
}

/** A number that the server can tell at any time. */
export interface Measurement {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** What a feature is once created: a plain object, of which all but `api` may be left out. */
export interface Feature<Api> {
  /** What other features may use. */
  readonly api: Api;
  /** Adds the feature's routes. */
  readonly routes?: (router: ActionRouter) => void;
  /** Reserved topics of devices (`losant/<deviceId>/<name>`) that the feature takes care of. */
  readonly topics?: readonly DeviceTopic[];
  /** Declares the feature's background jobs. */
  readonly jobs?: (jobs: Jobs) => void;
  /** Links of the feature's mails that open a page of the console when a browser follows them. */
  readonly mailLinks?: readonly MailLink[];
  /** What the feature listens to, from its start to its end. */
  readonly listens?: Listeners;
  readonly metrics?: readonly Measurement[];
  /** What the feature has of an application's bundles (export, import, clone, templates). */
  readonly bundleKinds?: readonly BundleKind[];
  /** Removes what rows that are gone have left outside of the database. */
  readonly cleanup?: Cleanup;
  /** Encrypts the feature's stored secrets again where a former secret key encrypted them; returns how many. */
  readonly resealSecrets?: (tx: Queryable) => Promise<number>;
  /** Makes what the feature needs before anybody can call it; several nodes do this one after another. */
  readonly start?: () => Promise<void> | void;
  /** Undoes `start`: finishes what is in hand. Called in the opposite order, after the last caller has gone. */
  readonly stop?: () => Promise<void> | void;
  /** Lets callers other than HTTP in; the HTTP server is already listening. */
  readonly open?: (addresses: ServerAddresses) => Promise<void> | void;
  /** Connections of the feature's own that are moved to other servers while this one is going to stop. */
  readonly movable?: Movable;
  /** Undoes `open`, before the HTTP server closes. */
  readonly close?: () => Promise<void> | void;
}

/** Where a link of a mail leads a browser. */
export interface MailLink {
  /** Of the link, as in `/invites`; what follows its `?` is handed to the page behind its `#`. */
  readonly path: string;
  /** Of the console, as in `invitation`. */
  readonly page: string;
  /** Whether an action has the same path: that is for programs then, and the page for who accepts `text/html`. */
  readonly isAction: boolean;
}

/** Where a started server is reached from this machine. */
export interface ServerAddresses {
  readonly http: string;
  readonly mqtt: string;
}

/** A feature before it is created: what it is called, what it needs, and what it declares. */
export interface FeatureDefinition<Api = unknown> {
  readonly name: string;
  readonly needs: Readonly<Record<string, FeatureDefinition>>;
  readonly resources: readonly Resource[];
  /** Actions that the contract's table does not have. */
  readonly actions: readonly Action[];
  /** Reads every secret that the feature has stored, as sealed: the secret key is checked against them before a start. */
  readonly readSealed?: (db: Queryable) => Promise<string[]>;
  readonly create: (platform: Platform, needs: never) => Feature<Api>;
}

/** The API that a definition's feature offers. */
export type ApiOf<Definition> = Definition extends FeatureDefinition<infer Api> ? Api : never;

/**
 * Defines a feature. `needs` names the definitions of the features whose APIs it is given when it is created; they must
 * stand before it in the list of `app.ts`. `create` only constructs: work begins with `start`.
 */
export function defineFeature<const Needs extends Readonly<Record<string, FeatureDefinition>>, Api>(definition: {
  readonly name: string;
  readonly needs?: Needs;
  readonly resources?: readonly Resource[];
  readonly actions?: readonly Action[];
  readonly readSealed?: (db: Queryable) => Promise<string[]>;
  readonly create: (platform: Platform, needs: { readonly [Name in keyof Needs]: ApiOf<Needs[Name]> }) => Feature<Api>;
}): FeatureDefinition<Api> {
  return { needs: {}, resources: [], actions: [], ...definition };
}
