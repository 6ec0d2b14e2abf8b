/**
 * The format of an application's export: gzip'd lines of JSON, one record each, in this order: `header`, `application`,
 * every `device`, every `key`, every other `resource`, `states` device by device, `end`. docs/export-import.md describes it for others.
 */
export const formatName = 'signalbox-application';
export const formatVersion = 1;

export interface HeaderRecord {
  readonly type: 'header';
  readonly format: typeof formatName;
  readonly version: number;
  /** ISO-8601. */
  readonly exportedAt: string;
  readonly exportedBy: string;
  readonly source: string;
}

export interface ApplicationRecord {
  readonly type: 'application';
  readonly application: Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };
}

/** A device, as the server that it comes from returns it. */
export interface DeviceRecord {
  readonly type: 'device';
  readonly device: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly name: string;
    readonly deviceClass: string;
    readonly gatewayId?: string;
    readonly parentId?: string | null;
  };
}

/** An access key; the server that it goes to makes a new secret. */
export interface KeyRecord {
  readonly type: 'key';
  /** Without its secret, which the server does not know. */
  readonly key: Readonly<Record<string, unknown>> & { readonly id: string; readonly deviceIds: readonly string[] };
}

/** Anything else that the server carries over, as its `POST` takes it. */
export interface ResourceRecord {
  readonly type: 'resource';
  /** Such as `dataTable`. */
  readonly resource: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface StatesRecord {
  readonly type: 'states';
  readonly deviceId: string;
  /** Time in epoch ms and values by attribute name, oldest first. */
  readonly states: readonly (readonly [number, Readonly<Record<string, unknown>>])[];
}

/** Closes the file: without it, or with other numbers than were read, the file is not whole. */
export interface EndRecord {
  readonly type: 'end';
  readonly devices: number;
  readonly keys: number;
  /** Left out by versions that carried devices and keys alone. */
  readonly resources?: number;
  readonly states: number;
}

export type ExportRecord =
  | HeaderRecord
  | ApplicationRecord
  | DeviceRecord
  | KeyRecord
  | ResourceRecord
  | StatesRecord
  | EndRecord;
