import type { Socket } from 'node:net';
import type { ExactNumber } from '../../kernel/json-text.ts';
import type { NodeStateChange, NodeStateOutcome } from './node-states.ts';

/**
 * What nodes do beyond their payload. All but `http` and `connections` is done on the main thread; a worker calls it by message. Arguments and results are plain data
 * (Dates allowed), as `structuredClone` copies them. What fails rejects with an AppError, which arrives as one.
 *
 * Who adds nodes adds a group: declares it here or, from a file of its own, by `declare module './services.ts'`, and gives the
 * implementation to the feature `workflowRuns` (`effects/`).
 */
export interface NodeServices {
  readonly api: ApiService;
  readonly credentials: CredentialsService;
  readonly mail: MailService;
  readonly sms: SmsService;
  readonly messages: MessageService;
  readonly files: FileService;
  readonly flows: FlowService;
  readonly storage: StorageService;
  readonly states: NodeStateService;
  readonly devices: DeviceService;
  readonly replies: ReplyService;
  /** In the worker itself. */
  readonly http: HttpService;
  /** In the worker itself. */
  readonly connections: ConnectionService;
}

/** Connections to hosts outside that speak something else than HTTP, by the same rules: databases, file servers. */
export interface ConnectionService {
  /**
   * Looks the host up, judges it, and does something there. When it is done, too late, or the run has ended, `signal` of the host
   * aborts: whatever was opened must go.
   *
   * @throws ActionError with `errorName` for whatever goes wrong on the way, TimeoutError, Throttled
   */
  use<Result>(call: ConnectionCall, action: (host: OutsideHost) => Promise<Result>): Promise<Result>;
}

/** Where to connect, and for how long. */
export interface ConnectionCall {
  readonly applicationId: string;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** What a failure is called that has no name of its own. */
  readonly errorName: string;
  readonly signal: AbortSignal;
}

/** An address that was judged. */
export interface OutsideAddress {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** The host as it was named, for TLS; undefined when it was named by its address. */
  readonly serverName: string | undefined;
}

/** A host that may be connected to, by its address: its name may lead elsewhere the next time. */
export interface OutsideHost extends OutsideAddress {
  readonly signal: AbortSignal;
  /** Opens a connection, which ends with the action and when it brings too much. */
  open(): Promise<Socket>;
  /** Ends a connection that brings too much, where a library opens its own: whichever it has at the time. */
  watch(current: () => Socket): void;
  /** Judges another host that belongs to this one. @throws Error when it is refused */
  resolve(host: string, port: number): Promise<OutsideAddress>;
}

/** Calls to hosts outside: public addresses only, unless the operator lists them (workflows.md, "8. Durability and isolation (ours)"). */
export interface HttpService {
  /** @throws ActionError when there is no response: refused, DNS, TLS, timeout, too large */
  request(call: HttpCall): Promise<HttpAnswer>;
}

/** A request to a host outside. */
export interface HttpCall {
  readonly applicationId: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly followsRedirects: boolean;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Names of headers, in lower case, that are not for another origin that a redirect leads to. */
  readonly secretHeaders?: readonly string[];
  readonly signal: AbortSignal;
}

/** A response of a host outside, whatever its status. */
export interface HttpAnswer {
  readonly statusCode: number;
  /** Names in lower case; of those that came several times an array. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
}

/** The API, inside the server and with the rights of the application; all its rules hold, and its errors are thrown. */
export interface ApiService {
  /** Calls an action by its name (`devices.post`). The application is the workflow's; without links. */
  call(call: {
    action: string;
    parameters?: Readonly<Record<string, string>>;
    query?: Readonly<Record<string, unknown>>;
    body?: unknown;
  }): Promise<unknown>;
  /** As a client of the API does: the parameters by their names, wherever they go. `token`: with the rights of that token. */
  callByNames(call: {
    action: string;
    parameters: Readonly<Record<string, unknown>>;
    token?: string | undefined;
  }): Promise<unknown>;
}

/** Files of the application. */
export interface FileService {
  /** Writes a file whole, and makes the directories on its way. Resolves with the file's id. */
  write(call: {
    path: string;
    /** In base64. */
    content: string;
    contentType?: string | undefined;
    overwrite: boolean;
  }): Promise<{ fileId: string }>;
  /** A file with its content, in base64; refused when it is larger than a payload may be. */
  read(call: { path: string }): Promise<{ fileId: string; content: string }>;
}

/** Types of credentials that are nothing but their fields. */
export type PlainCredentialType =
  | 'certificateKeyPair'
  | 'aws'
  | 'azure'
  | 'gcp'
  | 'datadog'
  | 'loggly'
  | 'mailgun'
  | 'whatsapp'
  | 'snowflake';

/** Secrets that the application keeps by name. What comes back is for the use at hand alone, never for a payload. */
export interface CredentialsService {
  /** One of the type http, if it is meant for the URL. */
  useForUrl(call: { name: string; url: string }): Promise<
    | {
        readonly authMethod: 'header' | 'queryParam' | 'basicAuth' | 'clientCertificate';
        readonly publicValue?: string | undefined;
        readonly secretValue: string;
      }
    | { readonly failure: string }
  >;
  /** One of a type whose fields go to no other place than its name says. */
  useFields(call: {
    name: string;
    type: PlainCredentialType;
  }): Promise<{ readonly fields: Readonly<Record<string, string | undefined>> } | { readonly failure: string }>;
  /** Where the Particle cloud is, and what an integration of that type knows of it. */
  useParticle(call: { integrationId: string | undefined }): Promise<
    | {
        /** An origin. */
        readonly url: string;
        readonly accessToken?: string | undefined;
        readonly product?: string | undefined;
        readonly device?: string | undefined;
      }
    | { readonly failure: string }
  >;
  /** One of the type jwt. */
  useForTokens(call: {
    name: string;
  }): Promise<
    | { readonly algorithm: string; readonly issuer?: string | undefined; readonly secret: string }
    | { readonly failure: string }
  >;
}

/** The mail server of the installation. */
export interface MailService {
  /** Resolves once the mail server has taken it. */
  send(call: { to: readonly string[]; subject: string; html: string; replyTo?: string | undefined }): Promise<void>;
}

/** Text messages through whoever the operator has set. */
export interface SmsService {
  /** Resolves once the gateway has taken it. */
  send(call: { to: string; text: string }): Promise<void>;
}

/** Messages on topics. */
export interface MessageService {
  /** Publishes on a topic of the application, or through an integration. */
  publish(call: { integrationId?: string | undefined; topic: string; message: string }): Promise<void>;
}

/** Other workflows of the application. */
export interface FlowService {
  /** Presses a button, by whatever name exports have for it, and resolves once its run is durable. */
  press(call: {
    flowId: string;
    button: string;
    payload: unknown;
    flowVersion?: string | undefined;
    /** When: at a time in epoch ms, or so many ms from now, at most a year from now; undefined: now. */
    when?: { readonly at: number } | { readonly afterMs: number } | undefined;
  }): Promise<{ runId: string }>;
  /** Takes a press back that is to come later, by the run that it would start. */
  cancel(call: { runId: string }): Promise<{ cancelled: boolean }>;
}

/** The entries that a workflow keeps (workflows.md, "1. The flow resource"). Custom nodes use their own. */
export interface StorageService {
  /** The value of each key that is there. */
  get(call: { keys: readonly string[] | 'all' }): Promise<Record<string, unknown>>;
  /** Stores a value; `undefined` deletes the key. Returns what was stored before. */
  set(call: { key: string; value: unknown }): Promise<{ before: unknown }>;
  /** Adds to a number; an absent key counts as 0. Returns the sum, that of integers with all its digits. */
  increment(call: { key: string; by: number | ExactNumber }): Promise<{ value: number | ExactNumber }>;
}

/** What a node itself remembers from run to run, apart from the entries; cleared with them. */
export interface NodeStateService {
  /** Decides by what is stored under the node and `id`, and stores what follows; nobody else does in between. */
  change(call: { id: string; change: NodeStateChange }): Promise<NodeStateOutcome>;
}

/** Devices of the application. Foreign ids are NotFound. */
export interface DeviceService {
  /** Devices as the API shows them, with what was asked for besides. */
  find(call: DeviceQuestion): Promise<DevicePage>;
  /**
   * Reports states as a REST call would, triggers included. Returns those of several that could not be stored, by their places; when
   * there is nothing that could, it is a Validation error.
   */
  changeState(call: {
    deviceId: string;
    states: readonly unknown[];
    flowVersion?: string | undefined;
  }): Promise<{ rejected: readonly { readonly index: number; readonly message: string }[] }>;
}

/** Which devices, and what of them. */
export interface DeviceQuestion {
  /** One device, by its id. */
  readonly id?: string;
  /** Devices that match a query in the language of devices. */
  readonly query?: unknown;
  readonly sortField?: string;
  readonly sortDirection?: string;
  readonly page: number;
  /** 0: only counts. */
  readonly perPage: number;
  /** Bring the newest value of each attribute; of those named, or of all. */
  readonly state?: readonly string[] | 'all';
  readonly connection: boolean;
}

/** Devices, and how many there are. */
export interface DevicePage {
  readonly items: readonly Record<string, unknown>[];
  readonly totalCount: number;
}

/** Requests that wait for a node's reply. */
export interface ReplyService {
  /** Replies to a request. Returns false when it was replied to before, no longer waits, or is not there. */
  reply(call: { replyId: string; reply: Reply }): Promise<boolean>;
}

/** An answer to a webhook or an endpoint. */
export interface Reply {
  readonly kind: 'webhook' | 'endpoint';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: no body. */
  readonly body: string | undefined;
  readonly cookies?: readonly ReplyCookie[];
  /** A page of the experience to render, instead of the body. */
  readonly page?: { readonly pageId: string; readonly layoutId?: string | undefined; readonly data: unknown };
  /** Topics whose messages the reply streams. */
  readonly topics?: readonly string[];
  readonly experienceVersion?: string | undefined;
}

/** A cookie that a reply sets, or removes when it has no value. */
export interface ReplyCookie {
  readonly name: string;
  readonly value: string | undefined;
  /** Milliseconds; undefined: until the browser closes. */
  readonly maxAge: number | undefined;
  readonly path: string | undefined;
  readonly sameSite: 'none' | 'lax' | 'strict' | undefined;
}
