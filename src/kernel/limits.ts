/**
 * What an application may use, in one list (contract: resources.md, "Limits"): the settings give the usual values, an
 * administrator may set others for an owner or an application, and the owner sees them with what is used. What the server
 * bounds for everybody alike, such as the size of a body, is not here.
 *
 * - `amount`: so much at a time; deleting makes room.
 * - `day`: so much in a UTC day.
 * - `rate`: so many at once, and as many again in the time, evenly.
 * - `device`: as a rate, but of each device, in a window that slides.
 */
export const limits = {
  devices: { kind: 'amount', unit: 'devices', setting: 'SIGNALBOX_DEVICES_LIMIT', verb: 'have', what: 'devices' },
  fileBytes: { kind: 'amount', unit: 'bytes', setting: 'SIGNALBOX_FILE_SPACE_LIMIT', verb: 'have', what: 'of files' },
  dataTableRows: {
    kind: 'amount',
    unit: 'rows',
    setting: 'SIGNALBOX_DATA_TABLE_ROWS_LIMIT',
    verb: 'have',
    what: 'rows of data tables',
  },
  workflows: {
    kind: 'amount',
    unit: 'workflows',
    setting: 'SIGNALBOX_WORKFLOWS_LIMIT',
    verb: 'have',
    what: 'workflows',
  },
  dashboards: {
    kind: 'amount',
    unit: 'dashboards',
    setting: 'SIGNALBOX_DASHBOARDS_LIMIT',
    verb: 'have',
    what: 'dashboards',
  },
  storedEvents: {
    kind: 'amount',
    unit: 'events',
    setting: 'SIGNALBOX_STORED_EVENTS_LIMIT',
    verb: 'have',
    what: 'events',
  },
  statesPerDay: { kind: 'day', unit: 'states', setting: 'SIGNALBOX_DAILY_STATES_LIMIT', verb: 'store', what: 'states' },
  storedBytesPerDay: {
    kind: 'day',
    unit: 'bytes',
    setting: 'SIGNALBOX_DAILY_STORAGE_LIMIT',
    verb: 'store',
    what: 'of states and commands',
  },
  commands: { kind: 'rate', unit: 'commands', setting: 'SIGNALBOX_COMMAND_LIMIT', verb: 'send', what: 'commands' },
  connects: { kind: 'rate', unit: 'connects', setting: 'SIGNALBOX_CONNECT_LIMIT', verb: 'make', what: 'connections' },
  events: { kind: 'rate', unit: 'events', setting: 'SIGNALBOX_EVENT_LIMIT', verb: 'create', what: 'events' },
  deviceMessages: {
    kind: 'device',
    unit: 'messages',
    setting: 'SIGNALBOX_DEVICE_MESSAGE_LIMIT',
    verb: 'exchange',
    what: 'messages',
  },
} as const satisfies Readonly<Record<string, LimitDefinition>>;

export interface LimitDefinition {
  readonly kind: 'amount' | 'day' | 'rate' | 'device';
  readonly unit: string;
  /** The setting with the usual value. */
  readonly setting: string;
  /** Of "An application may store 100 states". */
  readonly verb: string;
  readonly what: string;
}

/** One of `limitNames`. */
export type LimitName = keyof typeof limits;
/** The limits of an application, by the names that the API gives them. */
export const limitNames = Object.keys(limits) as readonly LimitName[];

/** The names of the limits of one kind. */
export type NamesOfKind<Kind extends LimitDefinition['kind']> = {
  [Name in LimitName]: (typeof limits)[Name]['kind'] extends Kind ? Name : never;
}[LimitName];

/** How much: in the unit of the limit and, for a rate, in `windowMs`. */
export interface LimitValue {
  readonly count: number;
  /** 0 where the kind has no time of its own. */
  readonly windowMs: number;
}

/** Null: no limit. */
export type Limit = LimitValue | null;

/** For tests, and for a server whose operator wants none. */
export const noLimits = Object.fromEntries(limitNames.map((name) => [name, null])) as Readonly<
  Record<LimitName, Limit>
>;

/** Larger counts are no limit in practice, and would not be exact everywhere. */
const maxAmount = 10 ** 15;

/** What `parseLimit` takes, for messages. */
export function allowedLimit(name: LimitName): string {
  const { kind, unit } = limits[name];
  return kind === 'rate' || kind === 'device'
    ? 'off, or a count and seconds such as 30/15s'
    : `off, or a number of ${unit} from 1 to ${maxAmount}`;
}

/** A limit as text: `off`, `100`, `30/15s`. Undefined for what is none of this kind. */
export function parseLimit(name: LimitName, text: string): Limit | undefined {
  if (text === 'off') return null;
  const { kind } = limits[name];
  if (kind === 'amount' || kind === 'day') {
    const count = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
    return count <= maxAmount ? { count, windowMs: 0 } : undefined;
  }
  const match = /^(\d{1,6})\/(\d{1,5})s$/.exec(text);
  const count = Number(match?.[1]);
  const seconds = Number(match?.[2]);
  return count > 0 && seconds > 0 ? { count, windowMs: seconds * 1000 } : undefined;
}

/** As `parseLimit` takes it. */
export function formatLimit(limit: Limit): string {
  if (limit === null) return 'off';
  return limit.windowMs === 0 ? String(limit.count) : `${limit.count}/${limit.windowMs / 1000}s`;
}

/** In words, behind "An application may": `have 100 devices`. */
export function describeLimit(name: LimitName, { count, windowMs }: LimitValue): string {
  const { kind, unit, verb, what } = limits[name];
  const amount = `${verb} ${unit === 'bytes' ? formatBytes(count) : count} ${what}`;
  if (kind === 'amount') return amount;
  return kind === 'day' ? `${amount} a day` : `${amount} in ${windowMs / 1000} s`;
}

function formatBytes(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes >= 1 ? `${Math.round(mebibytes * 10) / 10} MiB` : `${bytes} bytes`;
}
